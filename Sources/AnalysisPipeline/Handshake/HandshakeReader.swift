import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

/// Turns what a carrier brings of both ends into the log of events and the facts that follow from it.
///
/// It knows no records, segments or datagrams: those are a carrier's.
struct HandshakeReader: ~Copyable {
    /// Events kept for the report; facts are gathered beyond it.
    static let maximumEvents = 512
    /// Messages that are read of a side without encryption: some ten make a handshake, and what follows it is encrypted.
    static let maximumPlainMessages = 100
    /// What facts keep of an event, at most and besides the message in it.
    private static let bytesOfEvent = 64

    /// What is under way of one sender.
    ///
    /// Not copyable, and so used where it lies.
    struct Side: ~Copyable {
        var deframer = HandshakeDeframer()
        /// Stands for the deframer while a message comes of which the like was read before.
        var cached: CachedMessage?
        /// What its messages said of its keys, and no carrier has heeded yet.
        var keyChange = KeyChange.none
        /// How many of its messages came without encryption.
        var plainMessages = 0

        /// No more of them are read.
        var hasTooMany: Bool { plainMessages > HandshakeReader.maximumPlainMessages }
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
    /// Something was recorded since ``updateProspects()``.
    var hasNews = false
    /// It goes on after a report, and what woke it has not come to its end: nothing was recorded yet.
    private var isWoken = false
    /// What the key logs' old lines say of this connection; `nil` where they say nothing.
    var premaster: PremasterReader?
    /// The messages so far, where something is made of them.
    var transcript: HandshakeTranscript?
    /// Reads the first data that was decrypted, until it is known whether the application refuses.
    var observers: NoneOrOne<ApplicationObserver> = []
    /// Those of them that read an answer after the first.
    var laterObservers: UInt8 = 0
    /// It is not known yet.
    var isObserving = false
    /// Looks whether the data that is decrypted is another TLS connection.
    var tunnels: NoneOrOne<TunnelObserver> = []
    /// A side has reset the connection after it had closed its direction.
    private(set) var isTornDown = false
    /// What the facts say to that, kept since who asks them gets a copy of them.
    private var awaitsServer = false
    var facts: HandshakeFacts
    private(set) var events: [HandshakeEvent] = []
    /// Bytes that facts may hold of what was read.
    var keptBytes = 0
    /// What the next message is read by.
    var context = HandshakeContext(sender: .client)
    /// A hello of either side was read.
    var hasHello = false
    /// More messages came than are read.
    private(set) var isLimitHit = false

    /// `isPreceded` says that the stream began as something else.
    init(_ shared: SharedState, framing: HandshakeFraming = .tls, isPreceded: Bool = false) {
        self.shared = shared
        facts = HandshakeFacts(framing: framing)
        facts.isPreceded = isPreceded
    }

    /// The stream began as something else that the client and this server speak.
    mutating func notePreamble(_ kind: PreambleKind?) {
        facts.isPreceded = true
        facts.opening = kind
    }

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
        (facts.isSettled || (isTornDown && !awaitsServer)) && !isObserving && !isWoken
            && (tunnels.isEmpty || tunnels[0].isDone)
    }
    var patience: Int { facts.patience }
    /// One side has left.
    var hasDeparture: Bool { !facts.departures.isEmpty }

    /// Nothing came for so long that nothing more is waited for.
    mutating func noteSilence(_ seconds: Int) { facts.silence = seconds }
    /// The server has answered the hello, and it cannot be seen that it has finished.
    var isMidway: Bool {
        guard case .some = facts.serverHello else { return false }
        return facts.isTLS13 || facts.changeCipherSpec.server == nil
    }
    /// The capture ended before that.
    mutating func noteEndOfCapture() { facts.endsWithCapture = true }
    mutating func noteServerDelay(_ nanoseconds: Int64) { facts.noteServerDelay(nanoseconds) }
    mutating func noteUnfinishedAnswer() { facts.noteUnfinishedAnswer() }

    /// A side that had closed its direction has reset the connection.
    mutating func noteTeardown() {
        isTornDown = true
        awaitsServer = facts.awaitsServer
    }

    /// Brings both up to date after what a packet brought.
    mutating func updateProspects() {
        guard hasNews else { return }
        facts.updateProspects()
        if isTornDown { awaitsServer = facts.awaitsServer }
        hasNews = false
        isWoken = false
    }

    /// Hands over what was gathered, when nothing more will come.
    mutating func takeLog() -> (facts: ConcludedFacts, events: [HandshakeEvent]) {
        facts.hasSecretsAtHand = !keys.isEmpty
        if let hello = facts.clientHello?.message { keys.noteConnection(hello.random) }
        updateProspects()
        certificates.trust?.check(&facts)
        var events: [HandshakeEvent] = []
        swap(&events, &self.events)
        return (ConcludedFacts(taking: &facts), events)
    }

    /// A ClientHello in the form of SSL 2.0, which is no handshake message.
    mutating func receive(_ hello: ClientHello, at packet: PacketReference) {
        hasHello = true
        record(hello, Sighting(sender: .client, packet: packet, basis: .observed, reach: reach))
    }

    /// The server speaks another protocol, or did before the hello.
    mutating func receive(_ speech: ForeignSpeech) {
        log(.foreignSpeech(speech), Sighting(sender: .server, packet: speech.packet, basis: .observed))
    }

    /// What carries it, where the ends behave in ways of their own.
    mutating func note(_ carrier: CarrierKind) { facts.carrierKind = carrier }
    mutating func noteProvenClose() { facts.noteProvenClose() }
    mutating func noteUnseenRecords() { facts.noteUnseenRecords() }
    mutating func noteUnseenInitials() { facts.noteUnseenInitials() }

    mutating func noteOpened(_ packet: SealedPacket) {
        if facts.wantsSealedPacket(from: packet.sender) { facts.noteOpened(packet) }
    }

    mutating func noteUnseenServerData() { facts.noteUnseenServerData() }

    // MARK: Steps

    /// Whether a message is still read: of those without encryption, no side needs many.
    @inline(__always)
    mutating func admits(_ event: Sighting) -> Bool {
        guard event.basis == .observed else { return true }
        sides[event.sender].plainMessages &+= 1
        if !sides[event.sender].hasTooMany { return true }
        refuseMessages(event)
        return false
    }

    /// What follows is given up, and so is said to be.
    @inline(never)
    private mutating func refuseMessages(_ event: Sighting) {
        guard sides[event.sender].plainMessages == Self.maximumPlainMessages + 1 else { return }
        isLimitHit = true
        log(.lostSynchronization, event)
        loseTranscript()
    }

    /// Takes in what a side sent: into the facts, and into the log where one is kept.
    @inline(__always)
    mutating func record(_ message: consuming some RecordedMessage, _ event: Sighting) {
        if shared.keepsEvents { keep(message.logged, event) }
        facts.receive(message, event)
        hasNews = true
    }

    /// The same for what is no message.
    mutating func log(_ kind: borrowing HandshakeEvent.Kind, _ event: Sighting) {
        facts.note(kind, event)
        hasNews = true
        keptBytes &+= Self.bytesOfEvent
        if shared.keepsEvents { keep(copy kind, event) }
    }

    @inline(never)
    private mutating func keep(_ kind: consuming HandshakeEvent.Kind, _ event: Sighting) {
        guard events.count < Self.maximumEvents else { return }
        events.append(
            HandshakeEvent(
                kind,
                from: event.sender,
                at: event.packet,
                basis: event.basis,
                reach: event.reach
            )
        )
    }
}
