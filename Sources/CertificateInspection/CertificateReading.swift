/// How much of a certificate's bytes could be read.
public enum CertificateReading: Hashable, Sendable {
    /// As strict DER.
    case complete
    /// Not DER as X.690 defines it, but read completely by laxer rules, as most TLS stacks would.
    case tolerated(CertificateRefusal)
    /// Read up to a field that is malformed, and beyond it where that was possible; the rest is unknown.
    case partial(CertificateRefusal)
    /// Only OpenSSL could read it: names and version are known, nothing else.
    case namesOnly(CertificateRefusal)
    /// Nobody could.
    case opaque(CertificateRefusal)
    /// Not a certificate but a SubjectPublicKeyInfo (RFC 7250): only the key is known.
    case rawPublicKey
}

/// Why bytes are not a certificate.
public enum CertificateRefusal: Error, Hashable, Sendable {
    case empty
    /// More bytes than ``CertificateParser/largestCertificate``.
    case tooLarge(Int)
    /// Not one complete ASN.1 value by the encoding rules.
    case notASN1
    /// A required field is absent; the name is RFC 5280's.
    case missing(String)
    /// A field is of another type, or its value is impossible; the name is RFC 5280's.
    case malformed(String)
}
