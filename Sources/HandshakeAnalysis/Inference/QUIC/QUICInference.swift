import ByteParsing
import TLSWire

/// What the sealed packets of a QUIC connection tell about client authentication when no key is at hand.
///
/// The hellos are there for anybody to read, so the cipher suite is known; the rest is sizes, order, and silence.
/// docs/inference.md says what it rests on.
struct QUICInference: Sendable {
    let flights: QUICFlights
    private let facts: ConcludedFacts
    private(set) var steps: [InferenceStep] = []
    private(set) var conclusion = Inference.Conclusion(status: .undetermined)

    /// Fails where there is nothing to infer from; `ignoringKeys`, it looks at sizes although packets were read.
    init?(of concluded: ConcludedFacts, ignoringKeys: Bool = false) {
        guard concluded.facts.framing == .quic, ignoringKeys || !concluded.facts.isDecrypted,
            let suite = concluded.facts.serverHello?.message.cipherSuite,
            let arithmetic = QUICArithmetic(suite)
        else { return nil }
        let sealed = concluded.facts.quic.sealed
        guard !sealed.all.isEmpty else { return nil }
        facts = concluded
        flights = QUICFlights(
            sealed,
            arithmetic,
            isChromium: concluded.facts.hasGREASE,
            lacksServerPackets: concluded.facts.quic.lacksServerInitials,
            isOver: concluded.facts.silence != nil
        )
        conclude(arithmetic)
    }

    private var isResumption: Bool { facts.facts.serverHello?.message.selectedIdentity != nil }

    private mutating func conclude(_ arithmetic: QUICArithmetic) {
        if let last = flights.lastWord { return concludeWithoutAnswer(last) }
        guard let start = flights.start else { return }
        switch flights.answer {
        case .unknown:
            steps.append(.quicClientNotReadable(content: start.content, start.packet))
            noteAftermath()
            return
        case .finishedOnly:
            steps.append(
                .quicClientFinished(content: flights.bytes, finished: arithmetic.finished, start.packet)
            )
        case .declined:
            steps.append(
                .quicClientDeclined(content: flights.bytes, finished: arithmetic.finished, start.packet)
            )
        case .presented:
            steps.append(
                .quicClientPresented(content: flights.bytes, packets: flights.flightPackets, start.packet)
            )
        }
        noteAftermath()
        settle()
    }

    private mutating func noteAftermath() {
        switch flights.aftermath {
        case .closed(let handshake, let short):
            steps.append(
                .quicServerClosed(handshake: handshake.content, oneRTT: short.content, handshake.packet)
            )
        case .wentOn(let packet, _): steps.append(.quicServerWentOn(content: packet.content, packet.packet))
        case .unclear: break
        case .nothing:
            steps.append(.serverSentNothingAfterwards)
            if let again = flights.unanswered, again.count >= Self.tellingRepetitions {
                steps.append(.quicClientRepeated(count: again.count, again.packet))
            }
        }
    }

    private mutating func settle() {
        let answer = flights.answer
        switch flights.aftermath {
        case .closed(let handshake, _):
            let certainty: Verdict.Confidence = flights.isExact ? .high : .medium
            let kind: Failure.Kind =
                switch answer {
                case .presented: .clientCertificateRejected
                case .declined: .clientCertificateMissing
                case .finishedOnly, .unknown: .handshakeFailed
                }
            fail(kind, answer == .finishedOnly ? .medium : certainty, at: handshake, from: .server)
        case .wentOn(_, let isSure):
            let confidence: Verdict.Confidence = isSure && flights.isExact ? .high : .medium
            switch answer {
            case .presented: conclude(.completed, confidence)
            case .declined: conclude(.notPresented, confidence)
            case .finishedOnly: conclude(.notRequested, flights.lacksFirstPackets ? .low : confidence)
            case .unknown: break
            }
        case .nothing where !isResumption && isUnanswered:
            // Its CONNECTION_CLOSE may have been lost, or the path.
            let kind: Failure.Kind =
                answer == .presented ? .clientCertificateRejected : .clientCertificateMissing
            conclusion = Inference.Conclusion(status: .failed, confidence: .low, failure: Failure(kind))
        case .unclear, .nothing:
            // Whom nobody asks, nobody refuses. But a close with a reason may be as long as a Finished, and who closes sends no data.
            if answer == .finishedOnly, !isResumption, flights.hasClientData {
                conclude(.notRequested, flights.lacksFirstPackets ? .low : .medium)
            }
        }
    }

    /// The client gave its answer to a request again and again, and the server, which acknowledges each at once if it is there, said
    /// nothing.
    private var isUnanswered: Bool {
        guard flights.answer == .presented || flights.answer == .declined, let again = flights.unanswered
        else {
            return false
        }
        return again.count >= Self.tellingRepetitions
    }

    /// Where one of five packets is lost, of five answers one comes.
    private static let tellingRepetitions = 5

    /// The client ended it instead of answering: as a rule over the server's certificate.
    private mutating func concludeWithoutAnswer(_ last: SealedPacket) {
        steps.append(.quicClientEndedEarly(content: last.content, last.packet))
        guard !isResumption else { return }
        fail(.serverCertificateRejected, .low, at: last, from: .client)
    }

    private mutating func conclude(_ status: Verdict.Status, _ confidence: Verdict.Confidence) {
        conclusion = Inference.Conclusion(status: status, confidence: confidence)
    }

    private mutating func fail(
        _ kind: Failure.Kind,
        _ confidence: Verdict.Confidence,
        at packet: SealedPacket,
        from sender: Role
    ) {
        let alert = AlertFact(nil, from: sender, at: packet.packet, basis: .inferred)
        let failure = Failure(kind, alert: alert, closedBy: sender)
        conclusion = Inference.Conclusion(status: .failed, confidence: confidence, failure: failure)
    }

    // MARK: In the shape of what others read

    /// The CertificateRequest, of which nothing is known but that the client answered it.
    var certificateRequest: CertificateRequestFacts? {
        guard flights.answer == .declined || flights.answer == .presented, let start = flights.start else {
            return nil
        }
        let packet = facts.facts.quic.sealed.all.first { $0.sender == .server && $0.type == .handshake }
        return CertificateRequestFacts(
            packet: packet?.packet ?? start.packet,
            stage: .handshake,
            certificateTypes: [],
            signatureAlgorithms: [],
            certificateAuthorities: [],
            basis: .inferred
        )
    }

    var clientCertificate: CertificateFacts? {
        guard flights.answer == .declined || flights.answer == .presented, let start = flights.start else {
            return nil
        }
        return CertificateFacts(
            packet: start.packet,
            chain: CertificateChain(flights.answer == .presented ? .hidden : .x509([])),
            basis: .inferred
        )
    }

    /// The client sent what may be its Finished, or the capture lacks it.
    static func mayHaveFinished(_ facts: HandshakeFacts) -> Bool {
        facts.quic.sealed.all.contains { $0.sender == .client }
    }
}
