public import ByteParsing

extension TLS12 {
    /// The server's wish for a client certificate.
    public struct CertificateRequest: Hashable, Sendable {
        public let certificateTypes: [ClientCertificateType]
        /// In order of preference; empty before TLS 1.2, where the certificate type alone decides.
        public let supportedSignatureAlgorithms: [SignatureScheme]
        /// DER names of acceptable issuers; empty means that the server does not say.
        public let certificateAuthorities: [[UInt8]]
        /// How many more were named than are kept.
        public let omittedAuthorities: Int

        public init(
            certificateTypes: [ClientCertificateType],
            supportedSignatureAlgorithms: [SignatureScheme],
            certificateAuthorities: [[UInt8]],
            omittedAuthorities: Int
        ) {
            self.certificateTypes = certificateTypes
            self.supportedSignatureAlgorithms = supportedSignatureAlgorithms
            self.certificateAuthorities = certificateAuthorities
            self.omittedAuthorities = omittedAuthorities
        }

        // struct {
        //     ClientCertificateType certificate_types<1..2^8-1>;
        //     SignatureAndHashAlgorithm supported_signature_algorithms<2..2^16-2>;     from TLS 1.2 on
        //     DistinguishedName certificate_authorities<0..2^16-1>;
        // } CertificateRequest;                                     RFC 5246, section 7.4.4
        public init(parsing reader: inout ByteReader, version: ProtocolVersion) throws(ParseError) {
            certificateTypes = try reader.readCodePoints(
                bytes: 1...0xFF,
                "CertificateRequest.certificate_types"
            )
            supportedSignatureAlgorithms =
                version.namesSignatureSchemes
                ? try reader.readCodePoints(
                    bytes: 2...0xFFFE,
                    "CertificateRequest.supported_signature_algorithms"
                )
                : []
            let names = try reader.readDistinguishedNames(
                bytes: 0...0xFFFF,
                "CertificateRequest.certificate_authorities"
            )
            (certificateAuthorities, omittedAuthorities) = (names.kept, names.omittedCount)
            try reader.finish("CertificateRequest")
        }
    }
}

extension ProtocolVersion {
    /// Whether signatures carry their scheme: from TLS 1.2 and DTLS 1.2 on.
    var namesSignatureSchemes: Bool {
        switch self {
        case .ssl2, .ssl3, .tls10, .tls11, .dtls10: false
        default: true
        }
    }
}
