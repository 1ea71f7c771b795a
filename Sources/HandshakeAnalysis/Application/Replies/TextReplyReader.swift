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
        guard Self.isText(line.bytes) else { return .finished }
        guard line.isWhole else { return .wantsMore }
        if RefusalWords.refuses(line.bytes), let concerns = RefusalWords.concern(in: line.bytes) {
            finding = Finding(concerns, code: "", text: RefusalText.printable(line.bytes))
        }
        return .finished
    }

    /// Whether the line that the bytes begin with may be one.
    static func mayBegin(_ bytes: [UInt8]) -> Bool {
        // Text in any language that a server says first, begins with a letter or digit of ASCII.
        guard let first = bytes.first, first < 0x80, first != UInt8(ascii: "<") else { return false }
        return isText(bytes.firstIndex(of: .lineFeed).map { Array(bytes[..<$0]) } ?? bytes)
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { ($0 >= .space && $0 != 0x7F) || $0 == 0x09 || $0 == .carriageReturn }
    }
}
