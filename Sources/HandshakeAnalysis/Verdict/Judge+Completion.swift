import TLSWire

// Handshakes up to TLS 1.2 that finished.

extension Judge {
    mutating func judgeCompleteHandshake() -> Verdict {
        if let resumption = concluded.resumption {
            return judgeResumption(resumption, followedBy: facts.renegotiation)
        }
        if let packet = facts.finished.client { reasons.append(.clientFinished(packet)) }
        if let packet = facts.finished.server { reasons.append(.serverFinished(packet)) }
        if let packet = facts.applicationData.server { reasons.append(.serverSentApplicationData(packet)) }
        if facts.mayBeRenegotiated { return Verdict(.undetermined) }
        guard let packet = facts.renegotiation else {
            if let alert = refusalAfterHandshake { return judgeAlert(alert) }
            return judgeRefusalWithoutWord() ?? judgeParties()
        }
        // It may ask for a certificate, or for another one; the last handshake decides.
        if facts.isRenegotiationRead { return judgeParties() }
        if let verdict = judgeRenegotiation(packet) { return verdict }
        var verdict = judgeRefusalWithoutWord() ?? judgeParties()
        verdict.confidence = verdict.confidence ?? .high
        return verdict
    }

    /// A server that looks at the certificate once the handshake is over, as GnuTLS's do, and says what it thinks of it.
    private var refusalAfterHandshake: AlertFact? {
        guard facts.isRequested, facts.applicationData.server == nil else { return nil }
        return facts.alerts.first {
            $0.isAfterHandshake && $0.fact.sender == .server && $0.fact.alert?.level == .fatal
                && $0.fact.alert?.complaint != nil
        }?.fact
    }

    /// What a finished handshake that nobody refused says of the client.
    mutating func judgeParties() -> Verdict {
        if let refusal = judgeApplicationRefusal() { return refusal }
        if facts.isPresented { return Verdict(.completed) }
        if facts.isDeclined { return Verdict(.notPresented) }
        if facts.isRequested { return Verdict(facts.isHandshakeHoled.client ? .incomplete : .undetermined) }
        guard isRequestRuledOut else { return Verdict(.incomplete) }
        reasons.append(.serverDidNotRequestCertificate)
        return Verdict(.notRequested)
    }

    /// The handshake succeeded, and then the application refused: because of the certificate, by its words, its code, or
    /// the order of events.
    ///
    /// A plain 401 or 403 may have any reason, and leaves the verdict to the handshake.
    mutating func judgeApplicationRefusal() -> Verdict? {
        guard let refusal = facts.applicationRefusal else { return nil }
        let kind: Failure.Kind
        switch refusal.concerns {
        // It refuses a certificate that the capture lacks, or that there was none.
        case .certificate, .missingCertificate:
            if !facts.isDeclined, !facts.isPresented, facts.isHandshakeHoled.client || isAnswerUnseen {
                return Verdict(.undetermined)
            }
            // That one was presented was seen, whatever the words make of it.
            kind =
                facts.isPresented
                ? .clientCertificateRejectedByApplication : .clientCertificateMissingByApplication
        // Asked for because of what the client wanted, and then refused: the certificate was looked at for that.
        case .unspecified where facts.certificateRequest.map { $0.stage != .handshake } ?? false:
            // Whoever is served afterwards was refused that one thing.
            if let answer = facts.applicationAnswer, answer.isService,
                refusal.packet.comes(before: answer.packet)
            {
                return nil
            }
            kind =
                facts.isPresented
                ? .clientCertificateRejectedByApplication : .clientCertificateMissingByApplication
        case .unspecified: return nil
        }
        // Words of an unknown protocol may be about anything, unless the server leaves with them.
        if refusal.applicationProtocol == .text, lacksBytes || !hasServerLeftFirst { return nil }
        reasons.append(.refusedByApplication(refusal))
        return failed(kind)
    }

    /// The client was asked in the handshake, and neither its answer nor its Finished is there: the application has spoken since.
    private var isAnswerUnseen: Bool {
        facts.certificateRequest?.stage == .handshake && facts.finished.client == nil
    }

    private var hasServerLeftFirst: Bool {
        guard mayServerHaveLeftFirst else { return false }
        return DataExchange(concluded)?.firstToLeave == .server
    }

    /// One flight without holes is enough: the server's has no request, or the client's no answer to one.
    var isRequestRuledOut: Bool {
        if facts.isTLS13 { return facts.encryptedExtensions != nil && !facts.isHandshakeHoled.server }
        let isServerFlightWhole =
            facts.serverHello != nil && facts.serverHelloDone != nil && !facts.isHandshakeHoled.server
        let isClientFlightWhole =
            facts.clientHello != nil && facts.clientKeyExchange != nil && !facts.isHandshakeHoled.client
        return isServerFlightWhole || isClientFlightWhole
    }

    /// Both sides finished, and the server left without an answer (``SilentRefusal``).
    mutating func judgeRefusalWithoutWord() -> Verdict? {
        noteUnreadableAlerts()
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        // The carrier said what became of the client, and when: TLS was over by then.
        if facts.carrierOutcome != nil {
            noteAcceptanceByCarrier()
            return nil
        }
        guard mayServerHaveLeftFirst, facts.isRequested, facts.isSeen.client, facts.isSeen.server,
            facts.applicationAnswer == nil, facts.applicationRefusal?.isStreamError ?? true,
            !facts.isHTTP3Violated,
            let refusal = DataExchange(concluded).flatMap({
                SilentRefusal($0, isUnanswered: facts.applicationRefusal != nil)
            })
        else { return nil }
        if isEmptyDataConnection { return nil }
        if noteUnheardAnswer(refusal.leave.reach) { return failed(.handshakeFailed) }
        // A close or an answer that the capture lacks would make it another matter.
        if lacksBytes {
            guard facts.isPresented || facts.isDeclined else { return Verdict(.undetermined) }
            return Verdict(facts.isPresented ? .completed : .notPresented, confidence: .low)
        }
        reasons.append(
            refusal.request == nil
                ? .serverClosedAfterHandshake(refusal.leave.packet)
                : .serverClosedInsteadOfAnswering(refusal.leave.packet)
        )
        var failure = Failure(facts.isPresented ? .clientCertificateRejected : .clientCertificateMissing)
        failure.closedBy = .server
        return Verdict(.failed, confidence: refusal.confidence, failure: failure)
    }

    /// A server of FTP closes a data connection when all is sent, which may be nothing.
    ///
    /// Nobody was refused by that.
    var isEmptyDataConnection: Bool {
        mutating get {
            guard let control else { return false }
            switch control {
            case .known(let id): reasons.append(.emptyDataConnection(of: id))
            case .possible(let packet): reasons.append(.perhapsEmptyDataConnection(beside: packet))
            }
            return true
        }
    }

    /// At a glance, which spares most connections the exchange.
    private var mayServerHaveLeftFirst: Bool {
        facts.firstDeparture?.role == .server
            || facts.alerts.contains { $0.isAfterHandshake && $0.fact.sender == .server }
    }
}
