import CertificateInspection
import FuzzSupport

/// The input is a certificate in DER, or a bare public key.
@_cdecl("FuzzCertificates_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        let bytes = unsafe copy(start, count)
        let summary = CertificateParser.summary(ofDER: bytes)
        precondition(summary.fingerprintSHA256.count == 32)
        _ = CertificateParser.summary(ofSubjectPublicKeyInfo: bytes)
        return 0
    }
}
