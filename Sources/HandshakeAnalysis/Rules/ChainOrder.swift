import CertificateInspection
import TLSWire

/// A chain whose certificates do not follow each other, or that carries some that lead nowhere, or the root
/// (RFC 5246, section 7.4.2; RFC 9846, section 4.4.2, lets a chain be unordered, and not every peer does).
enum ChainOrder: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        [Role.client, .server].flatMap { role -> [Diagnosis] in
            let chain = scene.chain(of: role)
            guard chain.count > 1 else { return [] }
            let shape = ChainShape(chain)
            let evidence = scene.packets(of: role)
            var found: [Diagnosis] = []
            if !shape.isOrdered {
                found.append(
                    Diagnosis(
                        .chainDisordered(role, .outOfOrder),
                        scene.severity(of: role),
                        evidence: evidence
                    )
                )
            }
            if !shape.strangers.isEmpty, shape.isOrdered {
                let strangers = shape.strangers.map { mention(role, chain, $0) }
                // They do no harm where the chain is whole without them, where they stand there twice, and where TLS let them pass.
                let areOthers = shape.strangers.contains { place in
                    !shape.path.contains { chain[$0].fingerprintSHA256 == chain[place].fingerprintSHA256 }
                }
                let mayHarm =
                    scene.isRefused(role) && !scene.isRefusedByApplication && areOthers
                    && shape.path.count == 1 && !chain[0].isSelfIssued
                let severity: Diagnosis.Severity = mayHarm ? .error : .info
                found.append(
                    Diagnosis(.chainDisordered(role, .strangers(strangers)), severity, evidence: evidence)
                )
            }
            if scene.isRefused(role), let top = shape.path.last, top > 0, chain[top].isSelfIssued {
                let root = mention(role, chain, top)
                found.append(Diagnosis(.chainDisordered(role, .carriesRoot(root)), .info, evidence: evidence))
            }
            return found
        }
    }

    private static func mention(
        _ role: Role,
        _ chain: [CertificateSummary],
        _ position: Int
    )
        -> Diagnosis.CertificateMention
    {
        Diagnosis.CertificateMention(role, chain[position], position: position)
    }
}
