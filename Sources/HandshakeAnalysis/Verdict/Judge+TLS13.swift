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
            return verdict
        }
        let isCutShort = facts.departures.isEmpty && facts.encryptedRecords.count(of: .client) == 0
        if isCutShort { reasons.append(.nothingMoreSeen) }
        return Verdict(isCutShort ? .incomplete : .undetermined)
    }

    private mutating func judgePlaintextAlert(_ alert: AlertFact) -> Verdict {
        reasons.append(.alertSent(alert))
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        let isRefusal = alert.sender == .client && (alert.alert?.refusesServerCertificate ?? false)
        return failed(isRefusal ? .serverCertificateRejected : .handshakeFailed, alert: alert)
    }
}
