public import ByteParsing

extension TLS13 {
    /// Either side's proof that it holds the key of its certificate.
    public struct CertificateVerify: Hashable, Sendable {
        public let algorithm: SignatureScheme
        /// Where it lies in the message: it is copied by whoever checks it.
        public let signature: Range<Int>

        // struct {
        //     SignatureScheme algorithm;
        //     opaque signature<0..2^16-1>;
        // } CertificateVerify;                                      RFC 9846, section 4.5.2
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            algorithm = SignatureScheme(rawValue: try reader.readUInt16("CertificateVerify.algorithm"))
            signature = try reader.skipField(2, 0...0xFFFF, "CertificateVerify.signature")
            try reader.finish("CertificateVerify")
        }
    }
}
