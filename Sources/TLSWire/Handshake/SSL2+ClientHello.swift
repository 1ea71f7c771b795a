public import ByteParsing

extension SSL2 {
    /// A ClientHello in the form of SSL 2.0, which may offer anything up to TLS 1.2.
    public struct ClientHello: Hashable, Sendable {
        /// The highest version that the client speaks; 0x0002 if that is SSL 2.0.
        public let version: ProtocolVersion
        public let cipherSpecs: [CipherKind]
        public let sessionID: [UInt8]
        /// 16 to 32 bytes.
        public let challenge: [UInt8]

        // uint8 V2CipherSpec[3];
        // struct {
        //     uint16 msg_length;                                    the highest bit set, itself not counted
        //     uint8 msg_type;                                       1
        //     Version version;
        //     uint16 cipher_spec_length;
        //     uint16 session_id_length;
        //     uint16 challenge_length;
        //     V2CipherSpec cipher_specs[V2ClientHello.cipher_spec_length];
        //     opaque session_id[V2ClientHello.session_id_length];
        //     opaque challenge[V2ClientHello.challenge_length];
        // } V2ClientHello;                                          RFC 5246, appendix E.2
        /// Reads the record, header included, and leaves what follows it.
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            let end = try SSL2.readHeader(from: &reader, type: 1, "V2ClientHello")
            version = ProtocolVersion(rawValue: try reader.readUInt16("V2ClientHello.version"))
            let cipherSpecsSize = Int(try reader.readUInt16("V2ClientHello.cipher_spec_length"))
            let sessionIDSize = Int(try reader.readUInt16("V2ClientHello.session_id_length"))
            let challengeStart = reader.offset
            let challengeSize = Int(try reader.readUInt16("V2ClientHello.challenge_length"))
            guard (16...32).contains(challengeSize) else {
                let reason = ParseError.Reason.lengthOutOfBounds(challengeSize, allowed: 16...32)
                throw ParseError(reason, field: "V2ClientHello.challenge_length", offset: challengeStart)
            }
            let bodySize = cipherSpecsSize + sessionIDSize + challengeSize
            try SSL2.requireBody(bodySize, from: reader, to: end, "V2ClientHello")
            let field = "V2ClientHello.cipher_specs"
            cipherSpecs = try SSL2.readCipherKinds(from: &reader, size: cipherSpecsSize, field)
            sessionID = try reader.readBytes(sessionIDSize, "V2ClientHello.session_id")
            challenge = try reader.readBytes(challengeSize, "V2ClientHello.challenge")
        }
    }
}

extension ClientHello {
    /// What a server of SSL 3.0 or later takes it for (RFC 5246, appendix E.2).
    ///
    /// `nil` never happens: what is put together here is well-formed.
    public init?(_ hello: SSL2.ClientHello) {
        let suites = hello.cipherSpecs.compactMap(\.cipherSuite)
        let sessionID = hello.sessionID.prefix(0xFF)
        var body = [UInt8(hello.version.rawValue >> 8), UInt8(hello.version.rawValue & 0xFF)]
        body += Random(rightJustifying: hello.challenge).bytes
        body += [UInt8(sessionID.count)] + sessionID
        body += [UInt8(suites.count >> 7 & 0xFF), UInt8(suites.count << 1 & 0xFF)]
        for suite in suites { body += [UInt8(suite.rawValue >> 8), UInt8(suite.rawValue & 0xFF)] }
        body += [1, 0]
        var reader = ByteReader(body.span)
        do throws(ParseError) {
            try self.init(body, parsing: &reader, sessionID: 0...0xFF, suites: 0...0xFFFE)
        } catch {
            return nil
        }
    }
}
