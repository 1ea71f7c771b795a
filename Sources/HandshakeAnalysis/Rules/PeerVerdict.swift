import ByteParsing
import TLSWire

/// What only the refusing side can know, and says by its alert: that it does not trust the issuer, that the certificate is
/// revoked, that a signature does not verify.
enum PeerVerdict: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.failure != nil else { return [] }
        return [Role.client, .server].flatMap { role -> [Diagnosis] in
            guard let leaf = scene.leaf(of: role), let (fact, description) = scene.judgement(on: role) else {
                return []
            }
            let witness = Diagnosis.Witness.alert(fact)
            let finding: Diagnosis.Finding
            switch description {
            case .unknownCA where leadsToAuthority(scene.certificates[role]?.trust):
                finding = .authorityLacking(leaf, fact)
            case .unknownCA: finding = .untrusted(leaf, witness)
            case .certificateRevoked: finding = .revoked(leaf, witness)
            case .decryptError where scene.isProofOpen(role): finding = .proofInvalid(leaf, witness)
            default: return []
            }
            return [Diagnosis(finding, .error, evidence: scene.packets(of: role) + [fact.packet])]
        }
    }

    /// Whether the check came to one of the authorities, whatever it found on the way.
    private static func leadsToAuthority(_ trust: ChainTrust?) -> Bool {
        switch trust {
        case .trusted?: true
        case .refused(let refusal)?:
            switch refusal.kind {
            // OpenSSL builds the chain before it looks at these.
            case .expired, .notYetValid, .wrongPurpose, .revoked, .revocationUnknown: true
            case .untrusted, .selfSigned, .badSignature, .other: false
            }
        case nil: false
        }
    }
}
