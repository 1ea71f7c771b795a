import TLSWire

// TLS 1.3 with secrets at hand: a request after the handshake that the client did not answer.

extension Judge {
    /// What the handshake had settled stands, with less confidence: the server wanted to know more, and what it made of the
    /// silence nothing shows.
    mutating func judgeUnansweredRequest() -> Verdict {
        let departure = facts.firstDeparture
        let isHeard = !(departure.map { $0.role == .client && noteUnheardFlight($0.reach) } ?? false)
        if isHeard { reasons.append(.clientNeverAnsweredRequest) }
        if let departure {
            noteDeparture(departure)
        } else {
            reasons.append(.nothingMoreSeen)
        }
        if let kind = concluded.resumption {
            var verdict = judgeResumption(kind)
            if verdict.isAcceptance { verdict.confidence = .low }
            return verdict
        }
        if facts.isPresented { return Verdict(.completed, confidence: .low) }
        if facts.isDeclined || facts.hasServerAnsweredSinceRequest {
            return Verdict(.notPresented, confidence: .low)
        }
        guard isHeard, facts.framing == .tls, !lacksBytes, departure?.role == .client else {
            return Verdict(.incomplete)
        }
        var verdict = failed(.clientGaveUp)
        verdict.confidence = .low
        return verdict
    }
}
