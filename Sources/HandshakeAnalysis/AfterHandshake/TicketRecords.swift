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
        var server = ServerSizes(records)
        guard let first = server.next() else { return 0 }
        let early = records.firstIndex { $0.sender == .client } ?? records.endIndex
        if early > 0 {
            guard first >= smallest else { return 0 }
            var count = 1
            while count < early || first >= smallestOfPair, let next = server.next(), isLike(next, first) {
                count += 1
            }
            return count
        }
        guard let second = server.next() else { return 0 }
        if first >= smallestOfPair, isLike(second, first) { return 2 }
        return first == known || first >= large ? 1 : 0
    }

    /// The sizes of so many, the first, of the server's records.
    static func sizes(in records: [DataExchange.Record], _ count: Int) -> [Int] {
        guard count > 0 else { return [] }
        var server = ServerSizes(records)
        return (0..<count).compactMap { _ in server.next() }
    }

    /// The sizes of the server's records, one after the other, at most.
    private struct ServerSizes: IteratorProtocol {
        private let records: [DataExchange.Record]
        private var place = 0

        init(_ records: [DataExchange.Record]) { self.records = records }

        mutating func next() -> Int? {
            while place < records.count {
                defer { place += 1 }
                if records[place].sender == .server { return records[place].bytes.upperBound }
            }
            return nil
        }
    }

    private static func isLike(_ one: Int, _ other: Int) -> Bool { abs(one - other) <= largestDifference }
}
