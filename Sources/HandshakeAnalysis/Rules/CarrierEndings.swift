import ByteParsing
import TLSWire

/// What a carrier's own words, or the silence of an end, say of how the exchange ended.
enum CarrierEndings: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let outcome = scene.facts.carrierOutcome else { return [] }
        let evidence = [lastFlight(before: outcome, scene), outcome.packet].compactMap { $0 }
        switch outcome.kind {
        // Of an answer that is owed, AnswerOwed says what there is to say.
        case .accepted, .owing: return []
        case .rejected:
            guard scene.verdict.status == .failed else {
                return isTLSComplete(scene)
                    ? [Diagnosis(.rejectedAfterHandshake(outcome), .warning, evidence: [outcome.packet])] : []
            }
            guard scene.alert == nil, scene.verdict.failure?.closedBy == .server else { return [] }
            return [Diagnosis(.rejectedWithoutAlert(outcome), .error, evidence: evidence)]
        case .left:
            return scene.failure == nil
                ? [] : [Diagnosis(.leftByCarrier(outcome), .error, evidence: evidence)]
        case .silent:
            let severity: Diagnosis.Severity = scene.failure == nil ? .warning : .error
            return [Diagnosis(.fellSilent(outcome), severity, evidence: evidence)]
        }
    }

    private static func isTLSComplete(_ scene: Scene) -> Bool {
        switch scene.verdict.status {
        case .completed, .notPresented, .notRequested: true
        case .failed, .incomplete, .undetermined: scene.facts.isComplete
        }
    }

    /// What the other end had said last that is known.
    private static func lastFlight(before outcome: CarrierOutcome, _ scene: Scene) -> PacketReference? {
        switch outcome.kind {
        case .accepted, .rejected, .owing, .silent(.server, _, _):
            scene.facts.finished.client ?? scene.facts.clientCertificate?.packet
                ?? scene.facts.encryptedRecords.last(of: .client)
        case .left, .silent(.client, _, _):
            scene.facts.serverHelloDone ?? scene.facts.encryptedRecords.last(of: .server)
                ?? scene.facts.serverHello?.packet
        }
    }
}

/// Over datagrams, where nobody says that they leave: a side owed an answer, and said nothing more.
enum AnswerOwed: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.verdict.failure != nil else { return [] }
        for reason in scene.verdict.reasons {
            guard case .answerOwed(let role, let silence) = reason else { continue }
            let flight =
                role == .server
                ? scene.facts.finished.client ?? scene.facts.encryptedRecords.last(of: .client)
                : scene.facts.serverHelloDone ?? scene.facts.encryptedRecords.last(of: .server)
            let evidence = [flight].compactMap { $0 }
            return [Diagnosis(.answerOwed(by: role, silence: silence), .error, evidence: evidence)]
        }
        return []
    }
}
