import ByteParsing
import TLSWire

// TLS 1.3: the hellos and early alerts in plaintext, and what is inferred from the rest.

extension Judge {
    mutating func judgeTLS13() -> Verdict {
        if let alert = decisiveAlert, alert.alert != nil { return judgePlaintextAlert(alert) }
        if let authentication = concluded.authentication, authentication != .certificate {
            reasons.append(.authenticatedWithoutCertificates(authentication))
        }
        if let packet = facts.serverHello?.packet { reasons.append(.encryptedFromServerHello(packet)) }
        if let inference { for step in inference.steps { reasons.append(.inferred(step)) } }
        noteAcceptanceByCarrier()
        if let kind = concluded.resumption { return judgeEncryptedResumption(kind) }
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        if let outcome = facts.carrierOutcome, outcome.silent != nil {
            reasons.append(.carrierDecided(outcome))
        }
        if let role = noteUnheardRecords() {
            // A server that does not wait ends the handshake; a client that does not, leaves it open why.
            guard role == .server else { return Verdict(.incomplete) }
            return Verdict(
                .failed,
                confidence: .medium,
                failure: Failure(.handshakeFailed, closedBy: .server)
            )
        }
        if let conclusion = inference?.conclusion, conclusion.confidence != nil {
            var verdict = Verdict(conclusion.status, confidence: lacksBytes ? .low : conclusion.confidence)
            verdict.failure = conclusion.failure
            if verdict.failure != nil, let role = facts.carrierOutcome?.owing {
                reasons.append(.answerOwed(by: role, silence: nil))
            }
            let isAtOnce = reasons.contains(where: \.isCloseAfterHandshake)
            if let failure = verdict.failure, isAtOnce, isEmptyDataConnection {
                verdict.status = failure.kind == .clientCertificateMissing ? .notPresented : .completed
                verdict.failure = nil
            }
            return verdict
        }
        // A server that leaves behind its hello ends the handshake: nothing of it is encrypted yet.
        if facts.framing == .tls, !lacksBytes, facts.encryptedRecords.count == 0, facts.serverHello != nil,
            facts.firstDeparture?.role == .server
        {
            return failed(.handshakeFailed)
        }
        let isCutShort =
            facts.departures.isEmpty
            && (facts.framing == .quic
                ? !QUICInference.mayHaveFinished(facts) : facts.encryptedRecords.count(of: .client) == 0)
        if isCutShort { reasons.append(.nothingMoreSeen) }
        return Verdict(isCutShort ? .incomplete : .undetermined)
    }

    private mutating func judgePlaintextAlert(_ alert: AlertFact) -> Verdict {
        if let verdict = judgeInitialClose(alert) { return verdict }
        reasons.append(.alertSent(alert))
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        let isRefusal = alert.sender == .client && (alert.alert?.refusesServerCertificate ?? false)
        if isRefusedByName(alert) {
            var verdict = failed(.serverCertificateRejected, alert: alert)
            verdict.confidence = .low
            return verdict
        }
        // The keys are of a hello that the capture lacks, or a part of what they open: it may be the certificate's name.
        if alert.sender == .client, facts.hasSecretsAtHand, lacksBytes,
            alert.alert.map(Self.withdraws) == true
        {
            return Verdict(.incomplete)
        }
        return failed(isRefusal ? .serverCertificateRejected : .handshakeFailed, alert: alert)
    }

    /// A server of QUIC that still has its Initial keys sends its CONNECTION_CLOSE under them as well, where anybody can read it
    /// (RFC 9000, section 10.2.3): it may refuse a client of which only sizes tell what it answered.
    private mutating func judgeInitialClose(_ alert: AlertFact) -> Verdict? {
        guard facts.framing == .quic, alert.sender == .server, let inference,
            alert.alert?.mayConcernClientCertificate ?? false, let answer = inference.packetAnswer
        else { return nil }
        let kind: Failure.Kind
        switch (answer, alert.alert?.description) {
        // It says itself what it lacks.
        case (.declined, .certificateRequired), (.unknown, .certificateRequired):
            kind = .clientCertificateMissing
        case (.presented, _): kind = .clientCertificateRejected
        case (.declined, _): kind = .clientCertificateMissing
        case (.finishedOnly, _), (.unknown, _): return nil
        }
        if alert.alert?.description != .certificateRequired {
            for step in inference.steps { reasons.append(.inferred(step)) }
        }
        reasons.append(.alertSent(alert))
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        var verdict = failed(kind, alert: alert)
        if restsOnSizes { verdict.confidence = .high }
        return verdict
    }
}
