public import ByteParsing
import TLSWire

/// The sizes that the tickets of a server may have as messages, 0 for none, and when the first of them was sent.
public struct TicketTrace: Hashable, Sendable {
    public internal(set) var first = 0
    public internal(set) var second = 0
    public internal(set) var time = Timestamp(nanoseconds: 0)

    public init() {}
}

extension Inference {
    /// The sizes that a ticket in one of the server's records after its flight would have: of the first two sizes.
    ///
    /// Whether those are tickets is not known; a later ClientHello with a ticket of such a size makes it likely.
    public var ticketSizes: TicketTrace {
        var found = TicketTrace()
        let start = serverFlight?.recordCount ?? (isServerFlightTogether ? 1 : serverPlaces.count)
        for position in start..<max(start, serverPlaces.count) {
            let size = arithmetic.longestMessage(in: length(serverPlaces[position]), serverPadding)
            guard size > Self.aroundTicket.upperBound, size != found.first else { continue }
            guard found.first != 0 else {
                found.first = size
                found.time = packet(serverPlaces[position]).time
                continue
            }
            found.second = size
            break
        }
        return found
    }

    /// What stands around the ticket in a NewSessionTicket: lengths, a nonce of up to 32 bytes, perhaps early_data
    /// (RFC 9846, section 4.7.1).
    static let aroundTicket = 17...(17 + 32 + 8)

    /// Around OpenSSL's, which has a nonce of eight bytes.
    static let aroundOpenSSLTicket = 4 + 4 + 4 + 1 + 8 + 2 + 2
    /// A ticket without a certificate takes some 200 bytes and a server name; the smallest certificates take 300.
    static let smallestTicketWithCertificate = 500

    /// Whether a NewSessionTicket of this size may have brought a ticket of that.
    public static func mayHold(_ message: Int, ticket: Int) -> Bool {
        aroundTicket.contains(message - ticket)
    }
}
