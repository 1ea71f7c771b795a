/// Reads what an OpenVPN server says in its control channel once TLS is there: the second key method's message, then words that
/// end with a zero byte, `PUSH_REPLY,…` to a client that is let in, `AUTH_FAILED` or `AUTH_FAILED,reason` to one that is not.
struct OpenVPNReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.openvpn

    private static let refusal = Array("AUTH_FAILED".utf8)
    private static let acceptance = Array("PUSH_REPLY".utf8)
    /// Of a reason, what is read.
    private static let longestReason = 256

    private(set) var finding: Finding?
    private(set) var answer: String?
    /// The end of what was read, where words may have begun.
    private var tail: [UInt8] = []

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        tail += input.readUpTo(input.available)
        let acceptance = Self.place(of: Self.acceptance, in: tail)
        if let start = Self.place(of: Self.refusal, in: tail), start < acceptance ?? .max {
            let words = tail[(start + Self.refusal.count)...].prefix(Self.longestReason)
            let end = words.firstIndex(of: 0)
            let reason = words[..<(end ?? words.endIndex)].drop { $0 == UInt8(ascii: ",") }
            finding = Finding(code: "AUTH_FAILED", said: Array(reason))
            return end == nil && words.count < Self.longestReason ? .wantsMore : .finished
        }
        if acceptance != nil {
            answer = ""
            return .finished
        }
        tail.removeFirst(max(0, tail.count - Self.refusal.count))
        return .wantsMore
    }

    private static func place(of words: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= words.count else { return nil }
        return (0...bytes.count - words.count).first { start in
            bytes[start] == words[0] && bytes[start..<start + words.count].elementsEqual(words)
        }
    }
}
