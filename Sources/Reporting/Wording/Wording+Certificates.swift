internal import CertificateInspection

extension Wording {
    /// Why a certificate's facts are missing or doubtful; `nil` for one that was read as it should be.
    static func problem(of certificate: CertificateSummary) -> String? {
        let oddities = oddities(of: certificate)
        guard let reading = problem(of: certificate.reading) else {
            return oddities.isEmpty ? nil : oddities.joined(separator: "; ")
        }
        return ([reading] + oddities).joined(separator: "; ")
    }

    /// What was read, and is not as it should be.
    private static func oddities(of certificate: CertificateSummary) -> [String] {
        var oddities: [String] = []
        if certificate.hasUnreadableExtensions {
            let names = certificate.unreadableExtensions.joined(separator: ", ")
            oddities.append("extension not readable: \(names)")
        }
        if certificate.hasUnhandledCriticalExtensions {
            let names = certificate.unhandledCriticalExtensions.joined(separator: ", ")
            oddities.append("critical extension that most stacks do not know, and so refuse: \(names)")
        }
        if !certificate.hasSoundExponent {
            oddities.append("unusable RSA exponent: \(certificate.publicExponent ?? "none")")
        }
        return oddities
    }

    private static func problem(of reading: CertificateReading) -> String? {
        switch reading {
        case .complete, .rawPublicKey: nil
        case .tolerated: "not encoded as DER"
        case .partial(let refusal): "only a part could be read: \(text(of: refusal))"
        case .namesOnly(let refusal): "only its names could be read: \(text(of: refusal))"
        case .opaque(let refusal): text(of: refusal)
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
