import CertificateInspection
import FuzzSupport

/// The input is a certificate in DER, or a bare public key.
@_cdecl("FuzzCertificates_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        let bytes = unsafe copy(start, count)
        let summary = CertificateParser.summary(ofDER: bytes)
        precondition(summary.fingerprintSHA256.count == 32)
        // Texts are made when they are asked for, so all are.
        for text in texts(of: summary) { check(text) }
        _ = (summary.isSelfIssued, summary.hasSoundExponent, summary.unreadableExtensions, summary.hashValue)
        _ = CertificateParser.summary(ofSubjectPublicKeyInfo: bytes)
        _ = DistinguishedName.text(ofDER: bytes)
        return 0
    }
}

private func texts(of summary: CertificateSummary) -> [CertificateText] {
    var texts = [
        summary.subjectText, summary.issuerText, summary.serialNumberText, summary.publicKeyText,
        summary.publicExponentText, summary.signatureAlgorithmText, summary.publicKeySHA256Text,
        summary.subjectKeyIdentifierText, summary.authorityKeyIdentifierText, summary.fingerprintSHA256Text,
    ].compactMap { $0 }
    for list in CertificateList.allCases { summary.forEach(list) { texts.append($0) } }
    return texts
}

/// A text that needs more room than it says would be cut.
private func check(_ text: CertificateText) {
    let roomy = [UInt8](capacity: text.capacity * 2 + 64) { text.append(to: &$0) }
    precondition(roomy.count <= text.capacity)
}
