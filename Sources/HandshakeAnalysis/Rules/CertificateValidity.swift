import ByteParsing
import CertificateInspection
import TLSWire

/// A certificate that was used outside of its validity, the leaf or any above it, at the time of the packet that
/// carried it (RFC 5280, section 4.1.2.5).
enum CertificateValidity: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        [Role.client, .server].flatMap { role -> [Diagnosis] in
            guard let facts = scene.certificates[role] else { return [] }
            return scene.path(of: role).compactMap { mention in
                finding(mention, at: facts.packet.time).map {
                    Diagnosis($0, scene.severity(of: role), evidence: [facts.packet])
                }
            }
        }
    }

    private static func finding(
        _ mention: Diagnosis.CertificateMention,
        at time: Timestamp
    )
        -> Diagnosis.Finding?
    {
        let now = time.nanoseconds / 1_000_000_000
        if let end = mention.certificate.notAfter, end.isBefore(time) {
            return .expired(mention, secondsAgo: now - end.seconds)
        }
        if let start = mention.certificate.notBefore, start.isAfter(time) {
            return .notYetValid(mention, secondsAhead: start.seconds - now)
        }
        return nil
    }
}
