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
        // A server that sends its own flight again has not had the client's.
        let server = facts.repetitions.server?.packet
        if let server, answer.comes(before: server) { return judgeUnfinished() }
        // Where datagrams get lost, an answer may have; and no stack is silent to a certificate that it refuses, so the capture
        // has to show that nothing came.
        let isLossy = server != nil || lacksBytes || facts.lacksRecords
        if facts.isPresented, isLossy || facts.silence == nil { return judgeUnfinished() }
        let isCertain = facts.isDeclined && !isLossy
        // A path that is dead from here on looks alike.
        let confidence: Verdict.Confidence = isCertain ? .medium : .low
        let kind: Failure.Kind = facts.isPresented ? .clientCertificateRejected : .clientCertificateMissing
        return Verdict(.failed, confidence: confidence, failure: Failure(kind))
    }

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
