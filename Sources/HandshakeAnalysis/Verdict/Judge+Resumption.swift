import ByteParsing
import TLSWire

// Resumed sessions: nobody is asked for a certificate again, so the handshake that began the session decides.

extension Judge {
    /// Judges a resumption that went through, of any version.
    mutating func judgeResumption(_ kind: ResumptionKind) -> Verdict {
        var verdict = judgeOrigin(kind)
        if let refusal = judgeRefusalOfResumed() ?? judgeSilenceToResumed() { verdict = refusal }
        verdict.isResumed = true
        verdict.originalConnection = original?.connection
        return verdict
    }

    /// The same where a later handshake on the connection, under encryption, may have the last word.
    mutating func judgeResumption(
        _ kind: ResumptionKind,
        followedBy renegotiation: PacketReference?
    ) -> Verdict {
        let resumed = judgeResumption(kind)
        guard let renegotiation, !facts.isRenegotiationRead else { return resumed }
        if let later = judgeRenegotiation(renegotiation) { return later }
        return resumed
    }

    /// What the session inherits.
    private mutating func judgeOrigin(_ kind: ResumptionKind) -> Verdict {
        reasons.append(.resumedSession(kind))
        guard let original else {
            reasons.append(.originalHandshakeNotSeen)
            return Verdict(.undetermined)
        }
        reasons.append(.originalHandshakeSeen(original.connection))
        let name = facts.clientHello?.message.serverName
        if facts.clientHello != nil, let originalName = original.serverName, name != originalName {
            reasons.append(.sessionOfAnotherName(original: originalName, now: name))
        }
        if original.proof.wasRefused { reasons.append(.originalRefused(original.connection)) }
        return Verdict(original.proof.status, confidence: original.proof.confidence)
    }

    /// The application refused on this connection: nginx looks at the session's certificate with every request.
    private mutating func judgeRefusalOfResumed() -> Verdict? {
        guard let refusal = facts.applicationRefusal, var verdict = judgeApplicationRefusal() else {
            return nil
        }
        // The session holds the certificate: that this handshake brought none does not make it a missing one.
        if refusal.concerns == .certificate, original?.proof.status != .notPresented {
            verdict.failure?.kind = .clientCertificateRejectedByApplication
        }
        return verdict
    }

    /// The server left without an answer, as it did from the connection that began the session: clients try again at once.
    private mutating func judgeSilenceToResumed() -> Verdict? {
        guard let proof = original?.proof, proof.wasRefused, facts.carrierOutcome == nil, !lacksBytes,
            facts.isSeen.client, facts.isSeen.server, facts.applicationAnswer == nil,
            facts.applicationRefusal == nil,
            let exchange = inference.map({ $0.exchange }) ?? DataExchange(concluded),
            let refusal = SilentRefusal(exchange), !isEmptyDataConnection
        else { return nil }
        reasons.append(
            refusal.request == nil
                ? .serverClosedAfterHandshake(refusal.leave.packet)
                : .serverClosedInsteadOfAnswering(refusal.leave.packet)
        )
        let isMissing = proof.status == .notPresented
        var failure = Failure(isMissing ? .clientCertificateMissing : .clientCertificateRejected)
        failure.closedBy = .server
        return Verdict(.failed, confidence: refusal.confidence, failure: failure)
    }

    /// A session of TLS 1.3 that is resumed under encryption.
    mutating func judgeEncryptedResumption(_ kind: ResumptionKind) -> Verdict {
        var verdict = judgeResumption(kind)
        if let original, original.isInferred, let ticket = facts.selectedKey?.identity.count {
            reasons.append(.inferred(.ticketGivenBefore(bytes: ticket)))
            verdict.confidence = Inference.least(.medium, verdict.confidence ?? .high)
        }
        // How large it is may speak for a certificate in it, but proves nothing of who presented it to whom.
        if original == nil { noteTicket() }
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        if !mayHaveFinished {
            // The server took the session, and the client has not gone through with it.
            verdict.status = .incomplete
            verdict.confidence = nil
        }
        return verdict
    }

    /// The client sent what has room for its Finished, or the capture lacks what it sent.
    private var mayHaveFinished: Bool {
        if facts.framing == .quic { return QUICInference.mayHaveFinished(facts) }
        let records = facts.encryptedRecords
        guard facts.missingBytes.client == 0, let suite = facts.serverHello?.message.cipherSuite,
            let arithmetic = RecordArithmetic(suite, facts.framing)
        else { return true }
        let places = records.places(of: .client)
        guard places.count == 1 else { return places.count > 0 }
        return records.length(at: places[0]) >= arithmetic.record(of: arithmetic.finished)
    }

    /// Says whether the ticket is large enough to hold the client's certificate, where its size says something.
    private mutating func noteTicket() {
        guard let inference, inference.isTicketTelling, let ticket = facts.selectedKey?.identity.count else {
            return
        }
        let holdsCertificate = (Self.smallestTicketWithCertificate...Self.largestTicket).contains(ticket)
        reasons.append(.inferred(.resumedTicket(bytes: ticket, holdsCertificate: holdsCertificate)))
    }

    /// A ticket without a certificate takes some 200 bytes and a server name; the smallest certificates take 300.
    private static let smallestTicketWithCertificate = 600
    private static let largestTicket = 16_384
}
