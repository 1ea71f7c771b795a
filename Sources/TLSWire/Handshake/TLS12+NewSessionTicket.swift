public import ByteParsing

extension TLS12 {
    /// A ticket that the client can resume with later.
    public struct NewSessionTicket: Hashable, Sendable {
        /// In seconds; 0 says nothing.
        public let ticketLifetimeHint: UInt32
        /// Empty when the server thought better of it (RFC 5077, section 3.3).
        public let ticket: [UInt8]

        // struct {
        //     uint32 ticket_lifetime_hint;
        //     opaque ticket<0..2^16-1>;
        // } NewSessionTicket;                                       RFC 5077, section 3.3
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            ticketLifetimeHint = try reader.readUInt32("NewSessionTicket.ticket_lifetime_hint")
            ticket = try reader.readOpaque(width: 2, bytes: 0...0xFFFF, "NewSessionTicket.ticket")
            try reader.finish("NewSessionTicket")
        }
    }
}
