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
        if mayHaveBeenRefusedUnseen(verdict) { verdict.confidence = .low }
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

    /// Over DTLS: the server answered nothing and closed, and nothing that came before it shows that the client had.
    ///
    /// So closes one that
    /// refuses after the handshake, and that the client still had something to say may be what was lost.
    private func mayHaveClosedFirst(_ verdict: Verdict) -> Bool {
        guard verdict.status == .completed || verdict.status == .notPresented, !verdict.isResumed,
            facts.applicationData.server == nil, !facts.isServerCloseProven
        else { return false }
        return facts.alerts.first { $0.isAfterHandshake }?.fact.sender == .server
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
            !facts.isDecrypted, facts.applicationData.server == nil
        else { return false }
        guard !facts.isTLS13 || verdict.isResumed else { return false }
        return !facts.departures.isEmpty || facts.alerts.contains(where: \.isAfterHandshake)
    }
}
