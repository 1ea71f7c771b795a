import ByteParsing
import TLSWire

/// The signature by which a side proves that it has the private key does not verify (RFC 9846, section 4.4.3; RFC 5246,
/// section 7.4.8).
enum ProofInvalid: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        [Role.client, .server].compactMap { role in
            guard let facts = scene.certificates[role], let packet = facts.provenAt, facts.proof == .invalid,
                let leaf = scene.leaf(of: role)
            else { return nil }
            return Diagnosis(
                .proofInvalid(leaf, .signature),
                scene.severity(of: role),
                evidence: [facts.packet, packet]
            )
        }
    }
}
