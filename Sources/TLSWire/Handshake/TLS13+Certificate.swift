public import ByteParsing

extension TLS13 {
    /// A certificate chain, or what stands in for one, of either side.
    public struct Certificate: Hashable, Sendable {
        /// Of a CertificateRequest after the handshake; empty otherwise.
        public let certificateRequestContext: [UInt8]
        /// The sender's own first; empty when a client has none.
        public let certificateList: [CertificateEntry]

        // struct {
        //     opaque certificate_request_context<0..2^8-1>;
        //     CertificateEntry certificate_list<0..2^24-1>;
        // } Certificate;                                            RFC 9846, section 4.5.1
        /// Reads the message; costs one copy a certificate.
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            certificateRequestContext = try reader.readOpaque(
                width: 1,
                bytes: 0...0xFF,
                "Certificate.certificate_request_context"
            )
            var list = try reader.readVector(width: 3, bytes: 0...0xFF_FFFF, "Certificate.certificate_list")
            var entries: [CertificateEntry] = []
            while !list.isAtEnd { entries.append(try CertificateEntry(parsing: &list)) }
            certificateList = entries
            try reader.finish("Certificate")
        }
    }

    /// One certificate or raw public key, and what is said about it.
    public struct CertificateEntry: Hashable, Sendable {
        /// DER: an X.509 certificate or, if that was agreed on, a SubjectPublicKeyInfo (RFC 7250).
        public let certData: [UInt8]
        public let extensions: ExtensionList

        // struct {
        //     opaque cert_data<1..2^24-1>;
        //     Extension extensions<0..2^16-1>;
        // } CertificateEntry;                                       RFC 9846, section 4.5.1
        init(parsing reader: inout ByteReader) throws(ParseError) {
            certData = try reader.readOpaque(width: 3, bytes: 1...0xFF_FFFF, "CertificateEntry.cert_data")
            extensions = try ExtensionList(parsing: &reader, field: "CertificateEntry.extensions") {
                (_, _) throws(ParseError) in
            }
        }
    }
}
