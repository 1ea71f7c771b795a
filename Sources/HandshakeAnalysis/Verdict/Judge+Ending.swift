import TLSWire

// Handshakes up to TLS 1.2 that did not finish: who ended them, and over what.

extension Judge {
    /// An alert ended it.
    mutating func judgeAlert(_ fact: AlertFact) -> Verdict {
        reasons.append(.alertSent(fact))
        for other in facts.alerts where other.fact != fact && other.fact.alert?.level == .fatal {
            reasons.append(.furtherAlertIgnored(other.fact))
        }
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        switch fact.sender {
        case .server: return failed(kindOfServerRefusal(fact.alert), alert: fact)
        case .client: return failed(kindOfClientRefusal(fact.alert), alert: fact)
        }
    }

    private func kindOfServerRefusal(_ alert: Alert?) -> Failure.Kind {
        guard alert?.mayConcernClientCertificate ?? true else { return .handshakeFailed }
        if facts.isPresented { return .clientCertificateRejected }
        if facts.isDeclined { return .clientCertificateMissing }
        guard facts.isRequested, isClientUnseen else { return .handshakeFailed }
        // Only the server's direction was captured: the alert itself has to say which it was.
        switch alert?.description {
        case .certificateRequired, .noCertificate: return .clientCertificateMissing
        case .badCertificate, .unsupportedCertificate, .certificateRevoked, .certificateExpired,
            .certificateUnknown, .unknownCA, .accessDenied, .decryptError:
            return .clientCertificateRejected
        default: return .handshakeFailed
        }
    }

    /// The server has said all that it says before the client answers.
    private var isServerFlightSeen: Bool {
        facts.serverHelloDone != nil || (facts.isTLS13 && facts.finished.server != nil)
    }

    private var isClientUnseen: Bool { !facts.isSeen.client || facts.isHandshakeHoled.client }

    private func kindOfClientRefusal(_ alert: Alert?) -> Failure.Kind {
        if let alert, alert.refusesServerCertificate,
            facts.serverCertificate != nil || facts.isHandshakeHoled.server
                || !facts.isSeen.server
        {
            return .serverCertificateRejected
        }
        if facts.isRequested, isServerFlightSeen, !facts.isPresented, !facts.isDeclined,
            alert.map(Self.withdraws) ?? false
        {
            return .clientGaveUp
        }
        return .handshakeFailed
    }

    /// A client that cannot or will not answer a request says it with one of these: a key that cannot sign, a card
    /// that was pulled, a dialogue that was cancelled.
    private static func withdraws(_ alert: Alert) -> Bool {
        switch alert.description {
        case .internalError, .userCanceled, .noCertificate, .handshakeFailure, .closeNotify: true
        default: false
        }
    }

    /// Somebody closed or reset the connection without an alert that says why.
    mutating func judgeDeparture(_ departure: HandshakeFacts.Departure) -> Verdict {
        switch departure.role {
        case .server: return judgeServerDeparture(departure)
        case .client: return judgeClientDeparture(departure)
        }
    }

    private mutating func judgeServerDeparture(_ departure: HandshakeFacts.Departure) -> Verdict {
        if isServerSilent {
            reasons.append(.serverNeverAnsweredHello)
        } else if facts.finished.client != nil {
            reasons.append(.serverNeverFinished)
        }
        noteDeparture(departure)
        if facts.isHandshakeHoled.server { return Verdict(.incomplete) }
        if facts.isPresented { return failed(.clientCertificateRejected) }
        if facts.isDeclined { return failed(.clientCertificateMissing) }
        if facts.isRequested, isClientUnseen { return Verdict(.incomplete) }
        return failed(.handshakeFailed)
    }

    private mutating func judgeClientDeparture(_ departure: HandshakeFacts.Departure) -> Verdict {
        if isServerSilent { reasons.append(.serverNeverAnsweredHello) }
        let hasAnswered = facts.isPresented || facts.isDeclined || facts.clientKeyExchange != nil
        if facts.isRequested, !hasAnswered, !facts.isHandshakeHoled.client {
            reasons.append(.clientNeverAnsweredRequest)
            noteDeparture(departure)
            return judgeSilentClient(departure)
        }
        noteDeparture(departure)
        return judgeUnfinished()
    }

    /// The client was asked and left without a word.
    ///
    /// It gave up; or, in TLS 1.3, where it checks the server's certificate before it answers, it refused that without
    /// an alert, as Node.js does.
    private mutating func judgeSilentClient(_ departure: HandshakeFacts.Departure) -> Verdict {
        // A browser, known by its GREASE, asks its user; a reset is of one who did not even read.
        guard facts.isTLS13, !departure.isReset, !facts.hasGREASE else { return failed(.clientGaveUp) }
        var verdict = failed(.serverCertificateRejected)
        verdict.confidence = .low
        return verdict
    }
}
