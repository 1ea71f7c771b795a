/// Reads the first lines of a NATS server: INFO, which goes before TLS or inside it, then `-ERR '…'` to a client that it does
/// not authorise, or `+OK`, `PONG` and messages to one that it does.
struct NATSReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.nats

    /// What is said of the client; other errors are of its requests.
    private static let refusals = ["authorization violation", "authentication", "certificate"]

    private(set) var finding: Finding?
    private(set) var answer: String?

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while let line = input.readLine() {
            if line.hasPrefix("-ERR") {
                let words = Array(line.dropFirst(4)).trimmed
                let text = String(decoding: words.map(\.lowercased), as: UTF8.self)
                guard Self.refusals.contains(where: { text.contains($0) }) else { return .finished }
                finding = Finding(code: "-ERR", said: words)
                return .finished
            }
            // A server asks whether its client is there at any time, and says what it is to anybody.
            guard line.hasPrefix("INFO ") || line.hasPrefix("PING") else {
                if line.hasPrefix("+OK") || line.hasPrefix("PONG") || line.hasPrefix("MSG ") { answer = "" }
                return .finished
            }
        }
        return .wantsMore
    }
}
