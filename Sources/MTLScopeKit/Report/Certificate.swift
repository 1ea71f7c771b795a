internal import ByteParsing
internal import CertificateInspection

extension Report {
    /// What a certificate says.
    ///
    /// Every text comes from the wire as it is.
    public struct Certificate: Hashable, Sendable {
        /// As RFC 4514 writes it: `CN=client,O=Example`; `nil` where it cannot be read.
        public let subject: String?
        public let issuer: String?
        /// `DNS:api.example`, `URI:spiffe://example/client` and so on.
        public let names: [String]
        /// In seconds since 1970 UTC; `nil` where it cannot be read.
        public let notBefore: Int64?
        public let notAfter: Int64?
        /// SHA-256 of the whole certificate, in lower-case hexadecimal.
        public let fingerprint: String
        /// The certificate as it was on the wire.
        public let der: [UInt8]

        init(_ certificate: CertificateSummary) {
            subject = certificate.subject
            issuer = certificate.issuer
            names = certificate.subjectAlternativeNames
            notBefore = certificate.notBefore?.seconds
            notAfter = certificate.notAfter?.seconds
            fingerprint = certificate.fingerprintSHA256.hexadecimal
            der = certificate.der
        }
    }
}
