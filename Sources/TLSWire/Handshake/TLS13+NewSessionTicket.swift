public import ByteParsing

extension TLS13 {
    /// A ticket that the client can resume with later.
    public struct NewSessionTicket: Hashable, Sendable {
        /// In seconds; 0 asks the client to forget it at once.
        public let ticketLifetime: UInt32
        public let ticketAgeAdd: UInt32
        public let ticketNonce: [UInt8]
        public let ticket: [UInt8]
        public private(set) var extensions = ExtensionList()
        /// early_data: how much 0-RTT data the server will take; `nil` for none.
        public private(set) var maxEarlyDataSize: UInt32?

        // struct {
        //     uint32 ticket_lifetime;
        //     uint32 ticket_age_add;
        //     opaque ticket_nonce<0..255>;
        //     opaque ticket<1..2^16-1>;
        //     Extension extensions<0..2^16-2>;
        // } NewSessionTicket;                                       RFC 9846, section 4.7.1
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            ticketLifetime = try reader.readUInt32("NewSessionTicket.ticket_lifetime")
            ticketAgeAdd = try reader.readUInt32("NewSessionTicket.ticket_age_add")
            ticketNonce = try reader.readOpaque(width: 1, bytes: 0...0xFF, "NewSessionTicket.ticket_nonce")
            ticket = try reader.readOpaque(width: 2, bytes: 1...0xFFFF, "NewSessionTicket.ticket")
            extensions = try ExtensionList(parsing: &reader, field: "NewSessionTicket.extensions") {
                (type, body) throws(ParseError) in
                guard type == .earlyData else { return }
                let size = try body.readUInt32("early_data.max_early_data_size")
                try body.finish("early_data")
                maxEarlyDataSize = size
            }
            try reader.finish("NewSessionTicket")
        }
    }
}
