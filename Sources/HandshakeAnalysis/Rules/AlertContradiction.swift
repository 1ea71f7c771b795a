import ByteParsing
import CertificateInspection
import TLSWire

/// The alert names a cause that the certificates disprove.
///
/// OpenSSL says certificate_expired as well when its revocation list has expired, or an authority in its own store.
enum AlertContradiction: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.failure != nil else { return [] }
        return [Role.client, .server].compactMap { role in
            guard let (fact, description) = scene.judgement(on: role), let facts = scene.certificates[role],
                !scene.chain(of: role).isEmpty, isDisproved(description, scene.chain(of: role), facts)
            else { return nil }
            return Diagnosis(
                .alertContradicted(fact, role),
                .error,
                evidence: [facts.packet, fact.packet]
            )
        }
    }

    private static func isDisproved(
        _ description: AlertDescription,
        _ chain: [CertificateSummary],
        _ facts: CertificateFacts
    ) -> Bool {
        switch description {
        case .certificateExpired:
            chain.allSatisfy { certificate in
                guard let start = certificate.notBefore, let end = certificate.notAfter else { return false }
                return !start.isAfter(facts.packet.time) && !end.isBefore(facts.packet.time)
            }
        case .certificateRequired: true
        case .decryptError: facts.provenAt != nil && facts.proof == .valid
        default: false
        }
    }
}
