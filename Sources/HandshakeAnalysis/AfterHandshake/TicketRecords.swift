import TLSWire

/// Which of a server's records after the handshake of TLS 1.3 are tickets, where nobody can read them.
///
/// Tickets come first, mostly in pairs of one size, and before the client has asked anything (RFC 9846, section 4.7.1).
/// Sizes are those of messages.
enum TicketRecords {
    /// No ticket that was seen is smaller.
    private static let smallest = 100
    /// Without a client certificate, of stacks that send two: OpenSSL's takes 230 bytes and more.
    private static let smallestOfPair = 220
    /// Two tickets of one handshake differ by what pads them.
    private static let largestDifference = 16
    /// Go's without a client certificate, and what only a ticket that holds certificates takes.
    private static let known = 130
    private static let large = 980

    /// How many of the server's first records are tickets.
    static func count(in records: [DataExchange.Record]) -> Int {
        let request = records.firstIndex { $0.sender == .client } ?? records.endIndex
        let early = records[..<request]
        let server = records.filter { $0.sender == .server }.map(\.bytes.upperBound)
        guard let first = server.first else { return 0 }
        if !early.isEmpty {
            guard first >= smallest else { return 0 }
            var count = 1
            while count < server.count, isLike(server[count], first),
                count < early.count || first >= smallestOfPair
            {
                count += 1
            }
            return count
        }
        guard server.count > 1 else { return 0 }
        if first >= smallestOfPair, isLike(server[1], first) { return 2 }
        return first == known || first >= large ? 1 : 0
    }

    private static func isLike(_ one: Int, _ other: Int) -> Bool { abs(one - other) <= largestDifference }
}
