import TLSWire

// What is missing may have been a refusal.

extension Judge {
    /// Where secrets are at hand, an application's words and a later handshake count, and what is missing may hold them, or
    /// have kept them from being read: then it is not said that nobody refused.
    func withhold(_ verdict: inout Verdict) {
        // Where datagrams are seen to be missing, others may be that nothing shows.
        if facts.framing == .dtls,
            verdict.confidence != nil ? lacksBytes || facts.lacksRecords : mayHaveClosedFirst(verdict)
        {
            verdict.confidence = .low
        }
        switch verdict.status {
        case .completed, .notPresented, .notRequested: break
        case .failed, .incomplete, .undetermined: return
        }
        if facts.framing == .quic, facts.quic.lacksServerData { verdict.confidence = .low }
        // What came of it stands in the wrong order, and a later handshake may be taken for a part of the first.
        if facts.framing == .dtls, facts.haveClocksDiffered { verdict.confidence = .low }
        if mayHaveBeenRefusedUnseen(verdict) || mayYetBeRefused(verdict) || isNotReadToTheEnd
            || isPerhapsEmptyDataConnection
        {
            verdict.confidence = .low
        }
        guard lacksBytes, facts.isDecrypted || facts.hasSecretsAtHand, !verdict.isResumed,
            !isAcceptedByCarrier, !isMissingBeforeFinished
        else { return }
        // Datagrams get lost. Without keys the handshake would count as what it was; with them it is doubted, and not forgotten. In
        // TLS 1.3 over EAP and OpenVPN the carrier has the last word.
        let isCarrierOwed = facts.carrierKind != nil && facts.isTLS13 && verdict.status != .notRequested
        if facts.framing != .tls || (facts.carrierKind != nil && !isCarrierOwed) {
            verdict.confidence = .low
        } else {
            verdict = Verdict(.undetermined, reasons: verdict.reasons)
        }
    }

    private var isPerhapsEmptyDataConnection: Bool {
        reasons.contains { if case .perhapsEmptyDataConnection = $0 { true } else { false } }
    }

    /// Over DTLS: the server answered nothing, and nothing shows that the client was the first to close.
    ///
    /// So closes one that refuses after the handshake. That the client still had something to say may be what was lost, or the
    /// server's close, where only one side's is there; and closes that cross have no order.
    private func mayHaveClosedFirst(_ verdict: Verdict) -> Bool {
        guard verdict.isAcceptance, !verdict.isResumed, facts.applicationData.server == nil,
            !facts.isServerCloseProven
        else { return false }
        let closes = facts.alerts.filter(\.isAfterHandshake)
        guard let first = closes.first?.fact else { return facts.silence == nil }
        guard first.sender == .client,
            let answer = closes.first(where: { $0.fact.sender == .server })?.fact.packet
        else { return true }
        return !facts.passed(first.packet, before: answer)
    }

    /// The capture ends before the server has said what it thinks of the client, which many say only when the handshake is over, by
    /// leaving or in their answer.
    private func mayYetBeRefused(_ verdict: Verdict) -> Bool {
        // Who judges late has judged a session that is resumed; if it refused, it will again.
        guard verdict.isAcceptance, !verdict.isResumed || original?.proof.wasRefused == true,
            facts.framing == .tls, facts.carrierKind == nil,
            facts.departures.isEmpty, facts.silence == nil, facts.applicationAnswer == nil,
            facts.isDecrypted || !facts.isSettled
        else { return false }
        let exchange = exchange
        return !hasServerAnswered(in: exchange) && exchange?.firstToLeave != .client
    }

    /// What followed the handshake, if it could be read or its sizes tell.
    private var exchange: DataExchange? {
        facts.isTLS13 && !facts.isDecrypted ? inference?.exchange : DataExchange(concluded)
    }

    /// The server went on with more than tickets and settings, after which it may still refuse.
    private func hasServerAnswered(in exchange: DataExchange?) -> Bool {
        guard let exchange else { return facts.applicationData.server != nil }
        return SilentRefusal.isAnswered(exchange) && !(inference != nil && exchange.mayBeTicketAlone)
    }

    /// A side's messages were not read to the end of its handshake: there were more than are read, or they did not parse.
    private var isNotReadToTheEnd: Bool {
        (facts.isHandshakeHoled.server && facts.lostSynchronization.server != nil)
            || (facts.isHandshakeHoled.client && facts.lostSynchronization.client != nil)
    }

    /// Over DTLS, whose records have numbers: all that is missing was sent before either side had finished, and nothing that
    /// came after it was unreadable for that.
    ///
    /// A server whose data was read has finished, whether the capture has that or not.
    private var isMissingBeforeFinished: Bool {
        // Of another handshake, what is missing may have been the request.
        guard facts.framing == .dtls, facts.renegotiation == nil, facts.earlierHandshake == nil,
            facts.finished.client != nil, !facts.isAftermathHoled.client,
            !facts.isAftermathHoled.server
        else { return false }
        return facts.finished.server != nil || (!facts.isTLS13 && facts.applicationData.server != nil)
    }

    /// Without keys: the server served nothing that was seen, the connection ended, and the capture lacks bytes: a refusal without
    /// an answer leaves the same.
    private func mayHaveBeenRefusedUnseen(_ verdict: Verdict) -> Bool {
        guard facts.framing == .tls, facts.carrierKind == nil, verdict.status != .notRequested, lacksBytes,
            !facts.isDecrypted, !hasServerAnswered(in: exchange)
        else { return false }
        guard !facts.isTLS13 || verdict.isResumed else { return false }
        return !facts.departures.isEmpty || facts.alerts.contains(where: \.isAfterHandshake)
    }
}
