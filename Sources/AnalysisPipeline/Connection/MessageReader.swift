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
        /// Stands for the deframer while a message comes of which the like was read before.
        var familiar: FamiliarMessage?
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

    /// Who sends the records that come in; see ``turn(to:)``.
    private(set) var sender = Role.client
    /// The sender's side: a stored property, since every record asks it several times.
    var side = Side()
    private var otherSide = Side()
    private let shared: SharedState
    /// Every message is made a value of, for the log or for the check of its signature.
    private let readsInFull: Bool
    /// Something was recorded since ``updateProspects()``.
    private var hasNews = false
    /// How what is read now came to be known.
    var basis = Basis.observed
    /// What the key logs' old lines say of this connection; `nil` where they say nothing.
    var premaster: PremasterReader?
    /// The messages so far, where something is made of them.
    var transcript: HandshakeTranscript?
    /// Reads the first data that was decrypted, until it is known whether the application refuses; none or one, in an
    /// array since few connections have one.
    var observers: [ApplicationObserver] = []
    /// It is not known yet.
    var isObserving = false
    private(set) var facts = HandshakeFacts()
    private(set) var events: [HandshakeEvent] = []
    /// What the next message is read by.
    private(set) var context = HandshakeContext(sender: .client)
    /// A hello of either side was read.
    private(set) var hasHello = false
    /// Records of any kind were seen of this side.
    private(set) var hasRecords = HandshakeFacts.PerRole<Bool>(false)

    init(_ shared: SharedState) {
        self.shared = shared
        readsInFull = shared.keepsEvents || shared.certificates.signatures != nil
    }

    /// Goes on with a connection that was reported before, to see a later handshake.
    init(_ shared: SharedState, continuing earlier: ReportedConnection) {
        self.init(shared)
        events = earlier.report.events
        facts = earlier.facts.facts
        noteHello()
        side.hasChangedCipherSpec = facts.changeCipherSpec.client != nil
        otherSide.hasChangedCipherSpec = facts.changeCipherSpec.server != nil
    }

    /// Says who sends what comes in next.
    mutating func turn(to role: Role) {
        guard role != sender else { return }
        sender = role
        swap(&side, &otherSide)
    }

    var certificates: CertificateStore { shared.certificates }
    var keys: KeyMaterial { shared.keys }

    /// As the facts say it, once it is known as well whether the application refuses.
    var isSettled: Bool { facts.isSettled && !isObserving }
    var patience: Int { facts.patience }

    /// Brings both up to date after what a packet brought.
    mutating func updateProspects() {
        guard hasNews else { return }
        facts.updateProspects()
        hasNews = false
    }

    /// Whether this sender's handshake and alert records hide what they say.
    ///
    /// Not in TLS 1.3: there a ChangeCipherSpec means nothing, and what is encrypted looks like application data.
    var isEncrypted: Bool {
        side.hasChangedCipherSpec && !facts.isTLS13 && facts.helloRetryRequest == nil
    }

    // MARK: Records

    /// Most records come whole, and most of a handshake in plaintext; the others take the long way.
    @inline(__always)
    mutating func receiveRecord(_ header: RecordHeader, _ fragment: Span<UInt8>, at packet: PacketReference) {
        noteRecord()
        side.isAtRecordStart = true
        if header.contentType == .handshake, !isEncrypted {
            readHandshake(fragment, at: packet)
        } else {
            receiveOther(header, fragment, at: packet)
        }
    }

    @inline(never)
    private mutating func receiveOther(
        _ header: RecordHeader,
        _ fragment: Span<UInt8>,
        at packet: PacketReference
    ) {
        prepareToOpen(header)
        if side.opener == nil, header.contentType != .alert {
            finishRecord(header, isWhole: true, at: packet)
        } else {
            receiveFragment(fragment, of: header, at: packet)
            endRecord(header, isWhole: true, at: packet)
        }
    }

    mutating func beginRecord(_ header: RecordHeader, at packet: PacketReference) {
        noteRecord()
        side.isAtRecordStart = true
        prepareToOpen(header)
    }

    private mutating func noteRecord() {
        if sender == .client { hasRecords.client = true } else { hasRecords.server = true }
    }

    mutating func receiveFragment(_ bytes: Span<UInt8>, of header: RecordHeader, at packet: PacketReference) {
        if let opener = side.opener, opener.isCollecting {
            opener.collect(bytes)
            return
        }
        switch header.contentType {
        case .handshake: if !isEncrypted { readHandshake(bytes, at: packet) }
        case .alert: if !isEncrypted, header.length < 16 { readAlerts(bytes, at: packet) }
        default: break
        }
        side.isAtRecordStart = false
    }

    mutating func endRecord(_ header: RecordHeader, isWhole: Bool, at packet: PacketReference) {
        if let opener = side.opener, opener.isCollecting,
            open(header, opener, isWhole: isWhole, at: packet)
        {
            return
        }
        finishRecord(header, isWhole: isWhole, at: packet)
    }

    /// Takes in what a record says that nobody opened.
    private mutating func finishRecord(_ header: RecordHeader, isWhole: Bool, at packet: PacketReference) {
        switch header.contentType {
        case .handshake:
            if isEncrypted {
                noteEncryptedHandshake(header, at: packet)
            } else if !isWhole {
                loseMessage()
            }
        case .alert:
            if isEncrypted || header.length >= 16 { log(.encryptedAlert(length: header.length), at: packet) }
            side.alertLevel = nil
        case .changeCipherSpec:
            changeCipherSpec(at: packet)
        case .applicationData: readApplicationData(header, at: packet)
        default: break
        }
    }

    mutating func loseSynchronization(at packet: PacketReference) {
        log(.lostSynchronization, at: packet)
        loseTranscript()
        loseMessage()
    }

    /// Hands over what was gathered, when nothing more will come.
    mutating func takeLog() -> (facts: ConcludedFacts, events: [HandshakeEvent]) {
        updateProspects()
        certificates.trust?.judge(&facts)
        var events: [HandshakeEvent] = []
        swap(&events, &self.events)
        return (ConcludedFacts(taking: &facts), events)
    }

    // MARK: What is not a record

    /// What was begun before the gap cannot be finished by what comes after it.
    mutating func receiveGap(_ count: Int, at packet: PacketReference) {
        log(.gap(bytes: count), at: packet)
        loseTranscript()
        loseMessage()
        side.alertLevel = nil
        side.opener?.noteGap()
    }

    /// Bytes of the sender's handshake are missing: a message that was begun will not be whole.
    mutating func loseMessage() {
        side.familiar = nil
        side.handshake.reset()
    }

    mutating func receiveClose(isReset: Bool, at packet: PacketReference) {
        guard !facts.hasDeparted(sender) else { return }
        log(isReset ? .reset : .closed, at: packet)
    }

    /// The server spoke, or speaks, another protocol.
    mutating func receiveForeignSpeech(_ speech: ForeignSpeech) {
        let current = sender
        turn(to: .server)
        log(.foreignSpeech(speech), at: speech.packet)
        turn(to: current)
    }

    /// A ClientHello that came without a record around it.
    mutating func receive(_ hello: ClientHello, at packet: PacketReference) {
        hasRecords[sender] = true
        hasHello = true
        log(.message(.clientHello(hello)), at: packet)
    }

    // MARK: Steps

    mutating func log(_ kind: borrowing HandshakeEvent.Kind, at packet: PacketReference) {
        facts.note(kind, sighting(packet))
        hasNews = true
        if shared.keepsEvents, events.count < Self.maximumEvents {
            events.append(HandshakeEvent(copy kind, from: sender, at: packet, basis: basis))
        }
    }

    @inline(never)
    mutating func readHandshake(_ bytes: Span<UInt8>, at packet: PacketReference) {
        if side.isAtRecordStart { side.handshake.resumeIfMessageStarts(bytes) }
        var offset = 0
        if let message = side.familiar { offset = continueFamiliar(message, bytes, at: packet) }
        while offset < bytes.count, let (type, body) = side.handshake.takeWhole(in: bytes, at: &offset) {
            readMessage(type, bytes.extracting(body), at: packet)
        }
        guard offset < bytes.count else { return }
        let rest = bytes.extracting(offset...)
        if !beginFamiliar(rest) { readPieces(rest, at: packet) }
    }

    /// Reads what belongs to messages of which a piece came before, or is still to come.
    mutating func readPieces(_ bytes: Span<UInt8>, at packet: PacketReference) {
        // Taken out, so that the messages can be logged while it is at work.
        var deframer = HandshakeDeframer()
        swap(&deframer, &side.handshake)
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
        swap(&deframer, &side.handshake)
    }

    /// Whether messages are wanted for more than the facts.
    var makesMessages: Bool { readsInFull || transcript != nil || basis == .decrypted }

    /// Reads a message into the facts, if there is nothing else that it is read for.
    @inline(__always)
    mutating func readMessage(_ type: HandshakeType, _ body: Span<UInt8>, at packet: PacketReference) {
        context.sender = sender
        if makesMessages || (type == .clientHello && keepsTranscript) {
            readInFull(type, body, at: packet)
            return
        }
        let event = sighting(packet)
        do throws(ParseError) {
            switch type {
            case .certificate, .compressedCertificate:
                let chain = facts.isTLS13 ? try readChain13(body, type) : try readChain(body, context)
                facts.noteCertificate(chain, event)
            case .certificateRequest where !context.isTLS13:
                facts.noteRequest(try readRequest(body, context), event)
            default:
                try facts.readMessage(type, body, context, event)
                if type == .clientHello || type == .serverHello { noteHello() }
            }
        } catch {
            log(.malformed(type, error), at: packet)
        }
        hasNews = true
    }

    /// Takes in a Certificate that was read before.
    mutating func noteCertificate(_ chain: CertificateChain, at packet: PacketReference) {
        facts.noteCertificate(chain, sighting(packet))
        hasNews = true
    }

    @inline(never)
    private mutating func readInFull(_ type: HandshakeType, _ body: Span<UInt8>, at packet: PacketReference) {
        defer { if keepsTranscript { keepForTranscript(type, body) } }
        do throws(ParseError) {
            if type == .certificate || type == .compressedCertificate {
                let chain = facts.isTLS13 ? try readChain13(body, type) : try readChain(body, context)
                log(.certificate(chain), at: packet)
                return
            }
            let message = try HandshakeMessage(parsing: body, type: type, context: context)
            if basis == .decrypted { noteKeyChange(message) }
            log(.message(message), at: packet)
            if type == .clientHello || type == .serverHello { noteHello() }
            if let checker = certificates.signatures { checkSignature(message, body, checker, at: packet) }
        } catch {
            log(.malformed(type, error), at: packet)
        }
    }

    /// From here on messages are read as the hellos settled.
    private mutating func noteHello() {
        hasHello = true
        guard facts.version != nil, let hello = facts.serverHello?.message else {
            if context.version != nil { context = HandshakeContext(sender: sender) }
            return
        }
        context.version = facts.version
        context.cipherSuite = hello.cipherSuite
        context.clientCertificateType = hello.clientCertificateType ?? .x509
        context.serverCertificateType = hello.serverCertificateType ?? .x509
    }

    mutating func readAlerts(_ bytes: Span<UInt8>, at packet: PacketReference) {
        for index in bytes.indices {
            guard let level = side.alertLevel else {
                side.alertLevel = bytes[index]
                continue
            }
            side.alertLevel = nil
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
        guard isOfInterest else { return }
        if shared.keepsEvents { return log(.applicationData(length: header.length), at: packet) }
        facts.noteApplicationData(length: header.length, sighting(packet))
        hasNews = true
    }

    private mutating func noteEncryptedHandshake(_ header: RecordHeader, at packet: PacketReference) {
        if shared.keepsEvents { return log(.encryptedHandshake(length: header.length), at: packet) }
        facts.noteEncryptedHandshake(length: header.length, sighting(packet))
        hasNews = true
    }

    mutating func noteChangeCipherSpec(at packet: PacketReference) {
        if shared.keepsEvents { return log(.changeCipherSpec, at: packet) }
        facts.noteChangeCipherSpec(sighting(packet))
        hasNews = true
    }

    private func sighting(_ packet: PacketReference) -> Sighting {
        Sighting(sender: sender, packet: packet, basis: basis)
    }
}
