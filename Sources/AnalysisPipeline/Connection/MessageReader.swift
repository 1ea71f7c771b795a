import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire

/// Turns the records of both directions into events: those in plaintext, and those that a secret opens.
struct MessageReader: RecordConsumer, ~Copyable {
    /// Events kept for the report; facts are gathered beyond it.
    static let maximumEvents = 512

    /// What is under way in one direction.
    struct Side {
        var handshake = HandshakeDeframer()
        /// ChangeCipherSpec was seen.
        var hasChangedCipherSpec = false
        /// The first byte of an alert whose second has not come.
        var alertLevel: UInt8?
        /// The bytes that come next start a record.
        var isAtRecordStart = false
        /// Opens this direction's records, once a secret for them was found.
        var opener: RecordOpener?
        /// Protected records that went by unread before that.
        var unopened = 0
    }

    /// Who sends the records that come in; set before each call.
    var sender = Role.client
    var sides = HandshakeFacts.PerRole<Side>(Side())
    let certificates: CertificateStore
    let keys: KeyMaterial
    /// How what is read now came to be known.
    var basis = Basis.observed
    /// What the key logs' old lines say of this connection; `nil` where they say nothing.
    var premaster: PremasterReader?
    /// The messages so far, where something is made of them.
    var transcript: HandshakeTranscript?
    /// Reads the first data that was decrypted, until it is known whether the application refuses.
    var observer: ApplicationObserver?
    private(set) var facts = HandshakeFacts()
    private(set) var events: [HandshakeEvent] = []
    /// As the facts say it, kept apart so that asking after every packet costs nothing.
    private(set) var isSettled = false
    private(set) var patience: Int
    /// A hello of either side was read.
    private(set) var hasHello = false
    /// Records of any kind were seen of this side.
    private(set) var hasRecords = HandshakeFacts.PerRole<Bool>(false)

    init(certificates: CertificateStore, keys: KeyMaterial) {
        self.certificates = certificates
        self.keys = keys
        patience = facts.patience
    }

    /// Goes on with a connection that was reported before, to see a later handshake.
    init(certificates: CertificateStore, keys: KeyMaterial, continuing events: [HandshakeEvent]) {
        self.certificates = certificates
        self.keys = keys
        self.events = events
        facts = HandshakeFacts(events)
        patience = facts.patience
        hasHello = true
        sides.client.hasChangedCipherSpec = facts.changeCipherSpec.client != nil
        sides.server.hasChangedCipherSpec = facts.changeCipherSpec.server != nil
    }

    /// Whether this sender's handshake and alert records hide what they say.
    ///
    /// Not in TLS 1.3: there a ChangeCipherSpec means nothing, and what is encrypted looks like application data.
    var isEncrypted: Bool {
        sides[sender].hasChangedCipherSpec && !facts.isTLS13 && facts.helloRetryRequest == nil
    }

    // MARK: Records

    mutating func beginRecord(_ header: RecordHeader, at packet: PacketReference) {
        hasRecords[sender] = true
        sides[sender].isAtRecordStart = true
        if !keys.isEmpty { prepareToOpen(header) }
    }

    mutating func receiveFragment(_ bytes: Span<UInt8>, of header: RecordHeader, at packet: PacketReference) {
        if let opener = sides[sender].opener, opener.isCollecting {
            opener.collect(bytes)
            return
        }
        switch header.contentType {
        case .handshake: if !isEncrypted { readHandshake(bytes, at: packet) }
        case .alert: if !isEncrypted, header.length < 16 { readAlerts(bytes, at: packet) }
        default: break
        }
        sides[sender].isAtRecordStart = false
    }

    mutating func endRecord(_ header: RecordHeader, isWhole: Bool, at packet: PacketReference) {
        if let opener = sides[sender].opener, opener.isCollecting,
            open(header, opener, isWhole: isWhole, at: packet)
        {
            return
        }
        switch header.contentType {
        case .handshake:
            if isEncrypted {
                log(.encryptedHandshake(length: header.length), at: packet)
            } else if !isWhole {
                sides[sender].handshake.reset()
            }
        case .alert:
            if isEncrypted || header.length >= 16 { log(.encryptedAlert(length: header.length), at: packet) }
            sides[sender].alertLevel = nil
        case .changeCipherSpec:
            changeCipherSpec(at: packet)
        case .applicationData: readApplicationData(header, at: packet)
        default: break
        }
    }

    mutating func loseSynchronization(at packet: PacketReference) {
        log(.lostSynchronization, at: packet)
        loseTranscript()
        sides[sender].handshake.reset()
    }

    /// Hands over what was gathered, when nothing more will come.
    mutating func takeLog() -> (facts: HandshakeFacts, events: [HandshakeEvent]) {
        var taken = (facts: HandshakeFacts(), events: [HandshakeEvent]())
        swap(&taken.facts, &facts)
        swap(&taken.events, &events)
        return taken
    }

    // MARK: What is not a record

    /// What was begun before the gap cannot be finished by what comes after it.
    mutating func receiveGap(_ count: Int, at packet: PacketReference) {
        log(.gap(bytes: count), at: packet)
        loseTranscript()
        sides[sender].handshake.reset()
        sides[sender].alertLevel = nil
        sides[sender].opener?.noteGap()
    }

    mutating func receiveClose(isReset: Bool, at packet: PacketReference) {
        guard !facts.hasDeparted(sender) else { return }
        log(isReset ? .reset : .closed, at: packet)
    }

    /// A ClientHello that came without a record around it.
    mutating func receive(_ hello: ClientHello, at packet: PacketReference) {
        hasRecords[sender] = true
        hasHello = true
        log(.message(.clientHello(hello)), at: packet)
    }

    // MARK: Steps

    mutating func log(_ kind: HandshakeEvent.Kind, at packet: PacketReference) {
        let event = HandshakeEvent(kind, from: sender, at: packet, basis: basis)
        facts.record(event)
        updateSettling()
        if events.count < Self.maximumEvents { events.append(event) }
    }

    mutating func updateSettling() {
        isSettled = facts.isSettled && observer?.isDone != false
        patience = facts.patience
    }

    mutating func readHandshake(_ bytes: Span<UInt8>, at packet: PacketReference) {
        // Taken out, so that the messages can be logged while it is at work.
        var deframer = HandshakeDeframer()
        swap(&deframer, &sides[sender].handshake)
        if sides[sender].isAtRecordStart { deframer.resumeIfMessageStarts(bytes) }
        deframer.receive(bytes) { output in
            switch output {
            case .message(let type, let body): readMessage(type, body, at: packet)
            case .tooLong(let type, let length):
                let error = ParseError(
                    .lengthOutOfBounds(length, allowed: 0...HandshakeDeframer.maximumMessageLength),
                    field: "Handshake.length",
                    offset: 1
                )
                log(.malformed(type, error), at: packet)
                transcript = nil
            }
        }
        swap(&deframer, &sides[sender].handshake)
    }

    private mutating func readMessage(_ type: HandshakeType, _ body: Span<UInt8>, at packet: PacketReference)
    {
        let hello = facts.serverHello?.message
        let context = HandshakeContext(
            sender: sender,
            version: facts.version,
            cipherSuite: hello?.cipherSuite,
            clientCertificateType: hello?.clientCertificateType ?? .x509,
            serverCertificateType: hello?.serverCertificateType ?? .x509
        )
        defer { if keepsTranscript { keepForTranscript(type, body) } }
        do throws(ParseError) {
            if type == .certificate || type == .compressedCertificate {
                let chain = facts.isTLS13 ? try readChain13(body, type) : try readChain(body, context)
                log(.certificate(chain), at: packet)
                return
            }
            let message = try HandshakeMessage(parsing: body, type: type, context: context)
            noteKeyChange(message)
            if type == .clientHello || type == .serverHello { hasHello = true }
            log(.message(message), at: packet)
            if let checker = certificates.signatures { checkSignature(message, body, checker, at: packet) }
        } catch {
            log(.malformed(type, error), at: packet)
        }
    }

    mutating func readAlerts(_ bytes: Span<UInt8>, at packet: PacketReference) {
        for index in bytes.indices {
            guard let level = sides[sender].alertLevel else {
                sides[sender].alertLevel = bytes[index]
                continue
            }
            sides[sender].alertLevel = nil
            let alert = Alert(
                level: AlertLevel(rawValue: level),
                description: AlertDescription(rawValue: bytes[index])
            )
            log(.alert(alert), at: packet)
        }
    }

    private mutating func readApplicationData(_ header: RecordHeader, at packet: PacketReference) {
        let isOfInterest =
            facts.isTLS13
            ? facts.encryptedRecords.hasRoom(for: sender)
            : facts.applicationData[sender] == nil
        if isOfInterest { log(.applicationData(length: header.length), at: packet) }
    }
}
