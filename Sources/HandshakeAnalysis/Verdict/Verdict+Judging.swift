import ByteParsing
import CertificateInspection
import TLSWire

extension Verdict {
    /// Judges a connection: a pure function of what happened.
    ///
    /// `original` is where a resumed session began, if the capture holds that.
    public init(of facts: HandshakeFacts, resuming original: OriginalSession? = nil) {
        let facts = ConcludedFacts(facts)
        self.init(of: facts, inference: ConcludedInference(of: facts), resuming: original)
    }

    /// The same, for a caller that has worked out the inference from these facts; `control` is the connection of FTP whose data
    /// this one is to carry.
    public init(
        of facts: ConcludedFacts,
        inference: ConcludedInference?,
        resuming original: OriginalSession? = nil,
        beside control: ControlConnection? = nil
    ) {
        var judge = Judge(facts: facts, inference: inference, original: original, control: control)
        self = judge.judge()
        judge.withhold(&self)
        judge.fallBackOnSizes(&self)
        basis =
            confidence != nil && judge.restsOnSizes
            ? .inferred : judge.facts.isDecrypted ? .decrypted : .observed
        swap(&reasons, &judge.reasons)
    }

    public init(of events: some Sequence<HandshakeEvent>, resuming original: OriginalSession? = nil) {
        self.init(of: HandshakeFacts(events), resuming: original)
    }
}

/// Walks from the facts to a verdict, and writes down each step as a reason.
struct Judge {
    let concluded: ConcludedFacts
    @inline(__always) var facts: HandshakeFacts { concluded.facts }
    let inference: ConcludedInference?
    let original: OriginalSession?
    let control: ControlConnection?
    var reasons: [Reason] = []
    /// What decides was told by the sizes of records, here or in the handshake that began the session, or by an answer that did not
    /// come, and not read.
    var restsOnSizes: Bool {
        let isInherited = original?.proof.confidence != nil
        return reasons.contains { reason in
            switch reason {
            case .inferred, .answerOwed: true
            case .originalHandshakeSeen: isInherited
            default: false
            }
        }
    }

    init(
        facts: ConcludedFacts,
        inference: ConcludedInference?,
        original: OriginalSession?,
        control: ControlConnection?
    ) {
        concluded = facts
        self.inference = inference
        self.original = original
        self.control = control
        reasons.reserveCapacity(inference == nil ? 8 : 12)
    }

    mutating func judge() -> Verdict {
        noteDefects()
        if let speech = decisiveSpeech { return judgeForeignSpeech(speech) }
        if facts.isTLS13 { return facts.isDecrypted ? judgeDecryptedTLS13() : judgeTLS13() }
        noteClientAuthentication()
        if concluded.isComplete || isAcceptedByCarrier { return judgeCompleteHandshake() }
        if let alert = decisiveAlert { return judgeAlert(alert) }
        noteUnreadableAlerts()
        if let verdict = judgeCarrierSilence() ?? judgeSilenceBeforeLeave() { return verdict }
        if let departure = facts.firstDeparture { return judgeDeparture(departure) }
        if let verdict = judgeSilence() { return verdict }
        reasons.append(isServerSilent ? unansweredHello : .nothingMoreSeen)
        return judgeUnfinished()
    }

    // MARK: Ground

    /// What is missing or broken, before anything that rests on it.
    private mutating func noteDefects() {
        if facts.clientHello == nil, facts.isSeen.client, facts.cutBytes.client == 0 {
            reasons.append(.captureStartsLate)
        }
        for role in [Role.client, .server] {
            let cut = facts.cutBytes[role]
            if cut > 0 { reasons.append(.captureCut(from: role, bytes: cut)) }
            if facts.missingBytes[role] > cut {
                reasons.append(.captureLacksBytes(from: role, bytes: facts.missingBytes[role] - cut))
            }
            if facts.lostSynchronization[role] != nil { reasons.append(.recordsLost(from: role)) }
            if !facts.isSeen[role], facts.isSeen[role.opposite], lacksDirection(role) {
                reasons.append(.captureLacksDirection(role))
            }
        }
        if facts.hasRefusedSecrets { reasons.append(.secretsRefused) }
        for message in facts.malformed {
            reasons.append(.malformedMessage(message.type, from: message.sender, message.packet))
        }
    }

    /// One side went on as one does only after hearing from the other, of which the capture shows nothing.
    private func lacksDirection(_ role: Role) -> Bool {
        switch role {
        case .client: facts.serverHello != nil || facts.missingBytes.client > facts.cutBytes.client
        case .server:
            facts.clientKeyExchange != nil || facts.changeCipherSpec.client != nil
                || facts.applicationData.client != nil
                || facts.missingBytes.server > facts.cutBytes.server
        }
    }

    /// The server said nothing, as opposed to: the capture lacks what it said, or it said it beside TLS.
    var isServerSilent: Bool {
        !facts.isSeen.server && facts.cutBytes.server == 0 && !lacksDirection(.server)
            && !isRejectedByCarrier
    }

    private var isRejectedByCarrier: Bool {
        if case .rejected? = facts.carrierOutcome?.kind { true } else { false }
    }

    mutating func noteClientAuthentication() {
        if let authentication = concluded.authentication, authentication != .certificate {
            reasons.append(.authenticatedWithoutCertificates(authentication))
        }
        if let packet = facts.certificateRequest?.packet {
            reasons.append(.serverRequestedCertificate(packet))
        }
        // Asked for one by one, since the facts of a certificate would be copied to have a name for them.
        if let packet = facts.clientCertificate?.packet {
            reasons.append(
                facts.isPresented
                    ? .clientPresentedCertificate(
                        subject: facts.clientCertificate?.chain.subject,
                        packet
                    )
                    : .clientPresentedNone(packet)
            )
            if let proof = facts.clientCertificate?.provenAt {
                reasons.append(.clientProvedPossession(proof))
            }
        } else if let packet = facts.noCertificateAlert {
            reasons.append(.clientPresentedNoneByAlert(packet))
        }
    }

    /// The alert that ended the connection, if one did.
    var decisiveAlert: AlertFact? {
        let fatal = facts.alerts.first { $0.fact.alert?.level == .fatal && !laments($0) }
        if let fatal { return (laterRefusal(than: fatal) ?? fatal).fact }
        let last = facts.alerts.last { $0.fact.alert?.description != .closeNotify && !laments($0) }
        guard let last, last.isLastMessage else { return nil }
        // After the sender's own Finished, which may be missing, it may as well be a close_notify.
        guard let alert = last.fact.alert else {
            let sender = last.fact.sender
            // Who sends data has finished, whether the capture has that or not.
            let isEarly =
                facts.finished[sender] == nil && !facts.isHandshakeHoled[sender]
                && !hasSentData(sender, before: last.fact.packet)
            return isEarly && facts.isSeen[sender.opposite] ? last.fact : nil
        }
        // A warning with which somebody leaves was no warning.
        let isFollowedByClose = facts.firstDeparture?.role == last.fact.sender
        return isFollowedByClose && (!alert.isHarmlessWarning || alert.description == .unrecognizedName)
            ? last.fact : nil
    }

    /// Over datagrams, which come in any order, wolfSSL's server says unexpected_message and goes on all the same: what it says of the
    /// certificate then is what it refuses.
    private func laterRefusal(than first: HandshakeFacts.AlertSighting) -> HandshakeFacts.AlertSighting? {
        guard facts.framing == .dtls, first.fact.sender == .server,
            first.fact.alert?.mayConcernClientCertificate == false
        else { return nil }
        return facts.alerts.first { sighting in
            guard sighting.fact.sender == .server, let alert = sighting.fact.alert, alert.level == .fatal
            else { return false }
            return alert.mayConcernClientCertificate && !laments(sighting)
        }
    }

    /// What is said of an end that was not expected, and of what came after the application had spoken: it refuses nothing.
    ///
    /// OpenSSL says decode_error of a stream that ends without a close_notify, and JSSE handshake_failure.
    private func laments(_ sighting: HandshakeFacts.AlertSighting) -> Bool {
        guard let alert = sighting.fact.alert else { return false }
        // JSSE says it before each close_notify of TLS 1.3 (RFC 9846, section 6.1).
        if alert.description == .userCanceled { return sighting.isAfterHandshake || lacksBytes }
        switch sighting.fact.sender {
        case .client:
            // The end itself may be what the capture lacks.
            let isOfUnseenEnd =
                alert.description == .decodeError && facts.finished.client != nil
                && (facts.isComplete || lacksBytes)
            return isOfUnseenEnd || (sighting.isAfterDeparture && !alert.refusesServerCertificate)
        case .server:
            switch alert.description {
            // It is of an end without a close_notify, which the capture may lack.
            case .decodeError:
                return sighting.isAfterDeparture
                    || (sighting.isAfterHandshake && hasSentData(.server, before: sighting.fact.packet))
            // A client that has left without an answer to the request cannot have been refused for it.
            case .handshakeFailure:
                return sighting.isAfterDeparture && !facts.isPresented && !facts.isDeclined
                    && !facts.hasSealedAnswer
            default:
                return !alert.mayConcernClientCertificate && sighting.isAfterHandshake
                    && (sighting.isAfterDeparture || hasServed(before: sighting.fact.packet))
            }
        }
    }

    /// A side had sent data, be it in the same packet: what ends a connection stands behind it there.
    func hasSentData(_ role: Role, before packet: PacketReference) -> Bool {
        facts.applicationData[role].map { $0.comes(before: packet) || $0 == packet } ?? false
    }

    /// The server had sent data, which it does once it has taken the client's answer.
    private func hasServed(before packet: PacketReference) -> Bool {
        !facts.isPreceded && hasSentData(.server, before: packet)
    }

    mutating func noteUnreadableAlerts() {
        for sighting in facts.alerts where sighting.fact.alert == nil {
            reasons.append(.encryptedAlertNotReadable(sighting.fact.packet))
        }
    }

    /// Whoever sends a fatal alert has ended the connection, even if the other's FIN comes first on the wire.
    mutating func failed(_ kind: Failure.Kind, alert: AlertFact? = nil) -> Verdict {
        let closer = alert?.sender ?? facts.firstDeparture?.role
        return Verdict(.failed, failure: Failure(kind, alert: alert, closedBy: closer))
    }

    mutating func noteDeparture(_ departure: HandshakeFacts.Departure) {
        // An end of EAP has no other way to leave.
        if let outcome = facts.carrierOutcome, outcome.packet == departure.packet {
            return reasons.append(.carrierDecided(outcome))
        }
        reasons.append(
            departure.isReset
                ? .reset(by: departure.role, departure.packet) : .closed(by: departure.role, departure.packet)
        )
    }

    /// The capture lacks bytes, so what seems not to have happened may have.
    var lacksBytes: Bool { facts.missingBytes.client > 0 || facts.missingBytes.server > 0 }

    /// Neither finished nor refused.
    mutating func judgeUnfinished() -> Verdict {
        // The side that is there went through with it; what the other said to that was not captured.
        if facts.finished.client != nil || facts.finished.server != nil,
            !(facts.isSeen.client && facts.isSeen.server)
        {
            return Verdict(.undetermined)
        }
        return Verdict(.incomplete)
    }
}
