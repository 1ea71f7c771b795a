import ByteParsing
import TLSWire

/// What only the refusing side can know, and says by its alert: that it does not trust the issuer, that the certificate is
/// revoked, that a signature does not verify.
enum PeerVerdict: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        [Role.client, .server].flatMap { role -> [Diagnosis] in
            guard let leaf = scene.leaf(of: role), let (fact, description) = scene.judgement(on: role) else {
                return []
            }
            let witness = Diagnosis.Witness.alert(fact)
            let finding: Diagnosis.Finding
            switch description {
            case .unknownCA where scene.certificates[role]?.trust == .trusted:
                finding = .untrusted(leaf, .alertAgainstCheck(fact))
            case .unknownCA: finding = .untrusted(leaf, witness)
            case .certificateRevoked: finding = .revoked(leaf, witness)
            case .decryptError where scene.isProofOpen(role): finding = .proofInvalid(leaf, witness)
            default: return []
            }
            return [Diagnosis(finding, .error, evidence: scene.packets(of: role) + [fact.packet])]
        }
    }
}
