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
        if let kind = concluded.resumption { return judgeEncryptedResumption(kind) }
        if let departure = facts.firstDeparture { noteDeparture(departure) }
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

    private mutating func judgeEncryptedResumption(_ kind: ResumptionKind) -> Verdict {
        var verdict = judgeResumption(kind)
        if let original, original.isInferred, let ticket = facts.selectedKey?.identity.count {
            reasons.append(.inferred(.ticketGivenBefore(bytes: ticket)))
            verdict.confidence = .medium
        }
        if original == nil, let holdsCertificate = noteTicket(), holdsCertificate {
            // It was presented, and a server that refuses a certificate hands out no ticket.
            verdict.status = .completed
            verdict.confidence = .low
        }
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        return verdict
    }

    /// Whether the ticket is large enough to hold the client's certificate; `nil` where the size says nothing.
    private mutating func noteTicket() -> Bool? {
        guard let inference, inference.isTicketTelling, let ticket = facts.selectedKey?.identity.count else {
            return nil
        }
        let holdsCertificate = (Self.smallestTicketWithCertificate...Self.largestTicket).contains(ticket)
        reasons.append(.inferred(.resumedTicket(bytes: ticket, holdsCertificate: holdsCertificate)))
        return holdsCertificate
    }

    /// A ticket without a certificate takes some 200 bytes and a server name; the smallest certificates take 300.
    private static let smallestTicketWithCertificate = 600
    private static let largestTicket = 16_384
}
