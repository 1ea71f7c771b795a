import TLSWire

// TLS 1.3 with secrets at hand: the same messages as before, and a server that judges only after it has finished.

extension Judge {
    mutating func judgeDecryptedTLS13() -> Verdict {
        noteClientAuthentication()
        if let alert = decisiveAlert { return judgeAlert(alert) }
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
        if !hasServerGoneOn, let verdict = judgeSilence() { return verdict }
        guard hasServerGoneOn else {
            // Where somebody left, nothing more was to come.
            if facts.departures.isEmpty { reasons.append(.nothingMoreSeen) }
            return Verdict(.undetermined)
        }
        return judgeParties()
    }

    /// Early data is sealed by secrets of its own, and no part of a flight.
    private var hasSealedFlight: Bool {
        let records = facts.encryptedRecords
        return records.count(of: .server) > 0
            || (records.count(of: .client) > 0 && facts.clientHello?.message.offersEarlyData == false)
    }

    /// The handshake was read, and what followed was not: whether it has data of the server's in it, is known by sizes alone.
    private mutating func judgeSealedData() -> Verdict {
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        let records = facts.encryptedRecords
        var last: Int?
        for place in 0..<records.count where records.sender(at: place) == .server {
            // More than an alert, padded or not.
            if records.length(at: place) > Self.largestAlertRecord { last = place }
        }
        guard let last, let answer = facts.clientCertificate?.packet,
            answer.comes(before: records.packet(at: last))
        else { return facts.isRequested ? Verdict(.undetermined) : judgeParties() }
        var verdict = judgeParties()
        if verdict.status == .completed || verdict.status == .notPresented { verdict.confidence = .medium }
        return verdict
    }

    private static let largestAlertRecord = 35

    /// Whether the server showed that it has nothing against the client's answer, which it judges after both have finished.
    private var hasServerGoneOn: Bool {
        if isAcceptedByCarrier { return true }
        if facts.ticketAfterHandshake != nil || facts.applicationData.server != nil { return true }
        // Over QUIC it says so.
        if facts.quic.handshakeDone != nil { return true }
        if facts.applicationRefusal != nil || facts.finished.server == nil { return true }
        // It answered the client's leave, or was silent for as long as servers think.
        if facts.hasDeparted(.server) { return true }
        if facts.alerts.contains(where: { $0.fact.sender == .server }) { return true }
        // Over EAP and in OpenVPN a server that takes a client in says so, and one that refuses says nothing.
        guard facts.carrierKind == nil else { return false }
        return facts.silence.map { $0 >= Self.longestThought } ?? false
    }

    /// Seconds.
    private static let longestThought = 5

    private mutating func judgeOpenEnd() -> Verdict {
        if let verdict = judgeCarrierSilence() { return verdict }
        if let departure = facts.firstDeparture {
            // Secrets of one direction, or of the handshake alone: what decides may be in what they do not open.
            if hasSealedFlight {
                noteDeparture(departure)
                return Verdict(.undetermined)
            }
            // The client's Finished may be missing, and with it all that followed was no refusal.
            if facts.finished.server != nil, facts.isHandshakeHoled.client {
                noteDeparture(departure)
                return Verdict(.undetermined)
            }
            return judgeDeparture(departure)
        }
        reasons.append(.nothingMoreSeen)
        return Verdict(.incomplete)
    }
}
