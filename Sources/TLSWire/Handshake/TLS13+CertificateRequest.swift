public import ByteParsing

extension TLS13 {
    /// The server's wish for a client certificate, in the handshake or after it.
    public struct CertificateRequest: Hashable, Sendable {
        /// Empty in the handshake; after it, what the answer repeats.
        public let certificateRequestContext: [UInt8]
        public private(set) var extensions = ExtensionList()
        public private(set) var signatureAlgorithms: [SignatureScheme] = []
        /// signature_algorithms_cert; empty when absent, and then ``signatureAlgorithms`` holds for certificates too.
        public private(set) var signatureAlgorithmsCert: [SignatureScheme] = []
        /// DER names of acceptable issuers; empty means that the server does not say.
        public private(set) var certificateAuthorities: [[UInt8]] = []
        /// How many more were named than are kept.
        public private(set) var omittedAuthorities = 0
        /// The body of oid_filters (RFC 9846, section 4.3.5), unread.
        public private(set) var oidFilters: [UInt8]?
        public private(set) var certificateCompressionAlgorithms: [CertificateCompressionAlgorithm] = []

        // struct {
        //     opaque certificate_request_context<0..2^8-1>;
        //     Extension extensions<0..2^16-1>;
        // } CertificateRequest;                                     RFC 9846, section 4.4.2
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            certificateRequestContext = try reader.readOpaque(
                width: 1,
                bytes: 0...0xFF,
                "CertificateRequest.certificate_request_context"
            )
            extensions = try ExtensionList(parsing: &reader, field: "CertificateRequest.extensions") {
                (type, body) throws(ParseError) in
                try readExtension(type, from: &body)
            }
            try reader.finish("CertificateRequest")
        }

        private mutating func readExtension(
            _ type: ExtensionType,
            from body: inout ByteReader
        ) throws(ParseError) {
            switch type {
            case .signatureAlgorithms:
                signatureAlgorithms = try body.readSignatureSchemes("signature_algorithms")
            case .signatureAlgorithmsCert:
                signatureAlgorithmsCert = try body.readSignatureSchemes("signature_algorithms_cert")
            case .certificateAuthorities:
                let names = try body.readCertificateAuthorities()
                (certificateAuthorities, omittedAuthorities) = (names.kept, names.omittedCount)
            case .oidFilters: oidFilters = try body.readRemaining("oid_filters")
            case .compressCertificate:
                certificateCompressionAlgorithms = try body.readCompressionAlgorithms()
            default: break
            }
        }
    }
}
