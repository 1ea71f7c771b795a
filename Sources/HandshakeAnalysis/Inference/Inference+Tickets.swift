import ByteParsing
import TLSWire

extension Inference {
    /// The sizes that a ticket in one of the server's records after its flight would have: of the first two sizes.
    ///
    /// Whether those are tickets is not known; a later ClientHello with a ticket of such a size makes it likely. With them
    /// goes the packet of the first.
    var ticketSizes: (first: Int, second: Int, packet: PacketReference?) {
        var found = (first: 0, second: 0, packet: PacketReference?.none)
        let start = serverFlight?.recordCount ?? (isServerFlightTogether ? 1 : serverPlaces.count)
        for position in start..<max(start, serverPlaces.count) {
            let size = arithmetic.longestMessage(in: length(serverPlaces[position]), serverPadding)
            // What is around a ticket may take as much as OpenSSL's with a name of 32 bytes in it.
            guard size >= Self.aroundTicket.upperBound, size != found.first else { continue }
            guard found.first != 0 else {
                found.first = size
                found.packet = facts.encryptedRecords.packet(at: serverPlaces[position])
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

extension DataExchange {
    /// The size of a ticket that holds the client's certificate: of OpenSSL, which sends two of one size.
    var certificateTicket: Int? {
        guard tickets.count > 1, let first = tickets.first, first >= Inference.smallestTicketWithCertificate
        else { return nil }
        // Lengths, a nonce of eight bytes, and no extensions.
        return first - Inference.aroundOpenSSLTicket
    }
}
