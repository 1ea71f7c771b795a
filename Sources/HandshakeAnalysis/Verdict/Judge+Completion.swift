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
        if facts.hasStrayHandshake, lacksBytes || !facts.isSeen.client, facts.renegotiation == nil {
            return Verdict(.undetermined)
        }
        guard let packet = facts.renegotiation else {
            return judgeRefusalAfterHandshake() ?? judgeParties()
        }
        // It may ask for a certificate, or for another one; the last handshake decides.
        if facts.isRenegotiationRead { return judgeParties() }
        if let verdict = judgeRenegotiation(packet) { return verdict }
        var verdict = judgeRefusalAfterHandshake() ?? judgeParties()
        verdict.confidence = verdict.confidence ?? .high
        return verdict
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

    /// The handshake succeeded, and then the application refused; a plain 401 or 403 counts only where the certificate
    /// was in question.
    mutating func judgeApplicationRefusal() -> Verdict? {
        guard let refusal = facts.applicationRefusal else { return nil }
        let kind: Failure.Kind
        switch refusal.concerns {
        case .missingCertificate: kind = .clientCertificateMissingByApplication
        case .certificate where facts.isPresented: kind = .clientCertificateRejectedByApplication
        // It refuses a certificate that the capture lacks, or that there was none.
        case .certificate where facts.isHandshakeHoled.client && !facts.isDeclined:
            return Verdict(.undetermined)
        case .certificate: kind = .clientCertificateMissingByApplication
        case .unspecified where facts.isPresented: kind = .clientCertificateRejectedByApplication
        case .unspecified where facts.isDeclined: kind = .clientCertificateMissingByApplication
        case .unspecified: return nil
        }
        reasons.append(.refusedByApplication(refusal))
        return failed(kind)
    }

    /// One flight without holes is enough: the server's has no request, or the client's no answer to one.
    private var isRequestRuledOut: Bool {
        if facts.isTLS13 { return facts.encryptedExtensions != nil && !facts.isHandshakeHoled.server }
        let isServerFlightWhole =
            facts.serverHello != nil && facts.serverHelloDone != nil && !facts.isHandshakeHoled.server
        let isClientFlightWhole =
            facts.clientHello != nil && facts.clientKeyExchange != nil && !facts.isHandshakeHoled.client
        return isServerFlightWhole || isClientFlightWhole
    }

    /// The client asked something, and the server left without a byte of an answer and without a close_notify.
    ///
    /// Up to TLS 1.2 a server judges the certificate before its Finished, so this is rarely a refusal by TLS itself:
    /// a broker that looks the certificate up afterwards does it. Hence the low confidence.
    private mutating func judgeRefusalAfterHandshake() -> Verdict? {
        noteUnreadableAlerts()
        guard let departure = facts.firstDeparture else { return nil }
        noteDeparture(departure)
        // A close or an answer that the capture lacks would make it another matter.
        guard !lacksBytes else { return nil }
        guard facts.isPresented, departure.role == .server, facts.applicationData.client != nil,
            facts.applicationData.server == nil, !facts.alerts.contains(where: { $0.fact.sender == .server })
        else { return nil }
        reasons.append(.serverClosedInsteadOfAnswering(departure.packet))
        var verdict = failed(.clientCertificateRejected)
        verdict.confidence = .low
        return verdict
    }
}
