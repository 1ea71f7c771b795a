public import ByteParsing

extension SSL2 {
    /// A server that answers in SSL 2.0.
    public struct ServerHello: Hashable, Sendable {
        public let isSessionIDHit: Bool
        /// 1 is X.509; 0 when a session is resumed.
        public let certificateType: UInt8
        public let version: ProtocolVersion
        /// DER if ``certificateType`` is 1; empty when a session is resumed.
        public let certificate: [UInt8]
        public let cipherSpecs: [CipherKind]
        public let connectionID: [UInt8]

        // char MSG-SERVER-HELLO                                     4
        // char SESSION-ID-HIT
        // char CERTIFICATE-TYPE
        // char SERVER-VERSION-MSB, SERVER-VERSION-LSB
        // char CERTIFICATE-LENGTH-MSB, CERTIFICATE-LENGTH-LSB
        // char CIPHER-SPECS-LENGTH-MSB, CIPHER-SPECS-LENGTH-LSB
        // char CONNECTION-ID-LENGTH-MSB, CONNECTION-ID-LENGTH-LSB
        // char CERTIFICATE-DATA, CIPHER-SPECS-DATA, CONNECTION-ID-DATA
        //                                    draft-hickman-netscape-ssl-00, section 1.2 (SERVER-HELLO)
        /// Reads the record, header included, and leaves what follows it.
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            let end = try SSL2.readHeader(from: &reader, type: 4, "SERVER-HELLO")
            isSessionIDHit = try reader.readUInt8("SERVER-HELLO.SESSION-ID-HIT") != 0
            certificateType = try reader.readUInt8("SERVER-HELLO.CERTIFICATE-TYPE")
            version = ProtocolVersion(rawValue: try reader.readUInt16("SERVER-HELLO.SERVER-VERSION"))
            let certificateSize = Int(try reader.readUInt16("SERVER-HELLO.CERTIFICATE-LENGTH"))
            let cipherSpecsSize = Int(try reader.readUInt16("SERVER-HELLO.CIPHER-SPECS-LENGTH"))
            let connectionIDSize = Int(try reader.readUInt16("SERVER-HELLO.CONNECTION-ID-LENGTH"))
            let bodySize = certificateSize + cipherSpecsSize + connectionIDSize
            try SSL2.requireBody(bodySize, from: reader, to: end, "SERVER-HELLO")
            certificate = try reader.readBytes(certificateSize, "SERVER-HELLO.CERTIFICATE-DATA")
            let field = "SERVER-HELLO.CIPHER-SPECS-DATA"
            cipherSpecs = try SSL2.readCipherKinds(from: &reader, size: cipherSpecsSize, field)
            connectionID = try reader.readBytes(connectionIDSize, "SERVER-HELLO.CONNECTION-ID-DATA")
        }
    }

    /// The error message of SSL 2.0, which ends a handshake.
    public struct ErrorMessage: Hashable, Sendable {
        /// 1 no cipher, 2 no certificate, 4 bad certificate, 6 unsupported certificate type.
        public let errorCode: UInt16

        // char MSG-ERROR                                            0
        // char ERROR-CODE-MSB, ERROR-CODE-LSB     draft-hickman-netscape-ssl-00, section 2.7
        /// Reads the record, header included, and leaves what follows it.
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            let end = try SSL2.readHeader(from: &reader, type: 0, "ERROR")
            try SSL2.requireBody(2, from: reader, to: end, "ERROR")
            errorCode = try reader.readUInt16("ERROR.ERROR-CODE")
        }
    }
}
