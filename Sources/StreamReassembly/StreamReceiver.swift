public import ByteParsing
public import PacketDecoding

/// Puts the segments of one direction of a TCP connection into order.
///
/// Sequence numbers are turned into offsets from the start of the stream, so that nothing here knows about their
/// wrap. In-order bytes are lent to the consumer where they lie; only segments that come early are copied.
/// Of bytes that come twice, those that came first are kept.
///
/// A segment is early as well if its sender had received bytes of the other direction that have not come: captures of
/// several queues or taps swap neighbours. A hole is therefore given up by whoever knows that nothing will fill it, and
/// never by an acknowledgment alone.
public struct StreamReceiver: Sendable {
    /// Which of a connection's two this is.
    public let direction: Direction
    /// The sequence number of the stream's offset 0; `nil` until it is known.
    var origin: UInt32?
    /// How many bytes were delivered, or reported missing: the offset that comes next.
    public internal(set) var nextOffset = 0
    /// Sorted by offset, not overlapping.
    var held: [HeldSegment] = []
    var heldBytes = 0
    var fin: FIN?
    var didDeliverFIN = false
    /// The other side acknowledged a FIN that the capture lacks.
    var isFINLost = false
    /// The furthest offset that the other side acknowledged beyond what has come, and the packet that did; see `flush`.
    private(set) var reached: (offset: Int, packet: PacketReference)?
    /// The two offsets that the other side acknowledged last, and differ.
    private(set) var acknowledged = (latest: 0, before: 0)

    /// Offset 0 is the first byte of all, so that no number before it is of this connection.
    var isFromStart = false
    /// A segment of this direction has come, with bytes or without; whoever has two of them says so.
    var isSeen = true
    /// Bytes that were given up while nothing of this direction had come: it may lack altogether, which no gap would say.
    var passedUnseen = 0

    public internal(set) var missingBytes = 0
    /// Segments that repeated bytes held here with another content.
    public internal(set) var conflictingSegments = 0

    struct FIN: Sendable {
        let offset: Int
        let packet: PacketReference
        let heard: Int?
        /// Its sender had heard more when it sent bytes of before it.
        var isDoubtful = false
    }

    /// It knows where its stream starts if the SYN was seen.
    public init(_ direction: Direction = .forward, nextSequenceNumber: UInt32? = nil) {
        self.direction = direction
        origin = nextSequenceNumber
    }

    /// The sequence number that is expected next; `nil` if nothing was ever received.
    public var nextSequenceNumber: UInt32? { origin.map { $0 &+ UInt32(truncatingIfNeeded: nextOffset) } }

    /// Bytes that it holds back, with what it takes to hold them.
    public var weight: Int { heldBytes &+ held.count &* 96 }

    /// Whether segments, or a FIN, wait for bytes that have not come.
    public var isWaiting: Bool { !held.isEmpty || isFINWaiting }

    public var isFINWaiting: Bool { fin != nil && !didDeliverFIN }

    /// The other side has received more than the capture shows.
    @inline(__always)
    public var lacksAcknowledgedBytes: Bool {
        reached.map { $0.offset > nextOffset + (didDeliverFIN ? 1 : 0) } ?? false
    }

    /// What waits, waits for bytes of this direction and not of the other.
    var hasHole: Bool { (held.first?.offset ?? fin?.offset ?? 0) > nextOffset }

    /// How far the stream has come, its FIN counted in.
    @inline(__always)
    public var reach: Int { didDeliverFIN || isFINLost ? nextOffset + 1 : nextOffset }

    /// What waits, as far as that decides who is given up first.
    struct Waiting {
        let packet: PacketReference
        /// The other side has it, or has been heard by who sent it: what it waits for is lost, or swapped.
        let isAcknowledged: Bool
    }

    var waiting: Waiting? {
        if let first = held.first {
            let isNext = first.offset <= nextOffset
            return Waiting(
                packet: first.packet,
                isAcknowledged: isNext || (reached?.offset ?? 0) >= first.end
            )
        }
        guard let fin, !didDeliverFIN else { return nil }
        let isNext = fin.offset <= nextOffset
        return Waiting(packet: fin.packet, isAcknowledged: isNext || (reached?.offset ?? 0) > fin.offset)
    }

    /// The offset of a sequence number, taken as the one nearest to what is expected next.
    func offset(of sequenceNumber: UInt32, from origin: UInt32) -> Int {
        let expected = origin &+ UInt32(truncatingIfNeeded: nextOffset)
        return nextOffset + Int(Int32(bitPattern: sequenceNumber &- expected))
    }

    /// Whether a SYN with this number begins the stream that is already being received.
    public func isStart(_ synSequenceNumber: UInt32) -> Bool { origin == synSequenceNumber &+ 1 }

    // MARK: Receiving

    /// Takes one segment's payload, delivers what is in order now, and keeps the rest.
    ///
    /// `sequenceNumber` is that of the first payload byte: one more than the header's if the segment has SYN set. After
    /// `payload`, the capture cut `missing` bytes off. `heard` is the offset in the other direction that the segment
    /// acknowledges, if that is known, and `other` how far that direction has come: a segment whose sender heard more has
    /// to wait. One that `isDoubtful` may be padding that a wrong length makes payload of; see ``StreamPair``.
    public mutating func receive<Consumer: StreamConsumer & ~Copyable>(
        _ payload: Span<UInt8>,
        missing: Int = 0,
        sequenceNumber: UInt32,
        hasFIN: Bool,
        at packet: PacketReference,
        heard: Int? = nil,
        other: Int = .max,
        isDoubtful: Bool = false,
        budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        let origin = origin ?? sequenceNumber
        self.origin = origin
        if passedUnseen > 0 { tellPassed(at: packet, into: &consumer) }
        let start = offset(of: sequenceNumber, from: origin)
        let end = start + payload.count + missing
        // A stream ends where its first FIN says.
        if hasFIN, fin.map({ !didDeliverFIN && end < $0.offset }) ?? true {
            note(finAt: end, at: packet, heard)
        } else if fin != nil {
            doubtFIN(end, heard)
        }

        if start <= nextOffset, isHeard(heard, other), !isDoubtful {
            if end > nextOffset {
                deliver(payload, missing: missing, start: start, at: packet, heard, into: &consumer)
                releaseHeld(other, &budget, into: &consumer)
            }
        } else if end > nextOffset, !payload.isEmpty || missing > 0 {
            dropDoubtful(from: start, to: end, &budget)
            hold(payload, missing: missing, start: start, at: packet, heard, isDoubtful, &budget)
            releaseHeld(other, &budget, into: &consumer)
        }
        deliverFINIfDue(other, into: &consumer)
    }

    private mutating func note(finAt offset: Int, at packet: PacketReference, _ heard: Int?) {
        if offset >= nextOffset {
            fin = FIN(offset: offset, packet: packet, heard: heard)
        } else if offset + 1 == nextOffset, missingBytes > 0 {
            // It was acknowledged, did not come, and so was given up as one byte more.
            fin = FIN(offset: nextOffset, packet: packet, heard: heard)
        }
    }

    /// A side that has sent its FIN sends nothing but what was lost before it, which closes the hole.
    private mutating func doubtFIN(_ end: Int, _ heard: Int?) {
        guard let fin, !didDeliverFIN, end < fin.offset, let before = fin.heard, let heard, heard > before
        else { return }
        self.fin?.isDoubtful = true
    }

    /// What a side sends without bytes once it has sent its FIN stands behind that: an acknowledgment, and the reset of a
    /// connection that it gives up.
    mutating func doubtFIN(by number: UInt32, _ heard: Int?, isReset: Bool = false) {
        guard let origin, let fin, !didDeliverFIN, let heard, offset(of: number, from: origin) < fin.offset,
            let before = fin.heard, isReset ? heard >= before : heard > before
        else { return }
        self.fin?.isDoubtful = true
    }

    /// Tells which bytes the other side has acknowledged, and says which offset that is; `nil` if it is not known, or
    /// cannot be true.
    ///
    /// When it acknowledges bytes that have not come, it has received them: they are on their way here, or lost.
    @discardableResult
    public mutating func acknowledge(_ acknowledgmentNumber: UInt32, at packet: PacketReference) -> Int? {
        guard let origin else { return nil }
        let acknowledged = offset(of: acknowledgmentNumber, from: origin)
        guard acknowledged >= 0, acknowledged - nextOffset <= Self.furthestAcknowledgment else { return nil }
        if acknowledged > nextOffset { note(acknowledged, at: packet) }
        if acknowledged != self.acknowledged.latest {
            self.acknowledged = (acknowledged, self.acknowledged.latest)
        }
        return acknowledged
    }

    /// A window is 1 GiB at most and seldom more than a few MiB; what is further away is not of this stream.
    static let furthestAcknowledgment = 16 << 20

    /// Tells the sequence number of a RST, to which its sender must have come.
    public mutating func receiveReset(_ sequenceNumber: UInt32, at packet: PacketReference) {
        guard let origin else { return }
        let offset = offset(of: sequenceNumber, from: origin)
        // Not every stack takes care of this number.
        if offset > reach, offset - nextOffset <= 0xFFFF { note(offset, at: packet) }
    }

    private mutating func note(_ offset: Int, at packet: PacketReference) {
        if offset > reached?.offset ?? 0 { reached = (offset, packet) }
    }

    func isHeard(_ heard: Int?, _ other: Int) -> Bool { heard.map { $0 <= other } ?? true }

    // MARK: Giving up

    /// Delivers what waits only for the other direction, which has come this far by now; `false` if nothing does.
    mutating func release<Consumer: StreamConsumer & ~Copyable>(
        _ other: Int,
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) -> Bool {
        let before = reach
        releaseHeld(other, &budget, into: &consumer)
        deliverFINIfDue(other, into: &consumer)
        return reach != before
    }

    /// Gives up what comes before this offset: it will not come.
    mutating func skip<Consumer: StreamConsumer & ~Copyable>(
        to offset: Int,
        at packet: PacketReference,
        _ other: Int,
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        // A single byte more is a FIN that the capture lacks, or has.
        while offset - nextOffset > 1 {
            if let first = held.first, first.offset < offset {
                skipHole(other, &budget, into: &consumer)
            } else {
                let end = fin.map { $0.offset >= nextOffset ? min($0.offset, offset) : offset } ?? offset
                guard end > nextOffset else { break }
                deliverGap(end - nextOffset, at: packet, into: &consumer)
            }
        }
        if offset - nextOffset == 1, fin == nil { isFINLost = true }
        deliverFINIfDue(.max, into: &consumer)
    }

    /// The offset in the other direction that who sent what waits first had heard.
    var heardByWaiting: Int { (held.first?.heard ?? (held.isEmpty ? fin?.heard : nil)) ?? 0 }

    /// Gives up the first hole, and what the segment behind it still waits for.
    public mutating func giveUpFirst<Consumer: StreamConsumer & ~Copyable>(
        _ other: Int,
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        if held.isEmpty {
            skipHoleBeforeFIN(into: &consumer)
            deliverFINIfDue(.max, into: &consumer)
        } else {
            skipHole(other, &budget, into: &consumer)
            deliverFINIfDue(other, into: &consumer)
        }
    }

    /// Bytes that the other side acknowledged and nobody saw are a hole as well: nothing came after them that would have
    /// shown it.
    mutating func giveUpAcknowledged<Consumer: StreamConsumer & ~Copyable>(into consumer: inout Consumer) {
        guard isSeen, fin == nil, let reached else { return }
        tellPassed(at: reached.packet, into: &consumer)
        guard reached.offset > nextOffset else { return }
        deliverGap(reached.offset - nextOffset, at: reached.packet, into: &consumer)
    }

    /// Gives up every hole: the connection is over, or about to be forgotten.
    public mutating func flush<Consumer: StreamConsumer & ~Copyable>(
        budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        while !held.isEmpty { skipHole(.max, &budget, into: &consumer) }
        skipHoleBeforeFIN(into: &consumer)
        giveUpAcknowledged(into: &consumer)
        deliverFINIfDue(.max, into: &consumer)
    }

    /// Forgets what is held without delivering it.
    public mutating func discard(budget: inout ReassemblyBudget) {
        budget.heldBytes -= heldBytes
        heldBytes = 0
        held = []
    }
}
