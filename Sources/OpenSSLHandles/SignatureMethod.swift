/// How bytes were signed: by a kind of key, and the hash that it signs.
public enum SignatureMethod: Hashable, Sendable {
    case rsaPKCS1(SignatureHash)
    /// With a salt as long as the hash, as TLS has it (RFC 8446, section 4.2.3).
    case rsaPSS(SignatureHash)
    case ecdsa(SignatureHash)
    case dsa(SignatureHash)
    /// The key's algorithm brings its own hash: EdDSA, ML-DSA, SLH-DSA.
    case intrinsic
}

/// A hash that is signed, by the name under which OpenSSL's providers offer it.
public enum SignatureHash: String, CaseIterable, Sendable {
    /// MD5 and SHA-1, one after the other: RSA before TLS 1.2.
    case md5SHA1 = "MD5-SHA1"
    case md5 = "MD5"
    case sha1 = "SHA1"
    case sha224 = "SHA2-224"
    case sha256 = "SHA2-256"
    case sha384 = "SHA2-384"
    case sha512 = "SHA2-512"
}
