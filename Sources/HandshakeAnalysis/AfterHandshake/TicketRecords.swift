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
    /// OpenSSL's where the server keeps the sessions: a name of 32 bytes.
    private static let named = 57

    /// What the handshake tells of the tickets that follow it.
    struct Setting: Sendable {
        /// The client offers to resume: without psk_key_exchange_modes nobody gives out tickets (RFC 9846, section 4.3.9).
        let isWanted: Bool
        /// The server pads as JSSE does, which begins with a ticket, and that holds its own certificates as well.
        let isOfJSSE: Bool
        /// Of the cipher suite's hash, in bytes.
        let hash: Int
        /// The sizes that the client's Certificate message may have, and others if it signed with another kind of key.
        let certificate: ClosedRange<Int>?
        /// Of the ticket that the session was resumed with, which a server likes to renew; 0 for none.
        let resumed: Int
        let otherCertificate: ClosedRange<Int>?
        /// The client said that it has no certificate.
        let isDeclined: Bool

        /// Whether the only record of a server is as long as Go's ticket for such a client: an answer may be as long as well.
        func mayBeEmptyTicket(_ size: Int) -> Bool {
            isWanted && isDeclined && goStates.contains(size - hash - emptyCertificate)
        }

        /// Whether the only record of a server is as long as a ticket that holds that certificate.
        func isTicket(_ size: Int) -> Bool {
            guard isWanted else { return false }
            if resumed > 0, aroundRenewed.contains(size - resumed) { return true }
            if isOfJSSE { return size >= large }
            return (certificate.map { holds($0, size) } ?? false)
                || (otherCertificate.map { holds($0, size) } ?? false)
        }

        private func holds(_ certificate: ClosedRange<Int>, _ size: Int) -> Bool {
            for state in goStates where certificate.contains(size - hash - state) { return true }
            guard size.isMultiple(of: 2) else { return false }
            let one = size / 2
            for around in aroundBoringSSL where one > around && (one - around).isMultiple(of: 16) {
                return boringSSLStates.overlaps(one - certificate.upperBound...one - certificate.lowerBound)
            }
            return false
        }
    }

    /// Lengths and a nonce: Go's has none, OpenSSL's eight bytes, and 8 more where early data is allowed.
    private static let aroundRenewed = [17, 25, 33]
    /// Go's, up to 1.20 and from 1.21 on, of a client whose certificates it did not verify: what surrounds them.
    private static let goStates = [90, 82]
    /// A Certificate message without entries, or as much of a ticket.
    private static let emptyCertificate = 8
    /// BoringSSL's, two in one record: around what is encrypted in blocks of 16, without early data and with it.
    private static let aroundBoringSSL = [86, 94]
    /// The whole of one, but for the certificates.
    private static let boringSSLStates = 206...280

    /// Whether a record may be the first of a pair of which the capture lacks the other.
    static func mayBeOneOfPair(_ size: Int) -> Bool { size >= smallestOfPair || size == named }

    /// Whether two records, one after the other, are of one size, as far as that is said of tickets.
    @inline(__always)
    static func mayBePair(_ one: Int, _ other: Int) -> Bool {
        one == other || (min(one, other) >= smallestOfPair && isLike(one, other))
    }

    /// How many of the server's first records are tickets; `unasked` of them were sent before the client's first request had
    /// reached the server.
    static func count(in records: [DataExchange.Record], unasked: Int, _ setting: Setting) -> Int {
        var server = ServerSizes(records)
        guard let first = server.next() else { return 0 }
        if unasked > 0 {
            guard first >= smallest || first == named else { return 0 }
            var count = 1
            while count < unasked || first >= smallestOfPair, let next = server.next(), isLike(next, first) {
                count += 1
            }
            return count
        }
        guard let second = server.next() else {
            return setting.isTicket(first) || setting.mayBeEmptyTicket(first) ? 1 : 0
        }
        if first >= smallestOfPair || first == named, isLike(second, first) { return 2 }
        return first == known || first >= large ? 1 : 0
    }

    /// The sizes of so many, the first, of the server's records.
    static func sizes(in records: [DataExchange.Record], _ count: Int) -> [Int] {
        guard count > 0 else { return [] }
        var server = ServerSizes(records)
        var sizes: [Int] = []
        sizes.reserveCapacity(count)
        while sizes.count < count, let size = server.next() { sizes.append(size) }
        return sizes
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
