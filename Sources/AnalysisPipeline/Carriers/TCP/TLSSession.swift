import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

/// Both directions of one TCP stream, from the moment that TLS may begin on it.
///
///     searching --a hello--> following
///         `--anything else--> refuted
///
/// What is spoken before the hello is the business of its ``LeadIn``, if it has one.
struct TLSSession: StreamConsumer, ~Copyable {
    /// Bytes of a start that is not decided yet, at most; the version 2 ClientHello is collected whole.
    private static let maximumStart = 2 + 0x0FFF

    enum State { case searching, following, refuted }

    private(set) var state = State.searching
    /// Something else than TLS was received before it, that no lead-in knows of.
    private(set) var hasPreamble = false
    /// The direction in which the client sends; meaningful once the state is `following`.
    private(set) var clientDirection = Direction.forward
    var stream: RecordStream
    /// Takes off what is around the records, where the stream has such a framing.
    var unwrapper: (any StreamUnwrapper)?
    let unwrappers: [any StreamUnwrapper.Type]

    /// The server's next bytes are its first since the ClientHello, and so its answer.
    private var awaitsAnswer = false
    /// For each direction, whether it is known which of its bytes is the next: its SYN was seen, or all since then.
    private let knowsNextByte: (forward: Bool, backward: Bool)
    /// What the server said before the hello, while the client was silent.
    private let greeting: SpokenProtocol?
    /// What is spoken before TLS; `nil` where TLS begins at once, or nothing that is known does.
    let leadIn: LeadIn?
    /// The first bytes of a direction while they do not suffice to judge.
    private var start: (direction: Direction, bytes: [UInt8])?
    /// Bytes that went missing in each direction before TLS was found: the ClientHello may be among them.
    private var missingBefore = Both<Direction, Int> { _ in 0 }
    /// It began with bytes that are those of a ClientHello, as far as they go.
    private var beganWithHello = false

    init(
        _ shared: SharedState,
        isPreceded: Bool,
        knowsNextByte: (forward: Bool, backward: Bool),
        greeting: SpokenProtocol?,
        leadIn: LeadIn?
    ) {
        stream = RecordStream(RecordLayer(HandshakeReader(shared, isPreceded: isPreceded)))
        unwrappers = shared.unwrappers
        self.leadIn = leadIn
        self.knowsNextByte = knowsNextByte
        self.greeting = greeting
    }

    /// Goes on with a connection that was reported before.
    ///
    /// `isAtBoundary` says for each direction whether the next byte starts a record.
    init(
        _ shared: SharedState,
        continuing earlier: ReportedConnection,
        clientDirection: Direction,
        isAtBoundary: (forward: Bool, backward: Bool)
    ) {
        unwrappers = []
        knowsNextByte = isAtBoundary
        greeting = nil
        leadIn = nil
        self.clientDirection = clientDirection
        state = .following
        stream = RecordStream(RecordLayer(shared, continuing: earlier)) { role in
            let direction = role == .client ? clientDirection : clientDirection.opposite
            return !(direction == .forward ? isAtBoundary.forward : isAtBoundary.backward)
        }
    }

    /// Bytes that are held of what was received.
    @inline(__always)
    var heldBytes: Int {
        stream.records.handshake.heldBytes &+ (start?.bytes.count ?? 0) &+ (leadIn?.heldBytes ?? 0)
    }

    mutating func noteSilence(_ seconds: Int) { stream.records.handshake.noteSilence(seconds) }
    mutating func noteServerDelay(_ nanoseconds: Int64) {
        stream.records.handshake.noteServerDelay(nanoseconds)
    }
    mutating func updateProspects() { stream.records.handshake.updateProspects() }

    mutating func takeLog() -> (facts: ConcludedFacts, events: [HandshakeEvent]) {
        if state == .following { stream.noteUnfinishedAnswer() }
        return stream.records.handshake.takeLog()
    }

    /// Bytes from what was received so far to the next record of a direction; `nil` if that is not known.
    ///
    /// Inlined, since a method that is called gets a copy of the session (docs/performance-diary.md#what-the-compiler-copies).
    @inline(__always)
    func bytesToBoundary(_ direction: Direction) -> Int? {
        unwrapper == nil ? stream.bytesToBoundary(role(of: direction)) : nil
    }

    /// Whether anything but the looks of the first bytes says that this is TLS.
    @inline(__always)
    var isConfirmed: Bool { state == .following && stream.records.isConfirmed }

    /// Whether a client began a hello and did not come to its end.
    @inline(__always)
    var hasHalfHello: Bool {
        state == .following && beganWithHello && !isConfirmed
            && unwrapper.map { type(of: $0).beginsWithHello } ?? true
    }

    /// Goes on looking although something else was found: bytes from before it, or of the other side, may still come.
    mutating func searchOn() { if state == .refuted { state = .searching } }

    // MARK: StreamConsumer

    mutating func receive(_ bytes: Span<UInt8>, _ place: StreamPlace, at packet: PacketReference) {
        reach(place)
        switch state {
        case .following: follow(bytes, place.direction, at: packet)
        case .searching: search(bytes, place.direction, at: packet)
        case .refuted:
            // What was held back behind bytes that were not TLS may begin it.
            state = .searching
            search(bytes, place.direction, at: packet)
        }
    }

    mutating func receiveGap(
        _ count: Int,
        _ cause: GapCause,
        _ place: StreamPlace,
        at packet: PacketReference
    ) {
        reach(place)
        guard state == .following else {
            start = nil
            leadIn?.receiveGap(place.direction)
            missingBefore[place.direction] += count
            return
        }
        let role = role(of: place.direction)
        if role == .server { awaitsAnswer = false }
        unwrapper?.receiveGap(count, from: role)
        stream.receiveGap(count, isCut: cause == .cut, from: role, at: packet)
    }

    mutating func receiveFIN(_ place: StreamPlace, at packet: PacketReference) {
        receive(.orderly, place, at: packet)
    }

    mutating func receiveReset(_ place: StreamPlace, at packet: PacketReference) {
        receive(.abrupt, place, at: packet)
    }

    // MARK: Steps

    /// A side leaves.
    private mutating func receive(_ kind: CloseKind, _ place: StreamPlace, at packet: PacketReference) {
        reach(place)
        guard state == .following else {
            leadIn?.noteLeave(place.direction, at: packet)
            return
        }
        stream.records.handshake.receiveClose(kind, from: role(of: place.direction), at: packet)
    }

    /// Tells the reader where in the streams what comes next stands.
    @inline(__always)
    private mutating func reach(_ place: StreamPlace) {
        stream.records.handshake.reach = Reach(end: place.end, heard: place.heard)
    }

    @inline(__always)
    func role(of direction: Direction) -> Role { direction == clientDirection ? .client : .server }

    mutating func follow(_ bytes: Span<UInt8>, _ direction: Direction, at packet: PacketReference) {
        guard unwrapper == nil else { return unwrap(bytes, direction, at: packet) }
        if awaitsAnswer, direction != clientDirection {
            if let leadIn, leadIn.awaitsAnswer(of: direction) {
                return followTail(of: leadIn, bytes, direction, at: packet)
            }
            if isForeign(bytes, direction, at: packet) { return }
        }
        stream.receive(bytes, from: role(of: direction), at: packet)
    }

    /// Whether the server's answer to the ClientHello is not TLS; from here on, a record is looked for.
    private mutating func isForeign(
        _ bytes: Span<UInt8>,
        _ direction: Direction,
        at packet: PacketReference
    ) -> Bool {
        awaitsAnswer = false
        guard let spoken = SpokenProtocol(ofServer: bytes) else { return false }
        // Bytes from the middle of a stream may be anything.
        let isStart = direction == .forward ? knowsNextByte.forward : knowsNextByte.backward
        guard spoken != .unknown || isStart else { return false }
        let missing = missingBefore[direction]
        guard spoken != .unknown || missing == 0 else {
            // What would tell the protocol was lost before the hello.
            stream.receiveGap(missing, from: .server, at: packet)
            return false
        }
        receiveForeign(spoken, at: packet)
        return true
    }

    /// What the server will say may belong to what came before the hello: the client acknowledged bytes that are to come.
    mutating func noteUnseenPreamble() {
        if leadIn?.awaitsAnswer(of: clientDirection.opposite) != true { awaitsAnswer = false }
    }

    /// The server sent something that cannot be its answer in TLS.
    mutating func receiveForeign(_ spoken: SpokenProtocol, at packet: PacketReference) {
        awaitsAnswer = false
        stream.records.handshake.receive(ForeignSpeech(spoken, at: packet))
        stream.search(.server)
    }

    /// Looks for a hello at the start of a segment, or in a start that came in pieces.
    private mutating func search(_ bytes: Span<UInt8>, _ direction: Direction, at packet: PacketReference) {
        if let leadIn, !leadIn.isOver { return lead(leadIn, bytes, direction, at: packet) }
        guard let begun = start, begun.direction == direction else {
            return probe(bytes, direction, at: packet)
        }
        var joined = begun.bytes
        start = nil
        joined.append(copying: bytes)
        probe(joined.span, direction, at: packet)
        // Not TLS from the earlier segment on; it may still begin with this one.
        if state == .refuted {
            state = .searching
            probe(bytes, direction, at: packet)
        }
    }

    mutating func probe(_ bytes: Span<UInt8>, _ direction: Direction, at packet: PacketReference) {
        switch StreamStart(bytes) {
        case .clientHello: begin(clientDirection: direction, bytes, direction, at: packet)
        case .serverHello: begin(clientDirection: direction.opposite, bytes, direction, at: packet)
        case .ssl2ClientHello: beginVersion2(bytes, direction, at: packet)
        case .undecided: keepStart(bytes, direction)
        case .notTLS: probeFramings(bytes, direction, at: packet)
        }
    }

    /// Waits for what follows these bytes, as long as they may be a start.
    mutating func keepStart(_ bytes: Span<UInt8>, _ direction: Direction) {
        guard bytes.count <= Self.maximumStart else { return refute() }
        start = (direction, [UInt8](copying: bytes))
    }

    mutating func refute() {
        state = .refuted
        hasPreamble = true
    }

    mutating func begin(
        clientDirection: Direction,
        _ bytes: Span<UInt8>,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        self.clientDirection = clientDirection
        state = .following
        beganWithHello = direction == clientDirection
        let missing = missingBefore[clientDirection]
        if !beganWithHello, missing > 0 { stream.receiveGap(missing, from: .client, at: packet) }
        if beganWithHello { expectAnswer(at: packet) }
        follow(bytes, direction, at: packet)
    }

    private mutating func expectAnswer(at packet: PacketReference) {
        guard unwrapper == nil else { return }
        awaitsAnswer = true
        guard let greeting, !hasPreamble, leadIn?.hasSpoken(clientDirection) != true else { return }
        stream.records.handshake.receive(ForeignSpeech(greeting, at: packet, isGreeting: true))
    }

    private mutating func beginVersion2(
        _ bytes: Span<UInt8>,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        let length = 2 + Int(bytes.bigEndianUInt16(at: 0) & 0x7FFF)
        guard bytes.count >= length else { return keepStart(bytes, direction) }
        var body = ByteReader(bytes.extracting(0..<length))
        let hello = (try? SSL2.ClientHello(parsing: &body)).flatMap(ClientHello.init)
        guard let hello else { return refute() }
        clientDirection = direction
        state = .following
        expectAnswer(at: packet)
        stream.receive(hello, at: packet)
        if bytes.count > length { follow(bytes.extracting(length...), direction, at: packet) }
    }
}
