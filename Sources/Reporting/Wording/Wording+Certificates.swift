internal import CertificateInspection

extension Wording {
    /// Why a certificate's facts are missing or doubtful; `nil` for one that was read as it should be.
    static func problem(of certificate: CertificateSummary) -> String? {
        switch certificate.reading {
        case .complete, .rawPublicKey:
            guard certificate.hasUnreadableExtensions else { return nil }
            return "extension not readable: \(certificate.unreadableExtensions.joined(separator: ", "))"
        case .tolerated: return "not encoded as DER"
        case .partial(let refusal): return "only a part could be read: \(text(of: refusal))"
        case .namesOnly(let refusal): return "only its names could be read: \(text(of: refusal))"
        case .opaque(let refusal): return text(of: refusal)
        }
    }

    private static func text(of refusal: CertificateRefusal) -> String {
        switch refusal {
        case .empty: "no bytes"
        case .tooLarge(let size): "\(size) bytes, more than \(CertificateParser.largestCertificate)"
        case .notASN1: "not a complete ASN.1 value"
        case .missing(let field): "\(field) is missing"
        case .malformed(let field): "\(field) is malformed"
        }
    }
}
