import ByteParsing
import TLSWire

// From the flights and what followed them to a verdict.

extension Inference {
    // MARK: The client answers

    /// Judges what followed an answer of that certainty; `finish` is the place of the client's Finished, if it came.
    mutating func concludeAnswer(
        isPresented: Bool,
        _ after: Aftermath,
        _ certainty: Verdict.Confidence,
        start: Int,
        finish: Int?
    ) {
        let refusal: Failure.Kind = isPresented ? .clientCertificateRejected : .clientCertificateMissing
        let acceptance: Verdict.Status = isPresented ? .completed : .notPresented
        if facts.carrierOutcome?.isAcceptance == true { return settle(acceptance, certainty) }
        if isServerHoled(after: start) { return }
        if let refusal = silentRefusal(after) {
            noteSilence(refusal)
            var failure = Failure(isPresented ? .clientCertificateRejected : .clientCertificateMissing)
            failure.closedBy = .server
            conclusion = Conclusion(
                status: .failed,
                confidence: Self.least(certainty, refusal.confidence),
                failure: failure
            )
            return
        }
        if let answer = after.answer {
            steps.append(.serverWentOn(record: length(answer), packet(answer)))
            if isPresented, let ticket = exchange?.certificateTicket {
                steps.append(.ticketsHoldCertificate(bytes: ticket))
            }
            // What the client sent after it may have been on its way, and the server's leave may be missing.
            if after.isAnswerAlertSized { return }
            // A record of a side whose flight is not whole, so that it is not known how it pads, may be an alert.
            if !isServerAlertKnown, facts.missingBytes.server > 0 { return }
            if !isServerAlertKnown {
                // What went on may have been an alert, if there was no more of it than that.
                return settle(acceptance, Self.least(certainty, after.answerSizes > 1 ? .medium : .low))
            }
            if let alert = after.alert, after.answerSizes == 1, !after.isClientGone(before: alert) {
                // Perhaps only tickets went before: some applications look at the certificate after the handshake.
                steps.append(.serverSentAlertSize(record: length(alert), packet(alert)))
                return settle(acceptance, Self.least(certainty, .medium))
            }
            return settle(acceptance, certainty)
        }
        if let alert = after.alert, !isServerAlertKnown, after.alertCount > 2 {
            steps.append(.serverWentOn(record: length(alert), packet(alert)))
            return settle(acceptance, .low)
        }
        if let alert = after.alert {
            steps.append(.serverSentAlertSize(record: length(alert), packet(alert)))
            if let farewell = farewell(heardBefore: alert) {
                steps.append(.clientSaidFarewell(bytes: farewell))
                return settle(acceptance, .low)
            }
            var confidence = isServerAlertKnown ? Verdict.Confidence.medium : .low
            if facts.carrierOutcome?.isRejection == true {
                confidence = isServerAlertKnown ? .high : .medium
            } else if after.isClientGoneFirst {
                // What comes after the client's leave echoes it.
                steps.append(.clientLeftFirst)
                return settleLeft(acceptance, certainty, after, finish)
            } else if after.clientAlert != nil || (facts.departures.isEmpty && facts.framing != .dtls) {
                // A close_notify is answered by another; but Go, rustls and BoringSSL take their leave after a refusal as well.
                confidence = .low
            } else if finish == nil || finish.map({ alert < $0 }) == true {
                // Before the client finished, nobody closes in good order.
                confidence = isServerAlertKnown ? .high : .low
            }
            return fail(refusal, Self.least(certainty, confidence), alert: alert, from: .server)
        }
        steps.append(.serverSentNothingAfterwards)
        if let outcome = facts.carrierOutcome, outcome.silent == .server {
            return fellSilent(refusal, Self.least(certainty, outcome.confidence), .server)
        }
        if facts.carrierOutcome?.owing == .server {
            guard finish != nil, facts.missingBytes.server == 0 else { return }
            return fellSilent(refusal, .low, nil)
        }
        if let repetition = facts.repetitions.client, repetition.count > 0, facts.missingBytes.server == 0 {
            return concludeSilence(refusal, repetition, certainty, finish)
        }
        guard let departure = after.departure, facts.missingBytes.server == 0 else { return }
        guard !after.isClientGoneFirst else {
            steps.append(.clientLeftFirst)
            return settleLeft(acceptance, certainty, after, finish)
        }
        var failure = Failure(refusal)
        failure.closedBy = departure.role
        let isSaid = facts.carrierOutcome?.isRejection == true
        let confidence = Self.least(certainty, isSaid ? .high : departure.isReset ? .low : .medium)
        conclusion = Conclusion(status: .failed, confidence: confidence, failure: failure)
    }

    /// The client sent its flight again, and the server, which would have to acknowledge it, said nothing (RFC 9147,
    /// section 7.1).
    private mutating func concludeSilence(
        _ refusal: Failure.Kind,
        _ repetition: FlightRepetition,
        _ certainty: Verdict.Confidence,
        _ finish: Int?
    ) {
        guard let finish, packet(finish).comes(before: repetition.packet) else { return }
        if facts.isServerWaiting(for: packet(finish)) { return }
        let isLossy = facts.repetitions.server.map { packet(finish).comes(before: $0.packet) } ?? false
        let confidence: Verdict.Confidence = repetition.count > 1 && !isLossy ? .medium : .low
        conclusion = Conclusion(
            status: .failed,
            confidence: Self.least(certainty, confidence),
            failure: Failure(refusal)
        )
    }

    /// Bytes of the server are missing from behind the client's answer: its judgement may have been among them.
    private func isServerHoled(after place: Int) -> Bool {
        facts.recordsBeforeGap.server.map { $0 > place } ?? false
    }

    /// The client closed the connection before the server had said anything: a server that refuses does so at once.
    private mutating func settleLeft(
        _ acceptance: Verdict.Status,
        _ certainty: Verdict.Confidence,
        _ after: Aftermath,
        _ finish: Int?
    ) {
        guard let finish, let leave = after.clientLeave,
            leave.time.nanoseconds - packet(finish).time.nanoseconds >= Self.timeToRefuse
        else { return }
        settle(acceptance, Self.least(certainty, .medium))
    }

    /// Nanoseconds: half a second is longer than any server was seen to think, but for those that hold a refusal back.
    private static let timeToRefuse: Int64 = 500_000_000

    mutating func concludeFinishedOnly(_ flight: ClientFlight) {
        let end = end(of: flight)
        if facts.offersPostHandshakeAuth, isServerHoled(after: end) { return }
        if isResumption, !facts.isExternallyKeyed { return }
        var certainty = certainty(of: flight, says: false)
        if facts.framing == .dtls {
            // A Certificate that was lost leaves the same, and nothing shows it.
            if serverFlight?.isRequested == true { return }
            if serverFlight?.isRequested == nil { certainty = .low }
        }
        if let pha = postHandshake {
            steps.append(.postHandshakeRequest(record: length(pha.request), packet(pha.request)))
            notePostHandshakeAnswer(pha)
            let after = aftermath(of: flight, after: pha.first, pha.last)
            return concludeAnswer(
                isPresented: pha.isPresented,
                after,
                Self.least(certainty, .medium),
                start: pha.first,
                finish: pha.last
            )
        }
        if facts.offersPostHandshakeAuth, isCutOff(flight) {
            // Whoever refuses in the middle of the answer does not wait for the rest of it.
            steps.append(.postHandshakeMayFollow)
            certainty = .low
        } else if facts.offersPostHandshakeAuth,
            facts.departures.isEmpty
                || PostHandshake.mayBeAnswered(facts.encryptedRecords, after: end, arithmetic)
        {
            steps.append(.postHandshakeMayFollow)
            certainty = Self.least(certainty, .medium)
        }
        settle(.notRequested, certainty)
    }

    private mutating func notePostHandshakeAnswer(_ pha: PostHandshake) {
        guard let verify = pha.verify else {
            return steps.append(
                .clientDeclined(
                    certificate: length(pha.first),
                    finished: length(pha.last),
                    packet(pha.first)
                )
            )
        }
        steps.append(
            .clientPresented(
                certificate: length(pha.first),
                verify: length(pha.first + 1),
                finished: length(pha.last),
                packet(pha.first)
            )
        )
        noteKey(verify)
    }

    // MARK: The client does not answer

    /// An encrypted alert in place of its flight.
    mutating func concludeClientAlert(_ flight: ClientFlight, _ start: Int) {
        steps.append(.clientSentAlertSize(record: length(start), packet(start)))
        guard clientPlaces.count == flight.first + 1 else {
            // It went on, so this was no alert, and nothing else is known that small.
            conclusion = Conclusion(status: .undetermined)
            return
        }
        if isResumption { return fail(.handshakeFailed, .low, alert: start, from: .client) }
        let after = aftermath(of: flight, after: start, start)
        if !flight.isExact, after.alert != nil || after.answer != nil {
            // As long as an empty Certificate, and the server has something to say to it.
            return concludeAnswer(isPresented: false, after, .low, start: start, finish: nil)
        }
        // One that was asked may also be unable to answer, and say that.
        let isPlain = flight.isExact && serverFlight?.isRequested == false
        fail(.serverCertificateRejected, isPlain ? .medium : .low, alert: start, from: .client)
    }

    mutating func concludeWithoutAnswer() {
        if let outcome = facts.carrierOutcome, outcome.silent == .client, !isResumption,
            facts.missingBytes.server == 0, serverFlight != nil || isServerFlightTogether
        {
            steps.append(.clientSentNothing)
            return fellSilent(.serverCertificateRejected, outcome.confidence, .client)
        }
        if facts.carrierOutcome?.owing == .client, !isResumption, facts.missingBytes.server == 0,
            serverFlight != nil
        {
            steps.append(.clientSentNothing)
            return fellSilent(.serverCertificateRejected, .low, nil)
        }
        guard let departure = facts.firstDeparture, facts.missingBytes.server == 0 else { return }
        let last = serverPlaces[serverPlaces.count - 1]
        if departure.role == .server {
            guard arithmetic.holds(length(last), RecordArithmetic.alert, serverPadding) else { return }
            steps.append(.serverSentAlertSize(record: length(last), packet(last)))
            return fail(.handshakeFailed, .medium, alert: last, from: .server)
        }
        guard !isResumption, serverFlight != nil || isServerFlightTogether else { return }
        steps.append(.clientSentNothing)
        var kind = Failure.Kind.serverCertificateRejected
        var confidence = Verdict.Confidence.low
        if facts.hasGREASE, serverFlight == nil, facts.carrierKind != .openvpn {
            // A browser that refuses a certificate says so; one that asks its user leaves.
            steps.append(.clientMayAskUser)
            kind = .clientGaveUp
        } else if serverFlight?.isRequested == true, facts.carrierKind != .openvpn {
            if facts.hasGREASE {
                steps.append(.clientMayAskUser)
                (kind, confidence) = (.clientGaveUp, .medium)
            } else if departure.isReset {
                // Whoever refuses a certificate has read the flight; a reset is of one who has not, or gives up.
                kind = .clientGaveUp
            }
        }
        var failure = Failure(kind)
        failure.closedBy = .client
        conclusion = Conclusion(status: .failed, confidence: confidence, failure: failure)
    }

    /// So OpenVPN refuses; over EAP a lost path, or a peer that waits for its user, is as likely.
    private mutating func fellSilent(
        _ kind: Failure.Kind,
        _ confidence: Verdict.Confidence,
        _ role: Role?
    ) {
        guard facts.carrierKind == .openvpn else { return }
        conclusion = Conclusion(
            status: .failed,
            confidence: confidence,
            failure: Failure(kind, closedBy: role)
        )
    }

    // MARK: Writing it down

    private mutating func settle(_ status: Verdict.Status, _ confidence: Verdict.Confidence) {
        conclusion = Conclusion(status: status, confidence: confidence)
    }

    private mutating func fail(
        _ kind: Failure.Kind,
        _ confidence: Verdict.Confidence,
        alert place: Int,
        from sender: Role
    ) {
        let alert = AlertFact(nil, from: sender, at: packet(place), basis: .inferred)
        let failure = Failure(kind, alert: alert, closedBy: sender)
        conclusion = Conclusion(status: .failed, confidence: confidence, failure: failure)
    }
}
