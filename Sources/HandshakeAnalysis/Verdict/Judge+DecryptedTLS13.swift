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
        guard facts.isComplete else { return judgeOpenEnd() }
        if let packet = facts.finished.server { reasons.append(.serverFinished(packet)) }
        if let packet = facts.finished.client { reasons.append(.clientFinished(packet)) }
        if let packet = facts.applicationData.server { reasons.append(.serverSentApplicationData(packet)) }
        if let refusal = judgeRefusalWithoutWord() { return refusal }
        return judgeParties()
    }

    private mutating func judgeOpenEnd() -> Verdict {
        if let departure = facts.firstDeparture { return judgeDeparture(departure) }
        reasons.append(.nothingMoreSeen)
        return Verdict(.incomplete)
    }
}
