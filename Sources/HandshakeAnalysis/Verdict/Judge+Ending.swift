import ByteParsing
import CertificateInspection
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
        let reach = facts.alerts.first { $0.fact == fact }?.reach ?? .unknown
        let kind =
            switch fact.sender {
            case .server: kindOfServerRefusal(fact.alert, reach)
            case .client: kindOfClientRefusal(fact, reach)
            }
        // That it failed is certain, and not over whose certificate: what would tell is missing from the capture.
        guard let kind else { return Verdict(.incomplete) }
        var verdict = failed(kind, alert: fact)
        // By its own words, and nothing that the other side said is there to confirm it.
        if !facts.isSeen[fact.sender.opposite] || restsOnWords(kind) { verdict.confidence = .low }
        // The certificate that it is about went before the capture began.
        if kind == .serverCertificateRejected,
            facts.serverHello == nil || fact.alert.map(Self.withdraws) == true
        {
            verdict.confidence = .low
        }
        if kind == .clientGaveUp, fact.mayRefuseName { verdict.confidence = .low }
        if kind == .clientCertificateMissing, fact.alert?.description == .unexpectedMessage {
            verdict.confidence = lacksBytes ? .low : .medium
        }
        return verdict
    }

    /// A certificate was refused, or missing, after the handshake, by what the alert says: the capture lacks the rest.
    private func restsOnWords(_ kind: Failure.Kind) -> Bool {
        switch kind {
        case .clientCertificateRejected, .clientCertificateMissing:
            // Of datagrams, what is missing need not be what the capture lacks.
            !facts.isPresented && !facts.isDeclined
                && (facts.framing != .tls || (!isClientUnseen && !facts.isHandshakeHoled.server))
        default: false
        }
    }

    /// `nil` if that depends on messages that the capture lacks.
    private mutating func kindOfServerRefusal(_ alert: Alert?, _ reach: Reach) -> Failure.Kind? {
        guard alert?.mayConcernClientCertificate ?? true else {
            // wolfSSL over datagrams, where it lacks a certificate and something comes again meanwhile.
            let isForWant = alert?.description == .unexpectedMessage && facts.isDeclined
            return isForWant && !noteUnheardAnswer(reach) ? .clientCertificateMissing : .handshakeFailed
        }
        if noteUnheardAnswer(reach) { return .handshakeFailed }
        if !facts.isAnswerOwed {
            if facts.isPresented { return .clientCertificateRejected }
            if facts.isDeclined { return .clientCertificateMissing }
        }
        // What is missing may have been a request, and the answer to it; of datagrams nobody knows whether one is missing.
        if !lacksBytes, facts.framing == .tls || alert?.complaint == nil {
            guard isClientUnseen || facts.isHandshakeHoled.server else { return .handshakeFailed }
            if !facts.isRequested, isServerFlightSeen, !facts.isHandshakeHoled.server {
                return .handshakeFailed
            }
        }
        // The alert itself has to say which it was. What some stacks send for want of a certificate does not.
        switch alert?.complaint {
        case .missing?: return .clientCertificateMissing
        case .refused?: return .clientCertificateRejected
        // What fails to decrypt here is the proof of a certificate.
        case .unclear?, nil: return alert?.description == .decryptError ? .clientCertificateRejected : nil
        }
    }

    /// The server has said all that it says before the client answers.
    private var isServerFlightSeen: Bool {
        facts.serverHelloDone != nil || (facts.isTLS13 && facts.finished.server != nil)
    }

    private var isClientUnseen: Bool {
        !facts.isSeen.client || facts.isHandshakeHoled.client || isClientFlightUnseen
    }

    /// The client changed its keys before the server did, and so had sent what makes them; or the capture begins with that, behind
    /// the certificate.
    private var isClientFlightUnseen: Bool {
        guard !facts.isTLS13, facts.changeCipherSpec.server == nil else { return false }
        if facts.clientKeyExchange == nil { return facts.changeCipherSpec.client != nil }
        return facts.clientHello == nil
    }

    /// `nil` if that depends on messages that the capture lacks.
    private mutating func kindOfClientRefusal(_ fact: AlertFact, _ reach: Reach) -> Failure.Kind? {
        let alert = fact.alert
        if noteUnheardFlight(reach) { return .handshakeFailed }
        let isServerUnseen =
            facts.isHandshakeHoled.server || !facts.isSeen.server || facts.serverHello == nil
        if let alert, alert.refusesServerCertificate, facts.serverCertificate != nil || isServerUnseen {
            return .serverCertificateRejected
        }
        if isGivingUp { return nil }
        guard let alert, Self.withdraws(alert), facts.isAnswerOwed || !(facts.isPresented || facts.isDeclined)
        else { return .handshakeFailed }
        if isRefusedByName(fact) || isRefusedAsMisnamed(alert) { return .serverCertificateRejected }
        if facts.isRequested, isServerFlightSeen {
            if isBeforeRequest(fact.packet) { return .handshakeFailed }
            if facts.isHandshakeHoled.client { return nil }
            return .clientGaveUp
        }
        return isServerUnseen ? nil : .handshakeFailed
    }

    /// Over datagrams: the client had answered and finished, and what it heard before its alert, which is about no certificate, may
    /// be a refusal that the capture lacks.
    private var isGivingUp: Bool {
        guard facts.framing == .dtls, facts.isPresented || facts.isDeclined, facts.finished.client != nil
        else { return false }
        return !facts.isComplete && facts.changeCipherSpec.server == nil
    }

    /// wpa_supplicant sends internal_error where the server has another name, subject or key than it was told to expect.
    ///
    /// TLS 1.3 hides the certificate, and not that the server has answered.
    func isRefusedByName(_ fact: AlertFact) -> Bool {
        facts.carrierKind == .eap && fact.sender == .client && fact.alert?.description == .internalError
            && (facts.serverCertificate != nil || (facts.isTLS13 && facts.serverHello != nil))
    }

    /// Over datagrams nothing tells what had reached the client, but what passed here later had not.
    private func isBeforeRequest(_ packet: PacketReference) -> Bool {
        guard facts.framing != .tls, let request = facts.certificateRequest?.packet else { return false }
        return packet.comes(before: request)
    }

    /// With an alert that clients refuse a name with, and the certificate's is another than was asked for.
    private func isRefusedAsMisnamed(_ alert: Alert) -> Bool {
        guard alert.mayRefuseName, isServerFlightSeen, facts.clientKeyExchange == nil,
            facts.finished.client == nil
        else { return false }
        return !facts.isHandshakeHoled.client && isServerMisnamed
    }

    /// The server's certificate is plainly for another name: Java's and OpenSSL's clients take a common name where there is no
    /// other.
    private var isServerMisnamed: Bool {
        guard let hello = facts.clientHello?.message, !hello.hasEncryptedClientHello,
            let leaf = facts.serverCertificate?.chain.leaf, hello.isMisnamed(leaf)
        else { return false }
        return !(hello.serverName.flatMap { CertificateInspection.ExpectedName($0) }?.matches(leaf) ?? false)
    }

    /// A client that cannot or will not answer a request says it with one of these: a key that cannot sign, a card
    /// that was pulled, a dialogue that was cancelled.
    static func withdraws(_ alert: Alert) -> Bool {
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

    /// What the server did not answer, or not to the end: a whole ClientHello, or the beginning of one.
    var unansweredHello: Reason {
        if facts.isAnswerUnfinished { return .serverAnswerUnfinished }
        let isPart = facts.clientHello == nil && !facts.isSeen.client && facts.cutBytes.client == 0
        return isPart ? .clientHelloUnfinished : .serverNeverAnsweredHello
    }

    private mutating func judgeServerDeparture(_ departure: HandshakeFacts.Departure) -> Verdict {
        // An error of QUIC's own, such as too long a chain for a buffer: nobody judged the certificate.
        if facts.quic.transportError?.sender == .server { return failed(.handshakeFailed) }
        if isServerSilent {
            reasons.append(unansweredHello)
        } else if facts.finished.client != nil {
            reasons.append(.serverNeverFinished)
        }
        noteDeparture(departure)
        if noteUnheardAnswer(departure.reach) { return failed(.handshakeFailed) }
        if facts.isHandshakeHoled.server { return Verdict(.incomplete) }
        if facts.isPresented { return failed(.clientCertificateRejected) }
        if facts.isDeclined { return failed(.clientCertificateMissing) }
        if facts.hasUnreadAnswer { return Verdict(.incomplete) }
        // Without a hello of its own the server can have sent nothing else: the capture lacks it.
        if facts.serverHello == nil,
            facts.changeCipherSpec.server != nil || facts.applicationData.server != nil
        {
            return Verdict(.incomplete)
        }
        return isClientUnseen ? Verdict(.incomplete) : failed(.handshakeFailed)
    }

    private mutating func judgeClientDeparture(_ departure: HandshakeFacts.Departure) -> Verdict {
        if isServerSilent { reasons.append(unansweredHello) }
        if noteUnheardFlight(departure.reach) || isClientFinishedUnseen {
            noteDeparture(departure)
            return judgeUnfinished()
        }
        if isServerRefusedInSilence {
            reasons.append(.clientNeverFinished)
            noteDeparture(departure)
            var verdict = failed(.serverCertificateRejected)
            verdict.confidence = .low
            return verdict
        }
        let hasAnswered = facts.isPresented || facts.isDeclined || facts.clientKeyExchange != nil
        if facts.isRequested, !hasAnswered, !facts.hasUnreadAnswer, !facts.isHandshakeHoled.client {
            reasons.append(.clientNeverAnsweredRequest)
            noteDeparture(departure)
            return judgeSilentClient(departure)
        }
        noteDeparture(departure)
        return judgeUnfinished()
    }

    /// The client closed by an error of the application, which only those send over QUIC that have finished, or early (RFC 9000,
    /// section 10.2.3): the capture lacks what it answered.
    private var isClientFinishedUnseen: Bool {
        facts.quic.applicationError?.sender == .client && !facts.quic.hasEarlyData
            && facts.finished.client == nil
    }

    /// The client had the server's flight to the end, and left instead of an answer: in TLS 1.3 where it was asked for nothing, as
    /// Node.js does with a certificate that it does not accept; before, where the certificate is plainly for another name, as
    /// clients in Java do that compare the names themselves.
    private var isServerRefusedInSilence: Bool {
        guard facts.framing == .tls, facts.carrierKind == nil, isServerFlightSeen, !lacksBytes,
            facts.serverCertificate != nil, facts.clientKeyExchange == nil, facts.finished.client == nil,
            !facts.isPresented, !facts.isDeclined, concluded.resumption == nil
        else { return false }
        return (facts.isTLS13 && !facts.isRequested) || isServerMisnamed
    }

    /// The client was asked and left without a word.
    ///
    /// It gave up; or, in TLS 1.3, where it checks the server's certificate before it answers, it refused that without
    /// an alert, as Node.js does.
    private mutating func judgeSilentClient(_ departure: HandshakeFacts.Departure) -> Verdict {
        // Nobody is asked for a certificate there: a client that leaves has refused the server, or was stopped.
        if facts.carrierKind == .openvpn {
            var verdict = failed(.serverCertificateRejected)
            verdict.confidence = .low
            return verdict
        }
        // A browser, known by its GREASE, asks its user; a reset is of one who did not even read.
        guard facts.isTLS13, !departure.isReset, !facts.hasGREASE else { return failed(.clientGaveUp) }
        var verdict = failed(.serverCertificateRejected)
        verdict.confidence = .low
        return verdict
    }
}
