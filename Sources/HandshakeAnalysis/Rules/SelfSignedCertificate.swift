import CertificateInspection
import TLSWire

/// A side's own certificate is its own issuer, and nobody that the request named (RFC 5280, section 3.2).
enum SelfSignedCertificate: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        [Role.client, .server].compactMap { role in
            guard let leaf = scene.leaf(of: role), leaf.certificate.isSelfIssued,
                scene.certificates[role]?.trust != .trusted, !isFound(scene, role)
            else { return nil }
            if role == .client, let authorities = scene.namedAuthorities,
                ClientIssuer.isNamed(leaf.certificate, among: authorities)
            {
                return nil
            }
            // Whoever accepts one may have pinned it.
            let isUnwanted = role == .client && scene.certificates[role]?.trust != nil
            let severity: Diagnosis.Severity = scene.isRefused(role) ? .error : isUnwanted ? .warning : .info
            return Diagnosis(.selfSigned(leaf), severity, evidence: scene.packets(of: role))
        }
    }

    /// ``CheckedChain`` says the same of it.
    private static func isFound(_ scene: Scene, _ role: Role) -> Bool {
        guard let refusal = scene.certificates[role]?.trust?.refusal else { return false }
        return refusal.kind == .selfSigned && refusal.depth == 0
    }
}
