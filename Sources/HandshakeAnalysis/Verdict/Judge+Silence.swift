import ByteParsing
import TLSWire

// Over datagrams nobody says that they leave: a server that will not go on falls silent, and the client asks again.

extension Judge {
    /// The client sent its flight again, and the server answered nothing any more; `nil` where that did not happen.
    ///
    /// It had answered before, so it is there; that its answers were lost, each time, is what the confidence allows for.
    mutating func judgeSilence() -> Verdict? {
        guard facts.framing == .dtls, facts.isSeen.server, isServerSilentSince,
            let answer = facts.clientCertificate?.packet ?? facts.clientKeyExchange
        else { return nil }
        guard let repetition = facts.repetitions.client, repetition.count > 0,
            !repetition.packet.comes(before: answer)
        else { return judgeSilenceAtEnd() }
        reasons.append(.serverNeverFinished)
        reasons.append(.flightNeverAnswered(of: .client, repetitions: repetition.count, repetition.packet))
        guard facts.isRequested, facts.isDeclined || facts.isPresented, isClientFlightWhole else {
            return judgeUnfinished()
        }
        if facts.isServerWaiting(for: answer) { return judgeUnfinished() }
        let isLossy = facts.repetitions.server != nil || lacksBytes || facts.lacksRecords
        // No stack is silent to a certificate that it refuses, but the alert is sent once, and gets lost as an answer does. So
        // the capture has to show that nothing came, or often enough that there was no answer.
        if facts.isPresented, isLossy || facts.silence == nil, repetition.count < Self.tellingRepetitions {
            return judgeUnfinished()
        }
        let isCertain = facts.isDeclined && !isLossy
        // A path that is dead from here on looks alike.
        let confidence: Verdict.Confidence = isCertain ? .medium : .low
        let kind: Failure.Kind = facts.isPresented ? .clientCertificateRejected : .clientCertificateMissing
        return Verdict(.failed, confidence: confidence, failure: Failure(kind))
    }

    /// A server that accepts answers each time, and one that still waits sends its own flight again: that all of it was lost so
    /// often is less likely than that the one alert was.
    private static let tellingRepetitions = 3

    /// A client that says goodbye because nothing came has not ended the silence that it waited through.
    mutating func judgeSilenceBeforeLeave() -> Verdict? {
        guard facts.framing == .dtls, let departure = facts.firstDeparture, departure.role == .client,
            let verdict = judgeSilence()
        else { return nil }
        noteDeparture(departure)
        return verdict
    }

    /// The client said that it has no certificate, finished, and heard nothing any more, and did not ask again: three stacks
    /// refuse so, and a client may give up at once.
    ///
    /// That the capture goes on makes it no surer, for a client that waits asks again. Where the capture ends, the answer may have
    /// been under way; in DTLS 1.3 servers that refuse say so, and it was.
    private mutating func judgeSilenceAtEnd() -> Verdict? {
        guard facts.isDeclined, isClientFlightWhole, !lacksBytes, !facts.lacksRecords,
            facts.repetitions.server == nil
        else { return nil }
        if facts.firstDeparture != nil {
            reasons.append(.serverNeverFinished)
            reasons.append(.nothingMoreSeen)
        } else {
            guard facts.silence != nil || facts.endsWithCapture && !facts.isTLS13,
                // Whoever sends data has had the answer.
                facts.applicationData.client == nil
            else { return nil }
            reasons.append(.answerOwed(by: .server, silence: facts.silence))
        }
        return Verdict(.failed, confidence: .low, failure: Failure(.clientCertificateMissing))
    }

    /// The server said all that comes before the client's answer, and nothing after it.
    private var isServerSilentSince: Bool {
        guard !facts.isHandshakeHoled.server, facts.applicationData.server == nil else { return false }
        if facts.isTLS13 {
            return facts.finished.server != nil && facts.ticketAfterHandshake == nil
                && !facts.alerts.contains { $0.fact.sender == .server }
        }
        return facts.serverHelloDone != nil && facts.changeCipherSpec.server == nil
            && facts.finished.server == nil && facts.newSessionTickets.isEmpty
    }

    private var isClientFlightWhole: Bool {
        guard !facts.isHandshakeHoled.client, facts.finished.client != nil else { return false }
        return facts.isTLS13 || facts.clientKeyExchange != nil
    }
}

extension HandshakeFacts {
    /// A server that sends its own flight again after the client's has not had that.
    ///
    /// Unless the client's came again for so long afterwards that the server, whose time-outs double (RFC 6347,
    /// section 4.2.4.1), would have sent its own once more: then it has had it by then.
    func isServerWaiting(for answer: PacketReference) -> Bool {
        guard let last = repetitions.server?.packet, answer.comes(before: last) else { return false }
        guard let client = repetitions.client?.packet, let first = serverHello?.packet else { return true }
        let waited = last.time.nanoseconds &- first.time.nanoseconds
        let silent = client.time.nanoseconds &- last.time.nanoseconds
        return silent < Self.longestPause || silent / 3 < waited
    }

    /// Nanoseconds: no server's second time-out is longer.
    private static let longestPause: Int64 = 4_000_000_000
}
