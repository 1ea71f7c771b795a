public import ByteParsing
public import TLSWire

/// What the event log has said so far, gathered one event at a time.
///
/// It judges nothing: ``Verdict`` does, from these facts alone.
public struct HandshakeFacts: Sendable {
    /// One value for each end.
    public struct PerRole<Value> {
        public var client: Value
        public var server: Value

        @inlinable
        public init(_ value: Value) {
            client = value
            server = value
        }

        // Meant for small values: yielding instead would cost an allocation at each reading
        // (docs/performance-diary.md#what-the-compiler-copies).
        @inlinable public subscript(role: Role) -> Value {
            @inline(__always) get { role == .client ? client : server }
            @inline(__always) _modify { if role == .client { yield &client } else { yield &server } }
        }
    }

    /// One message and the packet that brought its last byte.
    public struct Seen<Message: Sendable>: Sendable {
        public let message: Message
        public let packet: PacketReference
    }

    /// How one end left: by FIN or RST or, for the first of all, by a close_notify that can be read.
    public struct Departure: Hashable, Sendable {
        public let packet: PacketReference
        public let role: Role
        public let isReset: Bool
        public let reach: Reach

        init(role: Role, isReset: Bool, packet: PacketReference, reach: Reach) {
            self.packet = packet
            self.role = role
            self.isReset = isReset
            self.reach = reach
        }

        /// Whether the other side, of which the capture tells first, had received this FIN when it left, and this side knew of
        /// nothing.
        func comes(before other: Departure) -> Bool {
            role != other.role && !isReset && other.reach.hasHeard(reach, andClose: true)
                && !reach.hasHeard(other.reach, andClose: false)
        }
    }

    /// Where an alert stood among the milestones, since the same alert means another thing later.
    public struct AlertSighting: Hashable, Sendable {
        public let fact: AlertFact
        /// Neither side sent a message after it.
        public internal(set) var isLastMessage = true
        /// Both Finished messages had been seen.
        public let isAfterHandshake: Bool
        /// The other side had closed or reset the connection.
        public let isAfterDeparture: Bool
        public let reach: Reach
    }

    /// The offsets in their senders' streams after the messages that are judged; 0 where they are not known.
    struct Ends: Sendable {
        var clientCertificate = 0
        var serverCertificate = 0
        var certificateRequest = 0
    }

    public internal(set) var clientHello: Seen<ClientHello>?
    public private(set) var serverHello: Seen<ServerHello>?
    /// `nil` until a ServerHello was seen; kept apart, as is ``isTLS13``, since every record asks for it.
    public private(set) var version: ProtocolVersion?
    public private(set) var isTLS13 = false
    public internal(set) var certificateRequest: CertificateRequestFacts?
    public internal(set) var clientCertificate: CertificateFacts?
    public internal(set) var serverCertificate: CertificateFacts?
    public internal(set) var serverHelloDone: PacketReference?
    public internal(set) var clientKeyExchange: PacketReference?
    /// The first of the server's tickets that could be read.
    public internal(set) var newSessionTickets: [[UInt8]] = []

    public internal(set) var changeCipherSpec = PerRole<PacketReference?>(nil)
    public internal(set) var finished = PerRole<PacketReference?>(nil)
    /// The first application data after the last handshake.
    public internal(set) var applicationData = PerRole<PacketReference?>(nil)
    /// Records of TLS 1.3 after the ServerHello, as far as nobody has read them.
    public internal(set) var encryptedRecords = EncryptedRecords()
    /// Records of data that were read, as far as they are counted.
    var readRecords = PerRole<UInt8>(0)
    /// Application data after a handshake in which a client certificate was asked for: up to TLS 1.2 the lengths of
    /// records, and of what was decrypted those of what the records hold.
    public internal(set) var dataRecords = EncryptedRecords()
    /// How many of the encrypted records had been seen when a side left.
    var recordsBeforeDeparture = PerRole<Int?>(nil)
    /// The size of the server's last record after the client's first.
    var lastServerRecord = 0
    /// How many sizes those records had, up to 2.
    var serverAnswers = 0
    /// Their lengths together.
    var serverAnswerBytes = 0
    /// The stream began as something else than TLS: databases and mail refuse in their first answer.
    public var isPreceded = false
    /// The client may yet turn out to have been refused by the application, or has to turn out to be served.
    var mayBeRefused = false
    public internal(set) var alerts: [AlertSighting] = []
    /// By FIN and RST, in order.
    public internal(set) var departures: [Departure] = []
    /// Who left first; a close_notify counts, since the FIN that belongs to it may come later than the other's.
    public internal(set) var firstDeparture: Departure?

    public internal(set) var isSeen = PerRole<Bool>(false)
    /// Lost and cut.
    public internal(set) var missingBytes = PerRole<Int>(0)
    /// Those of the missing bytes that the capture's snapshot length left out.
    public internal(set) var cutBytes = PerRole<Int>(0)
    /// Bytes went missing after the sender's Finished: what it said of the other side may have gone with them.
    var isAftermathHoled = PerRole<Bool>(false)
    /// How many encrypted records had been seen when bytes of the sender went missing last; `nil` if none did.
    var recordsBeforeGap = PerRole<Int?>(nil)
    /// A handshake record under encryption came after the sender's Finished, and began no renegotiation that is known.
    var hasStrayHandshake = false
    /// The server's part of another handshake came, and what the client had said to that may be what the capture lacks.
    @inline(__always)
    public var mayBeRenegotiated: Bool {
        hasStrayHandshake && renegotiation == nil
            && (!isSeen.client || missingBytes.client > 0 || missingBytes.server > 0 || isAskedAgain)
    }
    /// Seconds of silence after which the connection was given up; `nil` where the capture ended before, or, over DTLS, before
    /// anybody would have spoken again.
    public var silence: Int?
    /// Over DTLS: the capture, of which all was read, ended before that.
    public var endsWithCapture = false
    var ends = Ends()
    /// Bytes went missing before the sender's Finished, so a message may have gone with them.
    public internal(set) var isHandshakeHoled = PerRole<Bool>(false)
    /// Secrets were at hand that did not open the records.
    public internal(set) var hasRefusedSecrets = false
    /// Secrets were given: where nothing is missing, what is encrypted could be read.
    public var hasSecretsAtHand = false
    /// At least one message was decrypted.
    public internal(set) var isDecrypted = false
    /// What the messages are framed by; sizes are reckoned by it.
    public let framing: HandshakeFraming
    @usableFromInline var rare: NoneOrOne<RareFacts> = []

    /// Nothing that can still come will change the verdict, or say more of the handshake.
    ///
    /// A fatal alert alone is not enough: messages that its receiver sent before may still be on their way.
    public internal(set) var isSettled = false
    /// Seconds of silence after which nothing more is waited for.
    public internal(set) var patience = Self.longestPatience

    /// What ``patience`` is until something is decided.
    @inlinable public static var longestPatience: Int { 120 }

    public init(framing: HandshakeFraming = .tls) { self.framing = framing }

    public init(_ events: some Sequence<HandshakeEvent>) {
        self.init()
        for event in events { record(event) }
    }

    // MARK: What follows at once from the facts

    mutating func settle(on hello: consuming Seen<ServerHello>?) {
        version = hello?.message.negotiatedVersion
        isTLS13 = version?.isTLS13 == true
        serverHello = hello
    }

    /// The server asked for a certificate; a client that answers was asked, even if the capture lacks the question.
    public var isRequested: Bool {
        certificateRequest != nil || clientCertificate != nil || noCertificateAlert != nil
    }

    /// The client answered with a certificate or a raw public key.
    public var isPresented: Bool { clientCertificate?.chain.isEmpty == false }

    /// The client answered that it has none.
    @inline(__always)
    public var isDeclined: Bool {
        clientCertificate?.chain.isEmpty == true || noCertificateAlert != nil
    }

    /// Both Finished messages were seen, or, where packets are missing, what can only follow them.
    ///
    /// In a full handshake the server's Finished is the last message.
    @inline(__always)
    public var isComplete: Bool {
        (finished.server != nil && (finished.client != nil || serverHelloDone != nil))
            || (!isTLS13 && applicationData.server != nil
                && (changeCipherSpec.server != nil || missingBytes.server > 0))
    }

    /// The server went from its hello straight to ChangeCipherSpec: a session is resumed (RFC 5246, section 7.3).
    public var isAbbreviated: Bool {
        guard let hello = serverHello, !isTLS13, changeCipherSpec.server != nil else { return false }
        guard serverHelloDone == nil, serverCertificate == nil, clientKeyExchange == nil else { return false }
        // A hole may have swallowed the full handshake's messages; the client's answer to them would betray it.
        if isHandshakeHoled.server || isHandshakeHoled.client { return echoesSessionID(hello.message) }
        return true
    }

    private func echoesSessionID(_ hello: ServerHello) -> Bool {
        guard let offered = clientHello?.message.legacySessionID, !offered.isEmpty else { return false }
        return offered == hello.sessionID
    }

    /// How the resumed session was named; `nil` for a full handshake.
    public var resumption: ResumptionKind? {
        // The server's choice tells it, even where the client's offer is missing.
        if isTLS13 {
            let isKeyed = serverHello?.message.selectedIdentity != nil
            return isKeyed && !isExternallyKeyed ? .preSharedKey : nil
        }
        guard isAbbreviated else { return nil }
        if let ticket = clientHello?.message.sessionTicket, !ticket.isEmpty { return .sessionTicket }
        return .sessionID
    }

    /// The pre-shared key of TLS 1.3 that the server chose among those of the client.
    public var selectedKey: PSKIdentity? {
        guard let index = serverHello?.message.selectedIdentity.map(Int.init) else { return nil }
        let offered = clientHello?.message.preSharedKeyIdentities ?? []
        return index < offered.count ? offered[index] : nil
    }

    /// Tickets that are kept of one connection.
    public static let maximumTickets = PerTicket<UInt8>.count
    /// A value for each of them.
    public typealias PerTicket<Value> = InlineArray<8, Value>

    /// Whether that key was agreed on beforehand instead of coming from a ticket: only then does the client give its
    /// age as 0 (RFC 8446, section 4.2.11).
    var isExternallyKeyed: Bool { selectedKey?.obfuscatedTicketAge == 0 }

    /// What the parties prove themselves with; `nil` before the ServerHello.
    public var authentication: PeerAuthentication? {
        guard let hello = serverHello?.message else { return nil }
        if isTLS13, isExternallyKeyed { return .preSharedKey }
        switch hello.cipherSuite.authentication {
        case .psk, .password: return .preSharedKey
        case .srp: return .securePassword
        case .kerberos: return .kerberos
        case .anonymous, .null: return .anonymous
        case .certificateAndPSK, .certificateAndSRP, .certificate, .tls13, nil:
            let isRaw =
                hello.clientCertificateType == .rawPublicKey || hello.serverCertificateType == .rawPublicKey
            return isRaw ? .rawPublicKey : .certificate
        }
    }

    /// TLS 1.3 without secrets: the client answered the server's flight.
    public var hasSealedAnswer: Bool { isTLS13 && !isDecrypted && encryptedRecords.count(of: .client) > 0 }

    @inlinable
    @inline(__always)
    public func hasDeparted(_ role: Role) -> Bool { departures.contains { $0.role == role } }

    /// Forgets where in the streams something stood: from here on, offsets count anew.
    public mutating func forgetReach() { ends = Ends() }
}

extension HandshakeFacts.PerRole: Sendable where Value: Sendable {}
