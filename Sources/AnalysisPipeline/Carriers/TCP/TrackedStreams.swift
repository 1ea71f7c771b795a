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
    private var forward: StreamReceiver
    private var backward: StreamReceiver

    init(_ session: consuming TLSSession, forward: UInt32?, backward: UInt32?, last: PacketReference) {
        self.session = session
        self.forward = forward.map { StreamReceiver(nextSequenceNumber: $0) } ?? StreamReceiver()
        self.backward = backward.map { StreamReceiver(nextSequenceNumber: $0) } ?? StreamReceiver()
        self.last = last
    }

    // MARK: Packets

    mutating func receive(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ direction: Direction,
        at packet: PacketReference,
        budget: inout ReassemblyBudget
    ) {
        last = packet
        if segment.flags.contains(.acknowledgment) {
            acknowledge(segment, direction.opposite, at: packet, &budget)
        }
        if segment.flags.contains(.reset) {
            if direction == .forward {
                forward.receiveReset(segment.sequenceNumber, at: packet)
            } else {
                backward.receiveReset(segment.sequenceNumber, at: packet)
            }
            flush(&budget)
            session.direction = direction
            session.receiveReset(at: packet)
            return
        }
        let hasFIN = segment.flags.contains(.fin)
        guard segment.wireLength > 0 || hasFIN else { return }
        session.direction = direction
        let sequenceNumber = segment.sequenceNumber &+ (segment.flags.contains(.syn) ? 1 : 0)
        if direction == .forward {
            forward.receive(
                payload,
                missing: segment.missingLength,
                sequenceNumber: sequenceNumber,
                hasFIN: hasFIN,
                at: packet,
                budget: &budget,
                into: &session
            )
        } else {
            backward.receive(
                payload,
                missing: segment.missingLength,
                sequenceNumber: sequenceNumber,
                hasFIN: hasFIN,
                at: packet,
                budget: &budget,
                into: &session
            )
        }
        if session.state == .refuted, isWaiting { session.searchOn() }
    }

    private mutating func acknowledge(
        _ segment: TCPSegment,
        _ direction: Direction,
        at packet: PacketReference,
        _ budget: inout ReassemblyBudget
    ) {
        session.direction = direction
        let number = segment.acknowledgmentNumber
        if direction == .forward {
            forward.acknowledge(number, at: packet, budget: &budget, into: &session)
        } else {
            backward.acknowledge(number, at: packet, budget: &budget, into: &session)
        }
    }

    /// Gives up waiting for what is missing: nothing more will come.
    private mutating func flush(_ budget: inout ReassemblyBudget) {
        session.direction = .forward
        forward.flush(budget: &budget, into: &session)
        session.direction = .backward
        backward.flush(budget: &budget, into: &session)
    }

    /// Counts what the capture lacks, by what the sides acknowledged: a flight that it lost may have decided.
    private mutating func flushAcknowledged(_ budget: inout ReassemblyBudget) {
        if forward.lacksAcknowledgedBytes {
            session.direction = .forward
            forward.flush(budget: &budget, into: &session)
        }
        if backward.lacksAcknowledgedBytes {
            session.direction = .backward
            backward.flush(budget: &budget, into: &session)
        }
    }

    mutating func discard(_ budget: inout ReassemblyBudget) {
        forward.discard(budget: &budget)
        backward.discard(budget: &budget)
    }

    /// Brings up to date what the engine asks after each packet.
    mutating func updateProspects() { session.updateProspects() }

    /// Ends it: what is missing is given up if it `isOver` and, if not, as far as the other side has acknowledged it.
    mutating func conclude(isOver: Bool, _ budget: inout ReassemblyBudget) -> ConcludedStreams {
        if isOver { flush(&budget) } else { flushAcknowledged(&budget) }
        let isTLS = session.isConfirmed
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
            hasPreamble: session.hasPreamble,
            carrier: session.carrier,
            notes: notes,
            nextForward: nextForward,
            nextBackward: nextBackward
        )
    }

    // MARK: State

    /// Bytes that any connection holds: this value, and what the tables have of it.
    static let leastWeight = MemoryLayout<TrackedStreams>.stride + 512

    /// Bytes that it holds, more rather than less.
    @inline(__always)
    var weight: Int { Self.leastWeight &+ session.heldBytes &+ forward.weight &+ backward.weight }

    /// How far the connection has come.
    var stage: HeldConnection.Stage {
        guard session.isConfirmed else { return .nothing }
        return forward.nextOffset > 0 && backward.nextOffset > 0 ? .answered : .hello
    }

    /// The direction in which the client sends or, before that is known, in which something was sent.
    var initiator: Direction {
        if session.state == .following { return session.clientDirection }
        return forward.nextOffset > 0 || backward.nextOffset == 0 ? .forward : .backward
    }

    private var isWaiting: Bool { forward.isWaiting || backward.isWaiting }

    /// Of both directions, since it was opened.
    var receivedBytes: Int { forward.nextOffset + backward.nextOffset }

    /// Whether a SYN of this number is a repetition of the one that opened the connection.
    func isStart(_ sequenceNumber: UInt32, _ direction: Direction) -> Bool {
        direction == .forward ? forward.isStart(sequenceNumber) : backward.isStart(sequenceNumber)
    }

    func nextSequenceNumber(_ direction: Direction) -> UInt32? {
        direction == .forward ? forward.nextSequenceNumber : backward.nextSequenceNumber
    }

    private func nextRecordSequenceNumber(_ direction: Direction) -> UInt32? {
        guard let next = nextSequenceNumber(direction), let bytes = session.bytesToBoundary(direction) else {
            return nil
        }
        return next &+ UInt32(truncatingIfNeeded: bytes)
    }

    private var notes: StreamNotes {
        var notes = StreamNotes()
        notes.missingBytes = forward.missingBytes + backward.missingBytes
        notes.conflictingSegments = forward.conflictingSegments + backward.conflictingSegments
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
    /// The framing around TLS's records on the stream; `nil` for none.
    let carrier: String?
    let notes: StreamNotes
    /// The sequence number of the next record's header in each direction, to watch a settled connection by; `nil` if it
    /// is not known.
    let nextForward: UInt32?
    let nextBackward: UInt32?
}
