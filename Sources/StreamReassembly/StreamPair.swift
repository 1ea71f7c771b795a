public import ByteParsing
public import PacketDecoding

/// Both directions of a TCP connection, put into an order that can have been.
///
/// What a side had acknowledged when it sent a segment was there before that segment: until it has come, the segment
/// waits. So neighbours that a capture swaps change nothing, and where bytes are lost, what was said after them is still
/// told after them. A hole is given up when it has been open for ``patience`` although the other side has acknowledged
/// what lies behind it, when a limit is hit, or when the connection is over.
///
/// Not copyable, and what is asked after each packet is stored: a getter that is called from another module gets a copy
/// (docs/performance-diary.md#what-the-compiler-copies).
public struct StreamPair: ~Copyable, Sendable {
    /// Nanoseconds for which a segment is waited for that the other side has received.
    public static let patience: Int64 = 1_000_000_000
    /// The same while nothing of one direction was seen: its packets may stand behind all of the other's.
    public static let patienceForUnseen: Int64 = 10_000_000_000

    var forward: StreamReceiver
    var backward: StreamReceiver
    var reset: WaitingReset?
    /// Where a side may go on behind more lost bytes than a window holds.
    var jump: Jump?
    /// Nanoseconds for which is waited here: longer where the one direction has been late before, as between two taps whose
    /// clocks differ.
    var patience = StreamPair.patience
    /// Nanoseconds by which the backward direction is late in the capture, or, below 0, the forward one: that long after a side
    /// had said that it had received something did that come here, as between two taps whose clocks differ.
    public internal(set) var skew: Int64 = 0
    /// A limit made it give up what might still have come.
    public private(set) var isLimitHit = false

    /// `forward` and `backward` are the sequence numbers of the next bytes, where they are known; with `isFromStart`, nothing
    /// was sent before those.
    public init(forward: UInt32?, backward: UInt32?, isFromStart: Bool = false) {
        self.forward = StreamReceiver(.forward, nextSequenceNumber: forward)
        self.backward = StreamReceiver(.backward, nextSequenceNumber: backward)
        self.forward.isFromStart = isFromStart && forward != nil
        self.backward.isFromStart = isFromStart && backward != nil
        self.forward.isSeen = false
        self.backward.isSeen = false
    }

    // MARK: State

    /// Nothing was sent before what the pair was made for.
    public var isFromStart: Bool { forward.isFromStart || backward.isFromStart }
    public var isWaiting: Bool { forward.isWaiting || backward.isWaiting }
    /// A FIN or RST has come and waits for bytes before it.
    public private(set) var isEndWaiting = false
    /// A RST has come, and ``takeReset(at:budget:into:)`` has not given it back.
    public private(set) var isResetWaiting = false
    /// Nanoseconds for which what comes is waited for at the most, where something is waited for.
    public private(set) var longestWait = StreamPair.patience
    public var missingBytes: Int { forward.missingBytes + backward.missingBytes }
    public var conflictingSegments: Int { forward.conflictingSegments + backward.conflictingSegments }
    /// Of both directions, since the pair was made.
    public var receivedBytes: Int { forward.nextOffset + backward.nextOffset }

    /// Bytes that both directions hold back, with what it takes to hold them.
    public private(set) var weight = 0
    /// Whether bytes of a direction were acknowledged that have not come.
    @usableFromInline private(set) var lacksForward = false
    @usableFromInline private(set) var lacksBackward = false

    mutating func refresh() {
        if case .some = reset { isResetWaiting = true } else { isResetWaiting = false }
        isEndWaiting = forward.isFINWaiting || backward.isFINWaiting || isResetWaiting
        weight = forward.weight &+ backward.weight
        lacksForward = forward.lacksAcknowledgedBytes
        lacksBackward = backward.lacksAcknowledgedBytes
        if isEndWaiting || lacksForward || lacksBackward { longestWait = currentPatience }
    }

    public func hasReceived(_ direction: Direction) -> Bool {
        let own = direction == .forward ? forward : backward
        return own.nextOffset > own.passedUnseen
    }

    /// Whether a SYN of this number is a repetition of the one that opened the connection.
    public func isStart(_ sequenceNumber: UInt32, _ direction: Direction) -> Bool {
        direction == .forward ? forward.isStart(sequenceNumber) : backward.isStart(sequenceNumber)
    }

    public func nextSequenceNumber(_ direction: Direction) -> UInt32? {
        direction == .forward ? forward.nextSequenceNumber : backward.nextSequenceNumber
    }

    /// Whether bytes of a direction were acknowledged that have not come.
    @inlinable @inline(__always)
    public func lacksAcknowledgedBytes(_ direction: Direction) -> Bool {
        direction == .forward ? lacksForward : lacksBackward
    }

    /// Whether a segment of a direction was taken, with bytes or without.
    public func isSeen(_ direction: Direction) -> Bool {
        direction == .forward ? forward.isSeen : backward.isSeen
    }

    // MARK: Receiving

    /// Takes a segment with its payload, as far as that was captured.
    public mutating func receive<Consumer: StreamConsumer & ~Copyable>(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        at packet: PacketReference,
        budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        guard
            isAcceptable(segment)
                || (follow(jumpBy: segment, at: packet, &budget, into: &consumer) && isAcceptable(segment))
        else { return }
        if case .some = jump { jump = nil }
        own(segment.direction) { $0.isSeen = true }
        var awaited: Awaited?
        if isWaiting {
            giveUpOld(packet.time, &budget, into: &consumer)
            awaited = self.awaited
        }
        if isResetWaiting { withdrawReset(by: segment) }
        let heard = acknowledge(segment, at: packet)
        let hasFIN = segment.flags.contains(.fin)
        if segment.wireLength > 0 || hasFIN {
            let sequenceNumber = segment.sequenceNumber &+ (segment.flags.contains(.syn) ? 1 : 0)
            let isDoubtful = segment.mayBePadding(payload)
            let other = segment.direction == .forward ? backward.reach : forward.reach
            own(segment.direction) {
                $0.receive(
                    payload,
                    missing: segment.missingLength,
                    sequenceNumber: sequenceNumber,
                    hasFIN: hasFIN,
                    at: packet,
                    heard: heard,
                    other: other,
                    isDoubtful: isDoubtful,
                    budget: &budget,
                    into: &consumer
                )
            }
        } else if isEndWaiting {
            own(segment.direction) { $0.doubtFIN(by: segment.sequenceNumber, heard) }
        }
        if isWaiting {
            release(&budget, into: &consumer)
            enforceLimits(&budget, into: &consumer)
        }
        if let awaited { noteLateness(awaited, packet.time) }
        refresh()
    }

    /// Whether a RST waits over which its receiver ends the connection.
    public var isHeededResetWaiting: Bool { reset?.isHeeded == true }

    /// A RST whose turn has come, with its sender's place in the stream: nothing is missing that was sent before it, or it has
    /// been waited for as long as ``patience`` says, or the connection is over, for which `now` is `nil`.
    ///
    /// What was under way when it was sent comes after it in the capture.
    public mutating func takeReset<Consumer: StreamConsumer & ~Copyable>(
        at now: Timestamp?,
        budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) -> (place: StreamPlace, packet: PacketReference)? {
        guard let reset else { return nil }
        let isLacking = isWaiting || forward.lacksAcknowledgedBytes || backward.lacksAcknowledgedBytes
        if let now {
            guard reset.isHeeded else { return nil }
            if isLacking, now.nanoseconds - reset.packet.time.nanoseconds <= currentPatience { return nil }
        }
        self.reset = nil
        if !reset.isHeeded {
            own(reset.direction) {
                $0.isSeen = true
                $0.receiveReset(reset.sequenceNumber, at: reset.packet)
            }
        }
        flush(&budget, into: &consumer)
        refresh()
        let own = reset.direction == .forward ? forward : backward
        return (StreamPlace(reset.direction, end: own.nextOffset, heard: reset.heard), reset.packet)
    }

    /// The offset in the other direction up to which a segment's sender has received it.
    mutating func acknowledge(_ segment: TCPSegment, at packet: PacketReference) -> Int? {
        let isForward = segment.direction == .forward
        // A RST may be without one, and says nothing then: it may answer whatever came.
        guard segment.flags.contains(.acknowledgment) else { return nil }
        return isForward
            ? backward.acknowledge(segment.acknowledgmentNumber, at: packet)
            : forward.acknowledge(segment.acknowledgmentNumber, at: packet)
    }

    // MARK: Waiting and giving up

    /// Delivers what the two directions waited for in each other.
    private mutating func release<Consumer: StreamConsumer & ~Copyable>(
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        while forward.isWaiting && forward.release(backward.reach, &budget, into: &consumer)
            || backward.isWaiting && backward.release(forward.reach, &budget, into: &consumer)
        {}
    }

    /// Gives up what has been waited for too long although the other side has it.
    private mutating func giveUpOld<Consumer: StreamConsumer & ~Copyable>(
        _ now: Timestamp,
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        while let first = firstWaiting, first.waiting.isAcknowledged,
            now.nanoseconds - first.waiting.packet.time.nanoseconds > currentPatience
        {
            giveUp(first.direction, &budget, into: &consumer)
        }
    }

    private mutating func enforceLimits<Consumer: StreamConsumer & ~Copyable>(
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        while forward.exceeds(budget) || backward.exceeds(budget) {
            budget.limitHits += 1
            isLimitHit = true
            giveUp(forward.exceeds(budget) ? .forward : .backward, &budget, into: &consumer)
        }
    }

    /// Gives up waiting for what is missing: nothing more will come.
    public mutating func flush<Consumer: StreamConsumer & ~Copyable>(
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        while let first = firstWaiting { giveUp(first.direction, &budget, into: &consumer) }
        flushAcknowledged(&budget, into: &consumer)
    }

    /// Counts what the capture lacks, by what the sides acknowledged: a flight that it lost may have decided.
    public mutating func flushAcknowledged<Consumer: StreamConsumer & ~Copyable>(
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        while forward.lacksAcknowledgedBytes || backward.lacksAcknowledgedBytes, let first = firstWaiting {
            giveUp(first.direction, &budget, into: &consumer)
        }
        forward.giveUpAcknowledged(into: &consumer)
        backward.giveUpAcknowledged(into: &consumer)
    }

    public mutating func discard(_ budget: inout ReassemblyBudget) {
        forward.discard(budget: &budget)
        backward.discard(budget: &budget)
        refresh()
    }

    /// The direction in which something has waited for longer.
    var firstWaiting: (direction: Direction, waiting: StreamReceiver.Waiting)? {
        guard let one = forward.waiting else { return backward.waiting.map { (.backward, $0) } }
        guard let other = backward.waiting else { return (.forward, one) }
        let isFirst =
            one.packet.input == other.packet.input
            ? one.packet.frame <= other.packet.frame : one.packet.time <= other.packet.time
        return isFirst ? (.forward, one) : (.backward, other)
    }

    /// Gives up the first hole of a direction, and before it what its sender had heard of the other.
    private mutating func giveUp<Consumer: StreamConsumer & ~Copyable>(
        _ direction: Direction,
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        if direction == .forward {
            let packet = forward.waiting?.packet
            if let packet {
                backward.skip(to: forward.heardByWaiting, at: packet, .max, &budget, into: &consumer)
            }
            forward.giveUpFirst(backward.reach, &budget, into: &consumer)
        } else {
            let packet = backward.waiting?.packet
            if let packet {
                forward.skip(to: backward.heardByWaiting, at: packet, .max, &budget, into: &consumer)
            }
            backward.giveUpFirst(forward.reach, &budget, into: &consumer)
        }
        release(&budget, into: &consumer)
    }
}

extension TCPSegment {
    /// Whether what looks like payload may be the padding of a short Ethernet frame, which an IP length that is wrong
    /// about it takes in: on a bare acknowledgment, zeros up to the smallest frame.
    ///
    /// No frame that is longer was padded, unless it is of a tunnel, which may have been so inside.
    public func mayBePadding(_ payload: Span<UInt8>) -> Bool {
        guard payload.count <= Self.longestPadding, !payload.isEmpty, missingLength == 0,
            flags == .acknowledgment, payloadRange.upperBound <= Self.smallestFrame || tunnels != 0
        else { return false }
        for index in payload.indices where payload[index] != 0 { return false }
        return true
    }

    /// A frame of 60 bytes, less the headers of Ethernet, IPv4 and TCP.
    @inlinable public static var longestPadding: Int { 60 - 14 - 20 - 20 }
    /// With the tag of a VLAN, or a checksum.
    private static var smallestFrame: Int { 64 }
}
