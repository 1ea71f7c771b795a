internal import ByteParsing

/// A key that a TLS 1.3 client offers to resume with: a ticket, or the name of an external key.
public struct PSKIdentity: Hashable, Sendable {
    public let identity: [UInt8]
    /// Milliseconds since the ticket came, plus its `ticket_age_add`; 0 for an external key.
    public let obfuscatedTicketAge: UInt32

    public init(identity: [UInt8], obfuscatedTicketAge: UInt32) {
        self.identity = identity
        self.obfuscatedTicketAge = obfuscatedTicketAge
    }

    // struct {
    //     opaque identity<1..2^16-1>;
    //     uint32 obfuscated_ticket_age;
    // } PskIdentity;                                                RFC 9846, section 4.3.11
    init(parsing reader: inout ByteReader) throws(ParseError) {
        identity = try reader.readOpaque(width: 2, bytes: 1...0xFFFF, "pre_shared_key.identity")
        obfuscatedTicketAge = try reader.readUInt32("pre_shared_key.obfuscated_ticket_age")
    }

    // opaque PskBinderEntry<32..255>;
    // struct {
    //     PskIdentity identities<7..2^16-1>;
    //     PskBinderEntry binders<33..2^16-1>;
    // } OfferedPsks;                                                RFC 9846, section 4.3.11
    static func readOffer(from reader: inout ByteReader) throws(ParseError) -> [PSKIdentity] {
        var list = try reader.readVector(width: 2, bytes: 7...0xFFFF, "pre_shared_key.identities")
        var identities: [PSKIdentity] = []
        while !list.isAtEnd { identities.append(try PSKIdentity(parsing: &list)) }
        let bindersStart = reader.offset
        var binders = try reader.readVector(width: 2, bytes: 33...0xFFFF, "pre_shared_key.binders")
        var count = 0
        while !binders.isAtEnd {
            try binders.skipVector(width: 1, bytes: 32...0xFF, "pre_shared_key.PskBinderEntry")
            count += 1
        }
        guard count == identities.count else {
            throw ParseError(
                .illegalValue(UInt64(count)),
                field: "pre_shared_key.binders",
                offset: bindersStart
            )
        }
        try reader.finish("pre_shared_key")
        return identities
    }
}
