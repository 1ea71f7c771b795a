public import ByteParsing
import TLSWire

/// A connection of which the capture holds a client's hello, and nothing else that would say how it came out.
///
/// Anybody can send such by the million, so what is to be said of them is said at once, and not after a walk through all
/// that might have happened. It is what ``Verdict`` and ``Diagnosis`` say of the same facts, which a test holds.
public enum BareBeginning: Hashable, Sendable {
    /// The server said nothing to the hello in this packet.
    case unanswered(hello: PacketReference)
    /// It said something that settles nothing, such as HelloVerifyRequest of DTLS.
    case unfinished

    /// `nil` of a connection that is more than that, or of which it is not plain that it is not.
    public init?(_ concluded: ConcludedFacts) {
        // Asked for one by one and not compared with nil: docs/performance-diary.md#what-the-compiler-copies.
        guard !concluded.isComplete, concluded.hasHelloAlone, !concluded.isHoled,
            let hello = concluded.facts.clientHello?.packet
        else { return nil }
        self = concluded.facts.isSeen.server ? .unfinished : .unanswered(hello: hello)
    }

    public var verdict: Verdict {
        switch self {
        case .unanswered: Verdict(.incomplete, reasons: Self.noAnswer)
        case .unfinished: Verdict(.incomplete, reasons: Self.nothingMore)
        }
    }

    public var diagnoses: [Diagnosis] {
        switch self {
        case .unanswered(let hello): [Diagnosis(.serverNeverAnswered, .warning, evidence: [hello])]
        case .unfinished: Self.missingRest
        }
    }

    // Made once, and shared by all such connections.
    private static let noAnswer: [Reason] = [.serverNeverAnsweredHello]
    private static let nothingMore: [Reason] = [.nothingMoreSeen]
    private static let missingRest = [Diagnosis(.captureIncomplete(.end), .warning, evidence: [])]
}

extension ConcludedFacts {
    /// No message but a client's hello was read, no side has left or spoken beside TLS, and nobody waited for anything.
    @inline(__always)
    fileprivate var hasHelloAlone: Bool {
        if case .some = facts.serverHello { return false }
        if case .some = facts.certificateRequest { return false }
        if case .some = facts.clientCertificate { return false }
        if case .some = facts.serverCertificate { return false }
        guard facts.serverHelloDone == nil, facts.clientKeyExchange == nil, facts.newSessionTickets.isEmpty,
            facts.changeCipherSpec.client == nil, facts.changeCipherSpec.server == nil,
            facts.finished.client == nil, facts.finished.server == nil,
            facts.applicationData.client == nil, facts.applicationData.server == nil
        else { return false }
        guard facts.alerts.isEmpty, facts.departures.isEmpty, facts.firstDeparture == nil,
            facts.silence == nil
        else { return false }
        return !facts.isTLS13 && !facts.isPreceded && !facts.isDecrypted && !facts.hasRefusedSecrets
            && !facts.hasStrayHandshake
            && !facts.mayBeRefused
            && (facts.rare.isEmpty || (facts.framing == .quic && facts.rare[0].isOfOpenedPackets))
    }

    @inline(__always)
    fileprivate var isHoled: Bool {
        facts.missingBytes.client > 0 || facts.missingBytes.server > 0 || facts.cutBytes.client > 0
            || facts.cutBytes.server > 0
            || facts.isHandshakeHoled.client || facts.isHandshakeHoled.server
    }
}

extension RareFacts {
    /// All that it holds is how long packets of QUIC were that were opened.
    fileprivate var isOfOpenedPackets: Bool {
        if case .some = encryptedExtensions { return false }
        if case .some = renegotiationRecords { return false }
        if case .some = applicationRefusal { return false }
        if case .some = applicationAnswer { return false }
        if case .some = foreignSpeech { return false }
        if case .some = innerTLS { return false }
        if case .some = carrierOutcome { return false }
        if case .some = pskIdentity { return false }
        guard helloRetryRequest == nil, noCertificateAlert == nil, ticketAfterHandshake == nil,
            renegotiation == nil, !isRenegotiationRead, earlierHandshake.isEmpty, malformed.isEmpty,
            lostSynchronization.client == nil, lostSynchronization.server == nil, expectedNames.isEmpty
        else { return false }
        guard carrierKind == nil, opening == nil, serverDelay == 0, !isServerCloseProven, !lacksRecords,
            !isAnswerUnfinished, !isAskedAgain, !isAnswerOwed, repetitions.client == nil,
            repetitions.server == nil
        else { return false }
        return quic.handshakeDone == nil && quic.transportError == nil && quic.applicationError == nil
            && !quic.hasEarlyData && !quic.lacksServerInitials && !quic.lacksServerData
    }
}
