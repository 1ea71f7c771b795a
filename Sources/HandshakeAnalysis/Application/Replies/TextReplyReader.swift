/// Reads the first line of a server whose protocol nobody knows: one that says in words that it takes no certificate, or
/// wants one, refuses in any protocol.
struct TextReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.text

    /// Of a line, what is read.
    private static let maximumLine = 1 << 10

    private(set) var finding: Finding?
    /// Words that refuse nothing show nothing.
    var answer: String? { nil }

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        let line = input.peekLine(atMost: Self.maximumLine)
        finding = nil
        guard Self.isText(line.bytes) else { return .finished }
        if RefusalWords.refuses(line.bytes), let concerns = RefusalWords.concern(in: line.bytes) {
            finding = Finding(concerns, code: "", text: RefusalText.printable(line.bytes))
        }
        return line.isWhole ? .finished : .wantsMore
    }

    static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy {
            ($0 >= .space && $0 != 0x7F) || $0 == 0x09 || $0 == .carriageReturn || $0 == .lineFeed
        }
    }
}
