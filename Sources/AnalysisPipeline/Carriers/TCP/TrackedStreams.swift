import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

/// Both directions of a connection, put into order, and the TLS session on them.
///
/// All that a packet changes is in this one value, so that the tracker around it is accessed once a packet.
struct TrackedStreams: ~Copyable {
    private(set) var last: PacketReference
    private(set) var session: TLSSession
    /// One side has reset the connection, and the other has heeded that.
    private(set) var isReset = false
    private var pair: StreamPair
    /// Since when it would be settled, were it not for what one side acknowledged and is late here.
    private var doubtfulSince: Timestamp?

    init(
        _ session: consuming TLSSession,
        forward: UInt32?,
        backward: UInt32?,
        isFromStart: Bool = false,
        last: PacketReference
    ) {
        self.session = session
        pair = StreamPair(forward: forward, backward: backward, isFromStart: isFromStart)
        self.last = last
    }

    // MARK: Packets

    mutating func receive(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        at packet: PacketReference,
        budget: inout ReassemblyBudget
    ) {
        last = packet
        if segment.flags.contains(.reset) {
            pair.receiveReset(segment, at: packet)
            deliverReset(at: packet.time, &budget)
            return
        }
        let wasSearching = session.state == .searching
        pair.receive(segment, payload, at: packet, budget: &budget, into: &session)
        if pair.isResetWaiting { deliverReset(at: packet.time, &budget) }
        if session.state == .refuted, pair.isWaiting { session.searchOn() }
        if wasSearching, session.state == .following, pair.lacksAcknowledgedBytes(segment.direction.opposite)
        {
            session.noteUnseenPreamble()
        }
    }

    /// The other side had closed its direction before this one said its first word.
    mutating func noteLeave(before direction: Direction, at packet: PacketReference) {
        guard session.state == .following else { return }
        session.receiveFIN(StreamPlace(direction.opposite, end: 0, heard: 0), at: packet)
    }

    /// Tells of a RST that waited, if its turn has come; `now` is `nil` at the end.
    private mutating func deliverReset(at now: Timestamp?, _ budget: inout ReassemblyBudget) {
        guard let (place, packet) = pair.takeReset(at: now, budget: &budget, into: &session) else { return }
        isReset = true
        session.receiveReset(place, at: packet)
    }

    mutating func discard(_ budget: inout ReassemblyBudget) { pair.discard(&budget) }

    /// Brings up to date what the engine asks after each packet.
    mutating func updateProspects() { session.updateProspects() }

    /// Ends it: what is missing is given up if it `isOver` and, if not, as far as the other side has acknowledged it.
    ///
    /// `silence` is for how many seconds nothing had come, where that is why.
    mutating func conclude(
        isOver: Bool,
        after silence: Int? = nil,
        _ budget: inout ReassemblyBudget
    ) -> ConcludedStreams {
        if isOver {
            pair.flush(&budget, into: &session)
        } else {
            pair.flushAcknowledged(&budget, into: &session)
        }
        // Whoever goes on has not sent one that nobody heeds.
        if isOver || pair.isHeededResetWaiting { deliverReset(at: nil, &budget) }
        if pair.skew != 0 {
            session.noteServerDelay(session.clientDirection == .forward ? pair.skew : -pair.skew)
        }
        if let silence {
            session.noteSilence(silence)
            session.noteSilenceBefore(last)
        }
        let (preambles, refusal) = leadIn
        let isUnanswered = self.isUnanswered
        let isTLS = session.isConfirmed || session.hasHalfHello
        let (facts, events) = session.takeLog()
        let nextForward = nextRecordSequenceNumber(.forward)
        let nextBackward = nextRecordSequenceNumber(.backward)
        discard(&budget)
        return ConcludedStreams(
            isTLS: isTLS,
            facts: facts,
            events: events,
            last: last,
            clientDirection: session.clientDirection,
            hasPreamble: session.hasPreamble || session.leadIn?.hasPreamble == true,
            preambles: preambles,
            refusal: refusal,
            carrier: session.carrier,
            unread: session.unwrapper?.unread,
            isUnanswered: isUnanswered,
            notes: notes,
            nextForward: nextForward,
            nextBackward: nextBackward
        )
    }

    // MARK: State

    /// One side has left, and the other has acknowledged what may still come here: a last word.
    @inline(__always)
    var isLastWordOut: Bool {
        (session.stream.records.handshake.hasDeparture || pair.isEndWaiting)
            && (pair.lacksAcknowledgedBytes(.forward) || pair.lacksAcknowledgedBytes(.backward))
    }

    /// Whether bytes that were acknowledged are to be waited for, where one direction has been late before: a side may have left in
    /// them, or refused.
    ///
    /// Asked where nothing else is waited for, and so no more than for as long as that is.
    mutating func isOrderInDoubt(at now: Timestamp) -> Bool {
        guard pair.skew != 0, pair.lacksAcknowledgedBytes(.forward) || pair.lacksAcknowledgedBytes(.backward)
        else {
            doubtfulSince = nil
            return false
        }
        let since = doubtfulSince ?? now
        doubtfulSince = since
        return now.nanoseconds - since.nanoseconds <= pair.longestWait
    }

    /// One side has left.
    var hasDeparted: Bool { session.stream.records.handshake.hasDeparture }

    /// Bytes that any connection holds: this value, and what the tables have of it.
    static let leastWeight = MemoryLayout<TrackedStreams>.stride + 512

    /// Bytes that it holds, more rather than less.
    @inline(__always)
    var weight: Int { Self.leastWeight &+ session.heldBytes &+ pair.weight }

    /// How far the connection has come.
    var stage: HeldConnection.Stage {
        guard session.isConfirmed else { return .nothing }
        return pair.hasReceived(.forward) && pair.hasReceived(.backward) ? .answered : .hello
    }

    /// The capture has the beginning: the SYN, and what came first.
    var isFromStart: Bool { pair.isFromStart }

    /// The direction in which the client sends or, before that is known, in which something was sent.
    @inline(__always)
    var initiator: Direction {
        if session.state == .following { return session.clientDirection }
        return pair.hasReceived(.forward) || !pair.hasReceived(.backward) ? .forward : .backward
    }

    /// Both of these; mutating, since whoever asks through an accessor gets a copy of it all otherwise.
    mutating func standing() -> (HeldConnection.Stage, Direction) { (stage, initiator) }

    /// Seconds of silence after which nothing more is waited for.
    @inline(__always)
    var patience: Int {
        // Whoever said goodbye in what waits for bytes that were lost has said it; one direction may stand behind the other.
        guard pair.isEndWaiting || isLastWordOut || doubtfulSince != nil else {
            return session.stream.records.handshake.patience
        }
        let end = Int(pair.longestWait / 1_000_000_000) + 1
        return min(end, session.stream.records.handshake.patience)
    }

    /// Of both directions, since it was opened.
    var receivedBytes: Int { pair.receivedBytes }

    /// What was spoken before TLS, and why TLS did not begin.
    @inline(__always)
    var leadIn: (preambles: [Preamble], refusal: RefusedStart?) {
        guard let leadIn = session.leadIn else { return ([], nil) }
        guard let (refusal, server) = leadIn.refusal, refusal.cause.isSaid || isWhole else {
            return (leadIn.preambles, nil)
        }
        return (leadIn.preambles, RefusedStart(refusal, server, leadIn.refusedAt ?? last))
    }

    /// Both directions are in the capture, with nothing missing so far: what did not come was not sent.
    @inline(__always)
    private var isWhole: Bool {
        pair.missingBytes == 0 && !pair.isWaiting && pair.nextSequenceNumber(.forward) != nil
            && pair.nextSequenceNumber(.backward) != nil
            && session.leadIn?.unheard.map { pair.isSeen($0) } ?? true
    }

    /// Whoever speaks OpenVPN begins with a message of its own, without which no hello comes.
    private var isUnanswered: Bool {
        session.carrier == OpenVPNFraming.carrier && isWhole && pair.hasReceived(session.clientDirection)
            && !pair.hasReceived(session.clientDirection.opposite)
    }

    func hasReceived(_ direction: Direction) -> Bool { pair.hasReceived(direction) }

    /// Whether a SYN of this number is a repetition of the one that opened the connection.
    func isStart(_ sequenceNumber: UInt32, _ direction: Direction) -> Bool {
        pair.isStart(sequenceNumber, direction)
    }

    @inline(__always)
    func nextSequenceNumber(_ direction: Direction) -> UInt32? { pair.nextSequenceNumber(direction) }

    @inline(__always)
    private func nextRecordSequenceNumber(_ direction: Direction) -> UInt32? {
        guard let next = nextSequenceNumber(direction), let bytes = session.bytesToBoundary(direction) else {
            return nil
        }
        return next &+ UInt32(truncatingIfNeeded: bytes)
    }

    @inline(__always)
    private var notes: StreamNotes {
        var notes = StreamNotes()
        notes.missingBytes = pair.missingBytes
        notes.conflictingSegments = pair.conflictingSegments
        notes.isLimitHit = pair.isLimitHit || session.stream.records.handshake.isLimitHit
        return notes
    }
}

/// What both directions came to, when nothing more will come.
struct ConcludedStreams {
    /// Anything but the looks of the first bytes says so.
    let isTLS: Bool
    let facts: ConcludedFacts
    let events: [HandshakeEvent]
    let last: PacketReference
    let clientDirection: Direction
    let hasPreamble: Bool
    /// What it was, as far as it is known, the outermost first.
    let preambles: [Preamble]
    /// Why TLS did not begin, where it was asked for.
    let refusal: RefusedStart?
    /// The framing around TLS's records on the stream; `nil` for none.
    let carrier: String?
    /// What is not read, where that is what the stream carries.
    let unread: (what: UnreadProtocol, packets: UInt64)?
    /// A client of OpenVPN asked, and no byte came back.
    let isUnanswered: Bool
    let notes: StreamNotes
    /// The sequence number of the next record's header in each direction, to watch a settled connection by; `nil` if it
    /// is not known.
    let nextForward: UInt32?
    let nextBackward: UInt32?
}

/// What kept TLS from beginning on a stream, where, and which direction the server sends in.
struct RefusedStart {
    let refusal: StartRefusal
    let server: Direction
    let packet: PacketReference

    init(_ refusal: StartRefusal, _ server: Direction, _ packet: PacketReference) {
        self.refusal = refusal
        self.server = server
        self.packet = packet
    }
}
