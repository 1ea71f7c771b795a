public import ByteParsing

extension TLS12 {
    /// A certificate chain, or what stands in for one (RFC 7250), of either side.
    public struct Certificate: Hashable, Sendable {
        public let type: CertificateType
        /// DER, the sender's own first: X.509 certificates, or one SubjectPublicKeyInfo if ``type`` is `rawPublicKey`.
        ///
        /// Empty when a client has none. Of any other type it holds the body whole, if there is one.
        public let certificates: [[UInt8]]

        // opaque ASN.1Cert<1..2^24-1>;
        // struct { ASN.1Cert certificate_list<0..2^24-1> } Certificate;        RFC 5246, section 7.4.2
        //
        // struct {
        //     select (certificate_type) {
        //         case RawPublicKey: opaque ASN.1_subjectPublicKeyInfo<1..2^24-1>;
        //         case X.509: opaque ASN.1Cert certificate_list<0..2^24-1>;
        //     };
        // } Certificate;                                            RFC 7250, section 3
        /// Reads the message; costs one copy a certificate.
        public init(parsing reader: inout ByteReader, type: CertificateType) throws(ParseError) {
            self.type = type
            var certificates: [[UInt8]] = []
            switch type {
            case .x509:
                try Self.readList(from: &reader) { certificates.append([UInt8](copying: $0)) }
            case .rawPublicKey:
                // The RFC allows no empty key, but a client that has none needs a way to say so.
                let field = "Certificate.ASN.1_subjectPublicKeyInfo"
                let key = try reader.readOpaque(width: 3, bytes: 0...0xFF_FFFF, field)
                if !key.isEmpty { certificates.append(key) }
            default:
                if !reader.isAtEnd { certificates.append(try reader.readRemaining("Certificate")) }
            }
            self.certificates = certificates
            try reader.finish("Certificate")
        }

        /// Reads the body of a message with X.509 certificates and lends the first of them, without a copy.
        ///
        /// - Returns: How many there are.
        @discardableResult
        public static func readList(
            from reader: inout ByteReader,
            first most: Int = .max,
            _ body: (Span<UInt8>) -> Void
        ) throws(ParseError) -> Int {
            var count = 0
            var list = try reader.readVector(width: 3, bytes: 0...0xFF_FFFF, "Certificate.certificate_list")
            while !list.isAtEnd {
                var certificate = try list.readVector(width: 3, bytes: 1...0xFF_FFFF, "ASN.1Cert")
                count += 1
                if count <= most { body(try certificate.readSpan(certificate.remaining, "ASN.1Cert")) }
            }
            try reader.finish("Certificate")
            return count
        }
    }
}
