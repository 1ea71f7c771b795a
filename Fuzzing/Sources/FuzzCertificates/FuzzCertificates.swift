import CertificateInspection
import FuzzSupport
import OpenSSLHandles

/// The input is a certificate in DER, or a bare public key.
@_cdecl("FuzzCertificates_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        let bytes = unsafe copy(start, count)
        let summary = CertificateParser.summary(ofDER: bytes)
        precondition(summary.fingerprintSHA256.count == 32)
        _ = CertificateParser.summary(ofSubjectPublicKeyInfo: bytes)
        check(bytes)
        return 0
    }
}

/// What OpenSSL makes of it: as a key, as a chain, and as a bundle of authorities.
private func check(_ bytes: [UInt8]) {
    if let key = try? PublicKeyHandle(subjectPublicKeyInfo: bytes.span) {
        for method in [
            SignatureMethod.rsaPSS(.sha256), .rsaPKCS1(.md5SHA1), .ecdsa(.sha384), .dsa(.sha1), .intrinsic,
        ] {
            precondition(key.check(bytes.span, of: bytes.span, by: method) != .holds)
        }
    }
    guard let store = X509Store() else { return }
    _ = try? store.addAuthorities(bytes)
    _ = try? store.addRevocationLists(bytes)
    _ = store.verify([bytes, bytes], for: .client, at: 1_800_000_000, checkingRevocation: .chain)
}
