import TLSWire

// TLS 1.3 with secrets at hand: the same messages as before, and a server that judges only after it has finished.

extension Judge {
    mutating func judgeDecryptedTLS13() -> Verdict {
        noteClientAuthentication()
        if let alert = decisiveAlert { return judgeAlert(alert) }
        if facts.isAnswerOwed { return judgeUnansweredRequest() }
        if let kind = concluded.resumption, facts.certificateRequest == nil {
            guard facts.isComplete else { return judgeOpenEnd() }
            return judgeResumption(kind)
        }
        guard facts.isComplete || isAcceptedByCarrier || facts.quic.handshakeDone != nil else {
            return judgeOpenEnd()
        }
        if let verdict = judgeCarrierSilence() ?? judgeRejectionByCarrier() { return verdict }
        if let packet = facts.finished.server { reasons.append(.serverFinished(packet)) }
        if let packet = facts.finished.client { reasons.append(.clientFinished(packet)) }
        if let packet = facts.applicationData.server { reasons.append(.serverSentApplicationData(packet)) }
        if facts.encryptedRecords.count(of: .server) > 0 { return judgeSealedData() }
        if let refusal = judgeRefusalWithoutWord() { return refusal }
        if !hasServerGoneOn, let verdict = judgeSilence() ?? judgeUnasked() { return verdict }
        guard hasServerGoneOn else {
            // Where somebody left, nothing more was to come.
            if facts.departures.isEmpty { reasons.append(.nothingMoreSeen) }
            return Verdict(.undetermined)
        }
        var verdict = judgeParties()
        if isOnlyAcknowledged, verdict.isAcceptance { verdict.confidence = .medium }
        return verdict
    }

    /// Of the server nothing came after the client's flight but that it has it: it may still refuse it.
    private var isOnlyAcknowledged: Bool {
        facts.framing == .dtls && facts.quic.handshakeDone != nil && facts.ticketAfterHandshake == nil
            && facts.applicationData.server == nil
    }

    /// The secrets of the handshake were there, and those of the data were not: what followed is known by its sizes.
    private mutating func judgeSealedData() -> Verdict {
        noteUnreadableAlerts()
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        guard facts.hasServerSentSealedData else { return Verdict(.undetermined) }
        var verdict = judgeParties()
        if verdict.isAcceptance { verdict.confidence = .medium }
        return verdict
    }

    /// Over datagrams: the client has finished, and whom nobody asked, nobody refuses, whatever became of the server's answer.
    private mutating func judgeUnasked() -> Verdict? {
        guard facts.framing != .tls, !facts.isRequested, isRequestRuledOut, !lacksBytes else { return nil }
        reasons.append(.serverDidNotRequestCertificate)
        return Verdict(.notRequested, confidence: .medium)
    }

    /// Whether the server showed that it has nothing against the client's answer, which it judges after both have finished.
    private var hasServerGoneOn: Bool {
        if isAcceptedByCarrier { return true }
        if facts.ticketAfterHandshake != nil || facts.applicationData.server != nil { return true }
        // Over QUIC and in DTLS 1.3 it says so.
        if facts.quic.handshakeDone != nil { return true }
        if facts.applicationRefusal != nil || facts.finished.server == nil { return true }
        // It answered the client's leave, or was silent for as long as servers think.
        if facts.hasDeparted(.server) { return true }
        if facts.alerts.contains(where: { $0.fact.sender == .server }) { return true }
        // Over EAP and in OpenVPN a server that takes a client in says so, and one that refuses says nothing. Over datagrams it
        // answers whom it takes (RFC 9147, section 7.1; RFC 9000, section 19.20), and an answer may have been lost.
        guard facts.carrierKind == nil, facts.framing == .tls else { return false }
        return facts.silence.map { $0 >= Self.longestThought } ?? false
    }

    /// Seconds.
    private static let longestThought = 5

    private mutating func judgeOpenEnd() -> Verdict {
        if let verdict = judgeCarrierSilence() { return verdict }
        if let verdict = judgeSilenceBeforeLeave() { return verdict }
        if let departure = facts.firstDeparture { return judgeDeparture(departure) }
        reasons.append(.nothingMoreSeen)
        return Verdict(.incomplete)
    }
}
