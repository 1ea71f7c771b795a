public import ByteParsing

extension TLS12 {
    /// The client's proof that it holds the key of its certificate.
    public struct CertificateVerify: Hashable, Sendable {
        /// `nil` before TLS 1.2, where the key's type decides: MD5 and SHA-1 together for RSA, SHA-1 for others.
        public let algorithm: SignatureScheme?
        /// Where it lies in the message: it is copied by whoever checks it.
        public let signature: Range<Int>

        // struct {
        //     SignatureAndHashAlgorithm algorithm;                  from TLS 1.2 on
        //     opaque signature<0..2^16-1>;
        // } DigitallySigned;
        // struct { digitally-signed struct { … } } CertificateVerify;          RFC 5246, section 7.4.8
        public init(parsing reader: inout ByteReader, version: ProtocolVersion) throws(ParseError) {
            algorithm =
                version.namesSignatureSchemes
                ? SignatureScheme(rawValue: try reader.readUInt16("CertificateVerify.algorithm")) : nil
            signature = try reader.skipField(2, 0...0xFFFF, "CertificateVerify.signature")
            try reader.finish("CertificateVerify")
        }
    }
}
