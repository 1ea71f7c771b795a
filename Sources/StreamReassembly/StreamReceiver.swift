public import ByteParsing

/// Puts the segments of one direction of a TCP connection into order.
///
/// Sequence numbers are turned into offsets from the start of the stream, so that nothing here knows about their
/// wrap. In-order bytes are lent to the consumer where they lie; only segments that come early are copied.
/// Of bytes that come twice, those that came first are kept.
public struct StreamReceiver: Sendable {
    /// A segment that came before its turn.
    private struct HeldSegment: Sendable {
        var offset: Int
        var bytes: [UInt8]
        /// Bytes after those that the capture's snapshot length cut off.
        var missing: Int
        var packet: PacketReference
        var end: Int { offset + bytes.count + missing }
    }

    /// The sequence number of the stream's offset 0; `nil` until the first segment.
    private var origin: UInt32?
    /// How many bytes were delivered, or reported missing: the offset that comes next.
    public private(set) var nextOffset = 0
    /// Sorted by offset, not overlapping.
    private var held: [HeldSegment] = []
    private var heldBytes = 0
    private var finOffset: (offset: Int, packet: PacketReference)?
    private var didDeliverFIN = false
    /// Acknowledgments, from the other side, of bytes beyond a hole; see `acknowledge`.
    private var acknowledgedHoles = 0
    /// The furthest offset that the other side acknowledged, and the packet that did; see `flush`.
    private var reached: (offset: Int, packet: PacketReference)?

    public private(set) var missingBytes = 0
    /// Segments that repeated bytes held here with another content.
    public private(set) var conflictingSegments = 0

    public init() {}

    /// A receiver that knows where its stream starts, because the SYN was seen.
    public init(nextSequenceNumber: UInt32) { origin = nextSequenceNumber }

    /// The sequence number that is expected next; `nil` if nothing was ever received.
    public var nextSequenceNumber: UInt32? { origin.map { $0 &+ UInt32(truncatingIfNeeded: nextOffset) } }

    /// Bytes that it holds back, with what it takes to hold them.
    public var weight: Int { heldBytes &+ held.count &* 96 }

    /// Whether segments, or a FIN, wait for bytes that have not come.
    public var isWaiting: Bool { !held.isEmpty || (finOffset != nil && !didDeliverFIN) }

    /// The other side has received more than the capture shows.
    public var lacksAcknowledgedBytes: Bool { reached.map { $0.offset > nextOffset } ?? false }

    public var hasFinished: Bool { didDeliverFIN }

    /// The offset of a sequence number, taken as the one nearest to what is expected next.
    private func offset(of sequenceNumber: UInt32, from origin: UInt32) -> Int {
        let expected = origin &+ UInt32(truncatingIfNeeded: nextOffset)
        return nextOffset + Int(Int32(bitPattern: sequenceNumber &- expected))
    }

    /// Whether a SYN with this number begins the stream that is already being received.
    public func isStart(_ synSequenceNumber: UInt32) -> Bool { origin == synSequenceNumber &+ 1 }

    // MARK: Receiving

    /// Takes one segment's payload, delivers what is in order now, and keeps the rest.
    ///
    /// `sequenceNumber` is that of the first payload byte: one more than the header's if the segment has SYN set.
    /// After `payload`, the capture cut `missing` bytes off.
    public mutating func receive<Consumer: StreamConsumer & ~Copyable>(
        _ payload: Span<UInt8>,
        missing: Int = 0,
        sequenceNumber: UInt32,
        hasFIN: Bool,
        at packet: PacketReference,
        budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        let origin = origin ?? sequenceNumber
        self.origin = origin
        let start = offset(of: sequenceNumber, from: origin)
        let end = start + payload.count + missing
        if hasFIN, finOffset == nil, end >= nextOffset { finOffset = (end, packet) }

        if start <= nextOffset {
            if end > nextOffset {
                deliver(payload, missing: missing, start: start, at: packet, into: &consumer)
                releaseHeld(&budget, into: &consumer)
            }
        } else if !payload.isEmpty || missing > 0 {
            hold(payload, missing: missing, start: start, at: packet, &budget)
            enforceLimits(&budget, into: &consumer)
        }
        deliverFINIfDue(into: &consumer)
    }

    /// Tells which bytes the other side has acknowledged.
    ///
    /// When it acknowledges bytes beyond a hole, it has received them and the capture has not. A second such
    /// acknowledgment is waited for, since captures of several queues or taps may swap neighbouring packets.
    public mutating func acknowledge<Consumer: StreamConsumer & ~Copyable>(
        _ acknowledgmentNumber: UInt32,
        at packet: PacketReference,
        budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        guard let origin else { return }
        let acknowledged = offset(of: acknowledgmentNumber, from: origin)
        if acknowledged > nextOffset { note(acknowledged, at: packet) }
        guard isWaiting else { return }
        // A FIN counts as one byte.
        guard let end = held.first?.end ?? finOffset.map({ $0.offset + 1 }), acknowledged >= end else {
            return
        }
        acknowledgedHoles += 1
        guard acknowledgedHoles >= 2 || finOffset != nil else { return }
        while let first = held.first, first.end <= acknowledged { skipHole(&budget, into: &consumer) }
        if let fin = finOffset, fin.offset < acknowledged { skipHoleBeforeFIN(into: &consumer) }
        deliverFINIfDue(into: &consumer)
    }

    /// Tells the sequence number of a RST, to which its sender must have come.
    public mutating func receiveReset(_ sequenceNumber: UInt32, at packet: PacketReference) {
        guard let origin else { return }
        let offset = offset(of: sequenceNumber, from: origin)
        // Not every stack takes care of this number.
        if offset > nextOffset, offset - nextOffset <= 0xFFFF { note(offset, at: packet) }
    }

    private mutating func note(_ offset: Int, at packet: PacketReference) {
        if offset > reached?.offset ?? 0 { reached = (offset, packet) }
    }

    /// Gives up every hole: the connection is over, or about to be forgotten.
    ///
    /// Bytes that the other side acknowledged and nobody saw are a hole as well: nothing came after them that would
    /// have shown it.
    public mutating func flush<Consumer: StreamConsumer & ~Copyable>(
        budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        while !held.isEmpty { skipHole(&budget, into: &consumer) }
        skipHoleBeforeFIN(into: &consumer)
        if finOffset == nil, let reached, reached.offset > nextOffset {
            deliverGap(reached.offset - nextOffset, at: reached.packet, into: &consumer)
        }
        deliverFINIfDue(into: &consumer)
    }

    /// Forgets what is held without delivering it.
    public mutating func discard(budget: inout ReassemblyBudget) {
        budget.heldBytes -= heldBytes
        heldBytes = 0
        held = []
    }

    // MARK: Delivery

    private mutating func deliver<Consumer: StreamConsumer & ~Copyable>(
        _ payload: Span<UInt8>,
        missing: Int,
        start: Int,
        at packet: PacketReference,
        into consumer: inout Consumer
    ) {
        let skipped = nextOffset - start
        if skipped < payload.count {
            nextOffset = start + payload.count
            if skipped == 0 {
                consumer.receive(payload, at: packet)
            } else {
                consumer.receive(payload.extracting(skipped...), at: packet)
            }
        }
        let end = start + payload.count + missing
        if end > nextOffset { deliverGap(end - nextOffset, at: packet, into: &consumer) }
    }

    private mutating func deliverGap<Consumer: StreamConsumer & ~Copyable>(
        _ count: Int,
        at packet: PacketReference,
        into consumer: inout Consumer
    ) {
        missingBytes += count
        nextOffset += count
        consumer.receiveGap(count, at: packet)
    }

    private mutating func releaseHeld<Consumer: StreamConsumer & ~Copyable>(
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        guard let first = held.first, first.offset <= nextOffset else { return }
        var released = 0
        while released < held.count, held[released].offset <= nextOffset {
            let segment = held[released]
            released += 1
            heldBytes -= segment.bytes.count
            budget.heldBytes -= segment.bytes.count
            guard segment.end > nextOffset else { continue }
            deliver(
                segment.bytes.span,
                missing: segment.missing,
                start: segment.offset,
                at: segment.packet,
                into: &consumer
            )
        }
        held.removeFirst(released)
        acknowledgedHoles = 0
    }

    private mutating func skipHole<Consumer: StreamConsumer & ~Copyable>(
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        guard let first = held.first else { return }
        deliverGap(first.offset - nextOffset, at: first.packet, into: &consumer)
        releaseHeld(&budget, into: &consumer)
    }

    private mutating func skipHoleBeforeFIN<Consumer: StreamConsumer & ~Copyable>(
        into consumer: inout Consumer
    ) {
        guard held.isEmpty, let fin = finOffset, fin.offset > nextOffset else { return }
        deliverGap(fin.offset - nextOffset, at: fin.packet, into: &consumer)
    }

    private mutating func deliverFINIfDue<Consumer: StreamConsumer & ~Copyable>(into consumer: inout Consumer)
    {
        guard let fin = finOffset, !didDeliverFIN, fin.offset <= nextOffset else { return }
        didDeliverFIN = true
        consumer.receiveFIN(at: fin.packet)
    }

    // MARK: Holding back

    /// Keeps those bytes of an early segment that are not held yet.
    private mutating func hold(
        _ payload: Span<UInt8>,
        missing: Int,
        start: Int,
        at packet: PacketReference,
        _ budget: inout ReassemblyBudget
    ) {
        let end = start + payload.count + missing
        var cursor = start
        var index = held.firstIndex { $0.end > start } ?? held.count
        var hasConflict = false
        while cursor < end {
            if index < held.count, held[index].offset <= cursor {
                if !hasConflict { hasConflict = differs(payload, start: start, from: held[index]) }
                cursor = max(cursor, held[index].end)
                index += 1
                continue
            }
            let pieceEnd = index < held.count ? min(end, held[index].offset) : end
            let from = min(cursor - start, payload.count)
            let to = min(pieceEnd - start, payload.count)
            let bytes = [UInt8](copying: payload.extracting(from..<to))
            held.insert(
                HeldSegment(
                    offset: cursor,
                    bytes: bytes,
                    missing: pieceEnd - cursor - bytes.count,
                    packet: packet
                ),
                at: index
            )
            heldBytes += bytes.count
            budget.heldBytes += bytes.count
            index += 1
            cursor = pieceEnd
        }
        if hasConflict { conflictingSegments += 1 }
    }

    private func differs(_ payload: Span<UInt8>, start: Int, from segment: HeldSegment) -> Bool {
        let from = max(start, segment.offset)
        let to = min(start + payload.count, segment.offset + segment.bytes.count)
        guard from < to else { return false }
        for offset in from..<to where payload[offset - start] != segment.bytes[offset - segment.offset] {
            return true
        }
        return false
    }

    private mutating func enforceLimits<Consumer: StreamConsumer & ~Copyable>(
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        while heldBytes > budget.limits.bytesPerDirection || held.count > budget.limits.segmentsPerDirection
            || (budget.heldBytes > budget.limits.bytesInAll && !held.isEmpty)
        {
            budget.limitHits += 1
            skipHole(&budget, into: &consumer)
        }
    }
}
