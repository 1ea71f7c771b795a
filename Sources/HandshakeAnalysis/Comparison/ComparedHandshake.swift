import ByteParsing
import CertificateInspection
import TLSWire

/// What a comparison reads of a report: the one place of it that knows how events carry messages.
struct ComparedHandshake {
    struct Seen<Message> {
        let message: Message
        let packet: PacketReference
    }

    let report: ConnectionReport
    /// The log with what is inferred of encrypted records.
    let events: [HandshakeEvent]
    /// The first hello names the connection; after a HelloRetryRequest another one was answered.
    private(set) var firstHello: Seen<ClientHello>?
    private(set) var answeredHello: Seen<ClientHello>?
    private(set) var serverHello: Seen<ServerHello>?
    private(set) var helloRetryRequest: PacketReference?
    private(set) var group: Seen<NamedGroup>?
    private(set) var applicationProtocol: Seen<String>?
    private(set) var serverHelloDone: PacketReference?
    private(set) var clientScheme: Seen<SignatureScheme>?
    private(set) var serverScheme: Seen<SignatureScheme>?
    private(set) var refusal: ApplicationRefusal?
    private(set) var firstDeparture: (role: Role, isReset: Bool, packet: PacketReference)?
    private(set) var isReset = false
    private(set) var hasRefusedSecrets = false
    /// The longest time without an event, and the one that ended it.
    private(set) var longestSilence: (before: HandshakeEvent, nanoseconds: Int64)?

    init(_ report: ConnectionReport) {
        self.report = report
        events = report.eventsWithInference
        var previous: HandshakeEvent?
        for event in events {
            receive(event)
            if let previous { measure(from: previous, to: event) }
            previous = event
        }
    }

    private mutating func measure(from previous: HandshakeEvent, to event: HandshakeEvent) {
        let (silence, overflow) = event.packet.time.nanoseconds.subtractingReportingOverflow(
            previous.packet.time.nanoseconds
        )
        guard !overflow, silence > longestSilence?.nanoseconds ?? 0 else { return }
        longestSilence = (event, silence)
    }

    private mutating func receive(_ event: HandshakeEvent) {
        let packet = event.packet
        switch event.kind {
        case .message(let message): receive(message, event)
        case .refusedByApplication(let said): refusal = said
        case .closed, .reset, .connectionClose:
            var reset = false
            if case .reset = event.kind { reset = true }
            isReset = isReset || reset
            if firstDeparture == nil { firstDeparture = (event.sender, reset, packet) }
        case .alert(let alert):
            if alert.description == .closeNotify, firstDeparture == nil {
                firstDeparture = (event.sender, false, packet)
            }
        case .secretsRefused: hasRefusedSecrets = true
        default: break
        }
    }

    private mutating func receive(_ message: HandshakeMessage, _ event: HandshakeEvent) {
        let packet = event.packet
        switch message {
        case .clientHello(let hello):
            if firstHello == nil { firstHello = Seen(message: hello, packet: packet) }
            if serverHello == nil { answeredHello = Seen(message: hello, packet: packet) }
        case .serverHello(let hello):
            if hello.isHelloRetryRequest {
                helloRetryRequest = helloRetryRequest ?? packet
            } else if serverHello == nil {
                serverHello = Seen(message: hello, packet: packet)
                group = hello.keyShareGroup.map { Seen(message: $0, packet: packet) }
                applicationProtocol = hello.applicationProtocol.map { Seen(message: $0, packet: packet) }
            }
        case .serverKeyExchange(let exchange):
            if case .namedGroup(let named, _) = exchange.parameters {
                group = Seen(message: named, packet: packet)
            }
        case .encryptedExtensions(let extensions):
            if let name = extensions.applicationProtocol {
                applicationProtocol = Seen(message: name, packet: packet)
            }
        case .serverHelloDone: serverHelloDone = packet
        case .certificateVerify(let verify): note(verify.algorithm, event)
        case .certificateVerify13(let verify): note(verify.algorithm, event)
        default: break
        }
    }

    private mutating func note(_ scheme: SignatureScheme?, _ event: HandshakeEvent) {
        guard let scheme else { return }
        let seen = Seen(message: scheme, packet: event.packet)
        if event.sender == .client { clientScheme = seen } else { serverScheme = seen }
    }

    // MARK: What follows from the report

    var verdict: Verdict { report.verdict }

    /// Nothing after the ServerHello could be read, or of the handshake that decided.
    var isHidden: Bool {
        if report.certificateRequest?.basis == .inferred { return true }
        return report.tls.version?.isTLS13 == true && !report.tls.isDecrypted && serverHello != nil
    }

    var isResumed: Bool { report.tls.resumption != nil }

    func certificate(of role: Role) -> CertificateFacts? {
        role == .client ? report.clientCertificate : report.serverCertificate
    }

    /// The certificates of a side that could be read, its own first; empty also if there was none.
    func chain(of role: Role) -> [CertificateSummary] {
        if case .x509(let certificates) = certificate(of: role)?.chain.entries { certificates } else { [] }
    }

    /// The steps that sizes of encrypted records allowed.
    var inferenceSteps: [InferenceStep] {
        verdict.reasons.compactMap { if case .inferred(let step) = $0 { step } else { nil } }
    }

    /// Whether the server asked; `nil` where that is not known, or was never come to.
    var isRequested: Bool? {
        if report.certificateRequest != nil || report.clientCertificate != nil { return true }
        if isResumed { return nil }
        if verdict.status == .notRequested || (serverHelloDone != nil && !isHidden) { return false }
        return nil
    }

    var declinedByAlert: PacketReference? {
        for case .clientPresentedNoneByAlert(let packet) in verdict.reasons { return packet }
        return nil
    }
}
