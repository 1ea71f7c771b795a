import ByteParsing
import TLSWire

extension Judge {
    /// Judges an encrypted renegotiation; `nil` if it asked for nothing, so that the first handshake's verdict stands.
    mutating func judgeRenegotiation(_ packet: PacketReference) -> Verdict? {
        reasons.append(.encryptedRenegotiation(packet))
        // Which message is which follows from their order, in which some are missing.
        if lacksBytes { return Verdict(.undetermined) }
        guard let renegotiation = Renegotiation(of: facts) else { return Verdict(.undetermined) }
        reasons += renegotiation.steps.map(Reason.inferred)
        switch renegotiation.answer {
        case .none, .keyExchangeOnly:
            return renegotiation.records.isComplete && renegotiation.isExact ? nil : Verdict(.undetermined)
        case .unknown: return Verdict(.undetermined)
        case .declined: return judgeAnswer(renegotiation, .notPresented, .clientCertificateMissing)
        case .presented: return judgeAnswer(renegotiation, .completed, .clientCertificateRejected)
        }
    }

    private mutating func judgeAnswer(
        _ renegotiation: Renegotiation,
        _ acceptance: Verdict.Status,
        _ refusal: Failure.Kind
    ) -> Verdict {
        let confidence: Verdict.Confidence = renegotiation.isExact ? .high : .medium
        if renegotiation.records.hasChangedCipherSpec.server {
            // A server looks at the certificate before it changes the cipher spec.
            return Verdict(acceptance, confidence: confidence)
        }
        if let alert = renegotiation.records.alert, alert.sender == .server {
            let fact = AlertFact(nil, from: .server, at: alert.packet, basis: .inferred)
            reasons.append(.alertSent(fact))
            if let departure = facts.firstDeparture { noteDeparture(departure) }
            var verdict = failed(refusal, alert: fact)
            verdict.confidence = confidence
            return verdict
        }
        guard let departure = facts.firstDeparture else { return Verdict(.undetermined) }
        noteDeparture(departure)
        guard departure.role == .server, !facts.isHandshakeHoled.server else { return Verdict(.undetermined) }
        var verdict = failed(refusal)
        verdict.confidence = .medium
        return verdict
    }
}
