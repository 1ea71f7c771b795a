import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

/// Turns what a carrier brings of both ends into the log of events and the facts that follow from it.
///
/// It knows no records, segments or datagrams: those are a carrier's.
struct HandshakeReader: HandshakeConsumer, ~Copyable {
    /// Events kept for the report; facts are gathered beyond it.
    static let maximumEvents = 512
    /// What facts keep of an event, at most and besides the message in it.
    private static let bytesOfEvent = 64

    /// What is under way of one sender.
    ///
    /// Not copyable, and so used where it lies.
    struct Side: ~Copyable {
        var deframer = HandshakeDeframer()
        /// Stands for the deframer while a message comes of which the like was read before.
        var familiar: FamiliarMessage?
        /// What its messages said of its keys, and no carrier has heeded yet.
        var keyChange = KeyChange.none
    }

    /// What a sender's handshake messages say of the keys that protect what it sends next.
    enum KeyChange: Hashable {
        case none
        /// Its Finished: from here on it uses the keys of application data.
        case application
        /// So many KeyUpdates.
        case update(Int)
    }

    var sides = Both<Role, Side> { _ in Side() }
    /// Where in the streams of its carrier what comes next stands; set by a carrier that knows.
    var reach = Reach.unknown
    let shared: SharedState
    /// Every message is made a value of, for the log or for the check of its signature.
    let readsInFull: Bool
    /// Something was recorded since ``updateProspects()``.
    var hasNews = false
    /// It goes on after a report, and what woke it has not come to its end: nothing was recorded yet.
    private var isWoken = false
    /// What the key logs' old lines say of this connection; `nil` where they say nothing.
    var premaster: PremasterReader?
    /// The messages so far, where something is made of them.
    var transcript: HandshakeTranscript?
    /// Reads the first data that was decrypted, until it is known whether the application refuses; none or one, in an
    /// array since few connections have one.
    var observers: [ApplicationObserver] = []
    /// It is not known yet.
    var isObserving = false
    /// Looks whether the data that is decrypted is another TLS connection; none or one, likewise.
    var tunnels: [TunnelObserver] = []
    /// A side has reset the connection after it had closed its direction.
    var isTornDown = false
    var facts: HandshakeFacts
    private(set) var events: [HandshakeEvent] = []
    /// Bytes that facts may hold of what was read.
    var keptBytes = 0
    /// What the next message is read by.
    var context = HandshakeContext(sender: .client)
    /// A hello of either side was read.
    var hasHello = false

    /// `isPreceded` says that the stream began as something else.
    init(_ shared: SharedState, framing: HandshakeFraming = .tls, isPreceded: Bool = false) {
        self.shared = shared
        facts = HandshakeFacts(framing: framing)
        facts.isPreceded = isPreceded
        readsInFull = shared.keepsEvents || shared.certificates.signatures != nil
    }

    /// The stream began as something else that the client and this server speak.
    mutating func notePreamble() { facts.isPreceded = true }

    /// Goes on with a connection that was reported before, to see a later handshake.
    init(_ shared: SharedState, continuing earlier: ReportedConnection) {
        self.init(shared)
        events = earlier.report.events
        facts = earlier.facts.facts
        facts.forgetReach()
        isWoken = true
        settleContext()
    }

    /// Bytes that are held of this connection: messages, those in the making, events, and what is signed.
    @inline(__always)
    var heldBytes: Int {
        keptBytes &+ events.capacity &* MemoryLayout<HandshakeEvent>.stride
            &+ sides[.client].deframer.heldBytes
            &+ sides[.server].deframer.heldBytes &+ (transcript?.heldBytes ?? 0)
    }

    var certificates: CertificateStore { shared.certificates }
    var keys: KeyMaterial { shared.keys }

    /// As the facts say it, once it is known as well whether the application refuses.
    var isSettled: Bool {
        (facts.isSettled || (isTornDown && !facts.awaitsServer)) && !isObserving && !isWoken
            && (tunnels.isEmpty || tunnels[0].isDone)
    }
    var patience: Int { facts.patience }

    /// Nothing came for so long that nothing more is waited for.
    mutating func noteSilence(_ seconds: Int) { facts.silence = seconds }

    /// Brings both up to date after what a packet brought.
    mutating func updateProspects() {
        guard hasNews else { return }
        facts.updateProspects()
        hasNews = false
        isWoken = false
    }

    /// Hands over what was gathered, when nothing more will come.
    mutating func takeLog() -> (facts: ConcludedFacts, events: [HandshakeEvent]) {
        facts.hasSecretsAtHand = !keys.isEmpty
        updateProspects()
        certificates.trust?.judge(&facts)
        var events: [HandshakeEvent] = []
        swap(&events, &self.events)
        return (ConcludedFacts(taking: &facts), events)
    }

    /// A ClientHello in the form of SSL 2.0, which is no handshake message.
    mutating func receive(_ hello: ClientHello, at packet: PacketReference) {
        hasHello = true
        log(
            .message(.clientHello(hello)),
            Sighting(sender: .client, packet: packet, basis: .observed, reach: reach)
        )
    }

    /// The server speaks another protocol, or did before the hello.
    mutating func receive(_ speech: ForeignSpeech) {
        log(.foreignSpeech(speech), Sighting(sender: .server, packet: speech.packet, basis: .observed))
    }

    /// What carries it, where the ends behave in ways of their own.
    mutating func note(_ carrier: CarrierKind) { facts.carrierKind = carrier }
    mutating func noteProvenClose() { facts.noteProvenClose() }
    mutating func noteUnseenInitials() { facts.noteUnseenInitials() }

    // MARK: HandshakeConsumer

    @inline(never)
    mutating func receiveHandshake(
        _ bytes: Span<UInt8>,
        atBoundary: Bool,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    ) {
        let event = sighting(sender, level, packet)
        if atBoundary { sides[sender].deframer.resumeIfMessageStarts(bytes) }
        var offset = 0
        if let message = sides[sender].familiar { offset = continueFamiliar(message, bytes, event) }
        while offset < bytes.count,
            let (type, body) = sides[sender].deframer.takeWhole(in: bytes, at: &offset)
        {
            readMessage(type, bytes.extracting(body), event)
        }
        guard offset < bytes.count else { return }
        let rest = bytes.extracting(offset...)
        if !beginFamiliar(rest, event) { readPieces(rest, event) }
    }

    mutating func receiveMessage(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        sequence: UInt16,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    ) {
        readMessage(type, body, sequence: sequence, sighting(sender, level, packet))
    }

    mutating func receiveAlert(
        _ alert: Alert?,
        length: Int,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    ) {
        guard let alert else {
            let event = Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
            return log(.encryptedAlert(length: length), event)
        }
        log(.alert(alert), sighting(sender, level, packet))
    }

    /// Shows data to the observer, which keeps none of it but the words of a refusal.
    mutating func receiveData(_ content: Span<UInt8>, from sender: Role, at packet: PacketReference) {
        let event = Sighting(sender: sender, packet: packet, basis: .decrypted, reach: reach)
        observe(content, event)
        observeTunnel(content, event)
        if facts.wantsData(from: sender) { log(.applicationData(length: content.count), event) }
    }

    mutating func receiveSealed(
        _ type: ContentType?,
        length: Int,
        from sender: Role,
        at packet: PacketReference
    ) {
        let event = Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        guard type != .handshake else {
            if shared.keepsEvents { return log(.encryptedHandshake(length: length), event) }
            facts.noteEncryptedHandshake(length: length, event)
            hasNews = true
            return
        }
        let isOfInterest =
            facts.isTLS13
            ? facts.encryptedRecords.hasRoom(for: sender)
            : facts.wantsData(from: sender)
        guard isOfInterest else { return }
        if shared.keepsEvents { return log(.applicationData(length: length), event) }
        facts.noteApplicationData(length: length, event)
        hasNews = true
    }

    mutating func receiveChangeCipherSpec(from sender: Role, at packet: PacketReference) {
        if !facts.isTLS13 { endTranscript(sender) }
        let event = Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        if shared.keepsEvents { return log(.changeCipherSpec, event) }
        facts.noteChangeCipherSpec(event)
        hasNews = true
    }

    /// What was begun before the gap cannot be finished by what comes after it.
    mutating func receiveGap(_ count: Int, isCut: Bool, from sender: Role, at packet: PacketReference) {
        log(
            isCut ? .cut(bytes: count) : .gap(bytes: count),
            Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        )
        loseTranscript()
        loseMessage(sender)
    }

    mutating func receiveLoss(_ loss: HandshakeLoss, from sender: Role, at packet: PacketReference) {
        let event = Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        switch loss {
        case .synchronization:
            log(.lostSynchronization, event)
            loseTranscript()
            loseMessage(sender)
        case .message:
            loseTranscript()
            loseMessage(sender)
        case .sealed: loseTranscriptToClosedRecord(sender)
        case .secrets: log(.secretsRefused, event)
        }
    }

    /// A record that opens with the keys of application data says that its sender's Finished had gone before.
    mutating func receiveUnseenFinished(from sender: Role, at packet: PacketReference) {
        facts.noteFinished(by: sender, before: packet)
        hasNews = true
    }

    mutating func receiveClose(_ kind: CloseKind, from sender: Role, at packet: PacketReference) {
        guard !facts.hasDeparted(sender) else {
            // Whoever resets after they have closed says nothing new, and ends the wait for the other side.
            isTornDown = isTornDown || kind == .abrupt
            return
        }
        log(
            kind == .abrupt ? .reset : .closed,
            Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        )
    }

    // MARK: Steps

    @inline(__always)
    private func sighting(_ sender: Role, _ level: ProtectionLevel, _ packet: PacketReference) -> Sighting {
        Sighting(
            sender: sender,
            packet: packet,
            basis: level == .plaintext ? .observed : .decrypted,
            reach: reach
        )
    }

    mutating func log(_ kind: borrowing HandshakeEvent.Kind, _ event: Sighting) {
        facts.note(kind, event)
        hasNews = true
        keptBytes &+= Self.bytesOfEvent
        if shared.keepsEvents, events.count < Self.maximumEvents {
            events.append(
                HandshakeEvent(
                    copy kind,
                    from: event.sender,
                    at: event.packet,
                    basis: event.basis,
                    reach: event.reach
                )
            )
        }
    }

    /// Bytes of the sender's handshake are missing: a message that was begun will not be whole.
    private mutating func loseMessage(_ sender: Role) {
        sides[sender].familiar = nil
        sides[sender].deframer.reset()
    }
}
