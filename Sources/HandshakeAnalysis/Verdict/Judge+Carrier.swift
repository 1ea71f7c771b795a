import TLSWire

// What a carrier said beside TLS: EAP-Success and EAP-Failure, and the silence of who refuses without a word.

extension Judge {
    var isAcceptedByCarrier: Bool { facts.carrierOutcome?.isAcceptance ?? false }

    mutating func noteAcceptanceByCarrier() {
        if let outcome = facts.carrierOutcome, outcome.isAcceptance {
            reasons.append(.carrierDecided(outcome))
        }
    }

    /// TLS 1.3 with secrets: both finished, and the server turned the client away without having gone on.
    ///
    /// One that has gone on, with the commitment of RFC 9190 or with data of an inner method, has accepted what TLS shows.
    mutating func judgeRejectionByCarrier() -> Verdict? {
        guard let outcome = facts.carrierOutcome, outcome.isRejection, facts.ticketAfterHandshake == nil,
            facts.applicationData.server == nil
        else { return nil }
        if lacksBytes {
            reasons.append(.carrierDecided(outcome))
            return Verdict(.undetermined)
        }
        guard facts.isPresented || facts.isDeclined else { return nil }
        reasons.append(.carrierDecided(outcome))
        return failed(facts.isPresented ? .clientCertificateRejected : .clientCertificateMissing)
    }

    /// An end that had heard a part of the other's flight said nothing more: so OpenVPN refuses.
    ///
    /// `nil` where nobody fell silent over it. Over EAP it says nothing: a peer waits for its user, and a lost path looks
    /// alike.
    mutating func judgeCarrierSilence() -> Verdict? {
        guard let outcome = facts.carrierOutcome else { return nil }
        if let role = outcome.owing { return judgeOwedAnswer(by: role) }
        guard let role = outcome.silent else { return nil }
        if let kind = refusal(bySilenceOf: role) {
            reasons.append(.carrierDecided(outcome))
            return Verdict(.failed, confidence: outcome.confidence, failure: Failure(kind, closedBy: role))
        }
        guard !facts.isComplete else { return nil }
        reasons.append(.carrierDecided(outcome))
        return Verdict(.incomplete)
    }

    /// The capture ends behind a whole flight, to which an end said nothing, or acknowledged a part of it alone.
    private mutating func judgeOwedAnswer(by role: Role) -> Verdict? {
        let isFlightWhole =
            switch role {
            case .server: facts.finished.client != nil
            case .client: facts.isTLS13 ? facts.finished.server != nil : facts.serverHelloDone != nil
            }
        guard isFlightWhole, let kind = refusal(bySilenceOf: role) else { return nil }
        reasons.append(.answerOwed(by: role, silence: nil))
        return Verdict(.failed, confidence: .low, failure: Failure(kind))
    }

    private func refusal(bySilenceOf role: Role) -> Failure.Kind? {
        guard facts.carrierKind == .openvpn, !lacksBytes else { return nil }
        switch role {
        case .server:
            let hasGoneOn = facts.applicationData.server != nil || facts.ticketAfterHandshake != nil
            guard !hasGoneOn else { return nil }
            return facts.isPresented
                ? .clientCertificateRejected : facts.isDeclined ? .clientCertificateMissing : nil
        case .client:
            guard facts.serverCertificate != nil, facts.finished.client == nil else { return nil }
            return .serverCertificateRejected
        }
    }
}
