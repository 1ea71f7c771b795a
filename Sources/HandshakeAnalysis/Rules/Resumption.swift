import ByteParsing
import TLSWire

/// A resumed session: nobody was asked for a certificate again (RFC 9846, section 2.2; RFC 5246, section 7.3).
enum ResumedSession: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.verdict.isResumed, let kind = scene.facts.resumption else { return [] }
        let evidence = [scene.facts.clientHello?.packet, scene.facts.serverHello?.packet].compactMap { $0 }
        for reason in scene.verdict.reasons {
            guard case .sessionOfAnotherName(let original, let now) = reason else { continue }
            return [Diagnosis(.ticketReused(original: original, now: now), .warning, evidence: evidence)]
        }
        guard scene.verdict.status == .completed || scene.verdict.status == .undetermined else { return [] }
        let original = scene.verdict.originalConnection
        return [
            Diagnosis(.resumedWithoutReauthentication(kind, original: original), .info, evidence: evidence)
        ]
    }
}
