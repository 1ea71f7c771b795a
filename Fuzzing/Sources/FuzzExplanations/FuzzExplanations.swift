import Explanations
import FuzzSupport
import Reporting

/// The input is a text that somebody pastes.
@_cdecl("FuzzExplanations_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        let bytes = unsafe copy(start, count)
        let answer = Catalogue.shared.explain(bytes)
        let term = String(decoding: bytes.prefix(4_096).prefix { $0 != 0x0A }, as: UTF8.self)
        for width in [40, 100] {
            OutputCheck.terminal(Array(ExplanationText(width: width).text(of: answer, for: term).utf8))
        }
        OutputCheck.document(ExplanationJSON.document(answer, for: term))
        return 0
    }
}
