import ByteParsing
import TLSWire

/// One side waited for the other, and left when nothing came: a user who looks for a PIN, a key store that is slow, a
/// server that hangs.
enum HandshakeTimedOut: DiagnosisRule {
    /// Nanoseconds; whoever leaves sooner has other reasons.
    private static let shortestWait: Int64 = 2_000_000_000

    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        let facts = scene.facts
        guard let departure = facts.firstDeparture, isUndecided(scene),
            let start = lastWord(of: departure.role, facts)
        else { return [] }
        let wait = departure.packet.time.nanoseconds - start.time.nanoseconds
        guard wait >= shortestWait else { return [] }
        let severity: Diagnosis.Severity = scene.failure == nil ? .warning : .error
        let finding = Diagnosis.Finding.timedOut(departure.role, seconds: wait / 1_000_000_000)
        return [Diagnosis(finding, severity, evidence: [start, departure.packet])]
    }

    /// The handshake was left before it was refused.
    private static func isUndecided(_ scene: Scene) -> Bool {
        guard scene.alert == nil, !scene.facts.isComplete else { return false }
        switch scene.verdict.status {
        case .incomplete: return true
        case .failed: return scene.failure == .handshakeFailed || scene.failure == .clientGaveUp
        default: return false
        }
    }

    /// What a side said last before it waited; `nil` if it was not waiting for the other, as far as is known.
    private static func lastWord(of role: Role, _ facts: HandshakeFacts) -> PacketReference? {
        switch role {
        case .server:
            if let done = facts.serverHelloDone { return done }
            guard facts.isTLS13, let hello = facts.serverHello?.packet else { return nil }
            return facts.encryptedRecords.last(of: .server) ?? hello
        case .client:
            guard !facts.isSeen.server else { return nil }
            return facts.clientHello?.packet
        }
    }
}

/// Whoever left had not received what it is answered with: it cannot have refused that.
enum LeftBeforeHearing: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        for reason in scene.verdict.reasons {
            guard case .leftBeforeHearing(let role, let packet) = reason else { continue }
            let severity: Diagnosis.Severity = scene.failure == nil ? .warning : .error
            let end = scene.alert?.packet ?? scene.facts.firstDeparture?.packet
            return [
                Diagnosis(.leftBeforeHearing(role), severity, evidence: [packet, end].compactMap { $0 })
            ]
        }
        return []
    }
}
