/// What one walk over a certificate found: small values, and where the rest lies.
///
/// Everything that a range points to has been checked, so that what is written from it later cannot fail.
struct CertificateLayout: Sendable {
    var version: Int?
    /// The content of the INTEGER.
    var serialNumber: DERRange?
    /// The whole values.
    var issuer: DERRange?
    var subject: DERRange?
    var notBefore: CertificateTime?
    var notAfter: CertificateTime?
    /// The whole SubjectPublicKeyInfo.
    var subjectPublicKeyInfo: DERRange?
    /// The content of the INTEGER that is an RSA key's exponent.
    var publicExponent: DERRange?
    /// The whole AlgorithmIdentifier beside the signature.
    var signatureAlgorithm: DERRange?
    var extensions = CertificateExtensions()

    /// Whether the walk got anywhere.
    var saysAnything: Bool { signatureAlgorithm != nil || serialNumber != nil }
}
