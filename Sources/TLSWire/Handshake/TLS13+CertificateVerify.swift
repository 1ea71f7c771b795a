public import ByteParsing

extension TLS13 {
    /// Either side's proof that it holds the key of its certificate.
    public struct CertificateVerify: Hashable, Sendable {
        public let algorithm: SignatureScheme
        public let signature: [UInt8]

        // struct {
        //     SignatureScheme algorithm;
        //     opaque signature<0..2^16-1>;
        // } CertificateVerify;                                      RFC 9846, section 4.5.2
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            algorithm = SignatureScheme(rawValue: try reader.readUInt16("CertificateVerify.algorithm"))
            signature = try reader.readOpaque(width: 2, bytes: 0...0xFFFF, "CertificateVerify.signature")
            try reader.finish("CertificateVerify")
        }
    }
}
