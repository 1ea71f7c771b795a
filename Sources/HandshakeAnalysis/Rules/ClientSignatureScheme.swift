import CertificateInspection
import TLSWire

/// The client's key is of a kind for which the request named neither certificate type nor signature scheme
/// (RFC 5246, section 7.4.4; RFC 9846, section 4.3.2).
enum ClientSignatureScheme: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        // Whoever took it can verify it.
        guard scene.isRefused(.client), let request = scene.readRequest, let leaf = scene.leaf(of: .client),
            let key = leaf.certificate.publicKey.flatMap(SignatureKey.init)
        else { return [] }
        let requested: Diagnosis.RequestedKeys
        if !request.certificateTypes.isEmpty, !request.certificateTypes.contains(where: key.isOf) {
            requested = .types(request.certificateTypes)
        } else if !request.signatureAlgorithms.isEmpty,
            !request.signatureAlgorithms.contains(where: { key.signs(with: $0, isTLS13: scene.facts.isTLS13) }
            )
        {
            requested = .schemes(request.signatureAlgorithms)
        } else {
            return []
        }
        return [
            Diagnosis(
                .schemeNotRequested(leaf, requested),
                .error,
                evidence: [request.packet] + scene.packets(of: .client)
            )
        ]
    }
}

/// A key as far as it decides how it signs.
enum SignatureKey: Hashable, Sendable {
    case rsa, rsaPSS, dsa, ed25519, ed448
    /// The curve's name.
    case ec(String)

    /// Reads what ``CertificateSummary/publicKey`` says: `EC P-256`, `RSA 2048`, `Ed25519`.
    init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        switch parts.first {
        case "RSA": self = .rsa
        case "RSA-PSS": self = .rsaPSS
        case "DSA": self = .dsa
        case "EC": self = .ec(parts.count > 1 ? String(parts[1]) : "")
        case "Ed25519": self = .ed25519
        case "Ed448": self = .ed448
        default: return nil
        }
    }

    func isOf(_ type: ClientCertificateType) -> Bool {
        switch self {
        case .rsa: type == .rsaSign || type == .rsaFixedDH || type == .rsaEphemeralDH || type == .rsaFixedECDH
        case .rsaPSS: type == .rsaSign
        case .dsa: type == .dssSign || type == .dssFixedDH || type == .dssEphemeralDH
        // RFC 8422, section 5.5: Edwards curves go with ecdsa_sign.
        case .ec, .ed25519, .ed448: type == .ecdsaSign || type == .ecdsaFixedECDH
        }
    }

    func signs(with scheme: SignatureScheme, isTLS13: Bool) -> Bool {
        let name = scheme.displayName
        switch self {
        case .rsa: return name.hasPrefix("rsa_pss_rsae") || (!isTLS13 && name.hasPrefix("rsa_pkcs1"))
        case .rsaPSS: return name.hasPrefix("rsa_pss_pss")
        case .dsa: return name.hasPrefix("dsa_")
        case .ed25519: return scheme == .ed25519
        case .ed448: return scheme == .ed448
        case .ec(let curve):
            guard name.hasPrefix("ecdsa_") else { return false }
            // Up to TLS 1.2 any hash goes with any curve.
            guard isTLS13 else { return true }
            switch curve {
            case "P-256": return scheme == .ecdsaSecp256r1SHA256
            case "P-384": return scheme == .ecdsaSecp384r1SHA384
            case "P-521": return scheme == .ecdsaSecp521r1SHA512
            default: return name.contains("brainpool") == curve.contains("brainpool")
            }
        }
    }
}
