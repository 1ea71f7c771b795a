import ByteParsing
import FuzzSupport
import TLSDecryption
import TLSWire

@testable import AnalysisPipeline

/// The input is how a key log is cut, and its lines: however it comes, it says the same.
@_cdecl("FuzzKeyLogs_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        var input = FuzzInput(unsafe copy(start, count))
        let piece = Int(input.byte()) + 1
        let lines = input.rest()
        let whole = read(lines, piece: max(1, lines.count))
        let pieces = read(lines, piece: piece)
        precondition(whole.source.usedLineCount == pieces.source.usedLineCount)
        precondition(whole.source.badLineCount == pieces.source.badLineCount)
        precondition(whole.source.badLines == pieces.source.badLines)
        precondition(whole.log.count == pieces.log.count)
        for random in randoms(in: lines) {
            precondition(whole.log.secrets(for: random) == pieces.log.secrets(for: random))
        }
        _ = OpenVPNKey.all(in: String(decoding: lines, as: UTF8.self))
        return 0
    }
}

private func read(_ lines: [UInt8], piece: Int) -> (log: KeyLog, source: KeyLogSource) {
    var log = KeyLog()
    var source = KeyLogSource()
    var start = 0
    while start < lines.count {
        let end = min(lines.count, start + piece)
        source.append(lines.span.extracting(start..<end), to: &log)
        start = end
    }
    source.finish(to: &log)
    return (log, source)
}

/// Whatever may be the random of a line.
private func randoms(in lines: [UInt8]) -> [Random] {
    lines.split { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }.filter { $0.count == 64 }.compactMap
    { word in
        guard let bytes = [UInt8](hexadecimal: String(decoding: word, as: UTF8.self)) else { return nil }
        var reader = ByteReader(bytes.span)
        return try? Random(parsing: &reader)
    }
}
