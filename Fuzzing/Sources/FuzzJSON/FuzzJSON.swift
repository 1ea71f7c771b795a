import FuzzSupport
import Reporting

/// The input is a tree of values: what is written of it, on one line and on many, is JSON.
@_cdecl("FuzzJSON_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        let bytes = unsafe copy(start, count)
        for isPretty in [false, true] {
            var input = FuzzInput(bytes)
            var writer = JSONWriter(isPretty: isPretty)
            write(&input, to: &writer, depth: 0)
            OutputCheck.document(writer.bytes)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        OutputCheck.terminal(Array(TerminalText.escaped(text).utf8))
        return 0
    }
}

private func text(_ input: inout FuzzInput) -> String {
    let count = Int(input.byte())
    return String(decoding: (0..<count).map { _ in input.byte() }, as: UTF8.self)
}

private func write(_ input: inout FuzzInput, to writer: inout JSONWriter, depth: Int) {
    switch input.byte() % 8 {
    case 0 where depth < 50:
        var elements = Int(input.byte() & 15)
        writer.array { array in
            while elements > 0, !input.isAtEnd {
                elements -= 1
                write(&input, to: &array, depth: depth + 1)
            }
        }
    case 1 where depth < 50:
        var members = Int(input.byte() & 15)
        writer.object { object in
            while members > 0, !input.isAtEnd {
                members -= 1
                object.key("member")
                write(&input, to: &object, depth: depth + 1)
            }
            object.field("text", text(&input))
            object.field("number", Int64(input.byte()) &* -0x0101_0101_0101_0101)
            object.field("bytes", hexadecimal: Array(text(&input).utf8))
        }
    case 2: writer.null()
    case 3: writer.value(input.byte() & 1 == 0)
    case 4: writer.value(UInt64(input.byte()) << UInt64(input.byte() & 63))
    default: writer.value(text(&input))
    }
}
