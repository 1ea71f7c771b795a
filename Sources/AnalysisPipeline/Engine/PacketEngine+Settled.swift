import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

// Flows whose connection was reported: only the headers of their records are still looked at.

extension PacketEngine {
    mutating func receiveSettled(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        if segment.flags.contains(.reset), heeds(resetBy: segment, slot) { table[slot].state = .closed }
        if isHeeded(segment, slot) {
            if segment.flags.contains(.fin) {
                table[slot].marks.insert(.sawFIN(direction))
                if table[slot].marks.contains([.sawFINForward, .sawFINBackward]) {
                    table[slot].state = .closed
                }
            }
            if segment.wireLength > 0, !segment.mayBePadding(payload) || mayBeLength(segment) {
                watch(segment, payload, slot, direction, at: packet)
            }
        }
        if table[slot].state == .closed { letGo(slot) }
    }

    /// Whether the receiver heeds a segment, by where it stands and what it acknowledges (RFC 5961, section 5.2).
    private mutating func isHeeded(_ segment: TCPSegment, _ slot: Int) -> Bool {
        // A piece of what came before has no bits at all.
        let acknowledges = segment.flags.contains(.acknowledgment)
        guard acknowledges || segment.flags.isEmpty else { return false }
        if isNear(segment.sequenceNumber, slot, segment.direction),
            !acknowledges || isNear(segment.acknowledgmentNumber, slot, segment.direction.opposite)
        {
            return true
        }
        return distantSegments.isBelieved(segment)
    }

    /// Whether a number may be of a direction's stream: the next header is no further away than a window and a record.
    private mutating func isNear(_ number: UInt32, _ slot: Int, _ direction: Direction) -> Bool {
        guard let next = table[slot].nextHeader(direction) else { return true }
        return abs(Int(Int32(bitPattern: number &- next))) <= Self.furthestHeader
    }

    private static var furthestHeader: Int { 32 << 20 }

    /// Whether a RST ends the connection for its receiver (RFC 5961, section 3.2).
    ///
    /// Of the next byte no more is known than where the next record begins. What is sent in the middle of a record is not heeded,
    /// and costs no more than the wait for a silent connection.
    private mutating func heeds(resetBy segment: TCPSegment, _ slot: Int) -> Bool {
        guard let next = table[slot].nextHeader(segment.direction) else { return true }
        return segment.sequenceNumber == next
            || table[slot].marks.contains(.sawFIN(segment.direction)) && segment.sequenceNumber == next &+ 1
    }

    /// Whether zeros that may be padding stand where a record header's length goes on.
    private func mayBeLength(_ segment: TCPSegment) -> Bool {
        guard !cutHeaders.isEmpty else { return false }
        return cutHeaders.awaitsLength(at: segment.sequenceNumber, of: segment.key, segment.direction)
    }

    /// Looks whether another handshake begins.
    private mutating func watch(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        let start = segment.sequenceNumber &+ (segment.flags.contains(.syn) ? 1 : 0)
        guard let expected = table[slot].nextHeader(direction) else {
            guard RecordWatch.startsHandshake(payload) else { return }
            table[slot].expect(start, direction)
            followAgain(segment, payload, slot, direction, at: packet)
            return
        }
        guard !cutHeaders.isEmpty,
            let beginning = cutHeaders.take(expected, of: table.key(of: slot), direction)
        else {
            return look(payload, start, expected, segment, payload, slot, direction, at: packet)
        }
        if beginning.isBehind(payload, at: start) {
            cutHeaders.keep(beginning, of: table.key(of: slot), direction)
        } else if let joined = beginning.joined(with: payload, at: start) {
            // Whoever follows the handshake again gets the beginning first.
            cutHeaders.keep(beginning, of: table.key(of: slot), direction)
            look(joined.span, expected, expected, segment, payload, slot, direction, at: packet)
        } else {
            look(payload, start, expected, segment, payload, slot, direction, at: packet)
        }
    }

    /// Looks from header to header of `bytes`, which begin at `start`: a segment's payload, or that behind the beginning of a
    /// header.
    @inline(__always)
    private mutating func look(
        _ bytes: Span<UInt8>,
        _ start: UInt32,
        _ expected: UInt32,
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        var watch = RecordWatch(nextHeader: expected)
        switch watch.look(at: bytes, sequenceNumber: start) {
        case .nothing: table[slot].expect(watch.nextHeader, direction)
        case .lost: table[slot].expectNothing(direction)
        case .cut where segment.missingLength > 0: table[slot].expectNothing(direction)
        case .cut:
            table[slot].expect(watch.nextHeader, direction)
            let place = Int(watch.nextHeader &- start)
            cutHeaders.keep(
                CutHeaderTable.Beginning(
                    sequenceNumber: watch.nextHeader,
                    bytes: [UInt8](copying: bytes.extracting(place...)),
                    packet: packet
                ),
                of: table.key(of: slot),
                direction
            )
        case .handshake(let sequenceNumber):
            table[slot].expect(sequenceNumber, direction)
            followAgain(segment, payload, slot, direction, at: packet)
        }
    }

    /// A handshake begins on a connection whose report made room for others: whether it asked for a certificate is not
    /// known, and that is said.
    ///
    /// What the server alone says begins none.
    private mutating func noteLostHandshake(_ slot: Int, _ direction: Direction, at packet: PacketReference) {
        let (name, key) = (table[slot].name, table.key(of: slot))
        guard let client = brief.client(of: name, group: key.group) else {
            counters.lostHandshakes += 1
            return
        }
        guard client == key.sender(in: direction), let lost = brief.take(name, group: key.group) else {
            return
        }
        counters.lostHandshakes += 1
        let trace = SessionTrace(of: ConcludedFacts(HandshakeFacts()), nil, server: lost.server)
        enter(
            lost.report(ofHandshakeAt: packet),
            trace,
            isLast: true,
            earlier: Outcome(lost.verdict),
            isLinked: lost.verdict.isResumed,
            grounds: nil
        )
    }

    /// A handshake begins on a connection that was reported: its report is amended when that is decided.
    private mutating func followAgain(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        let entry = table[slot]
        let key = table.key(of: slot)
        guard let earlier = recent.take(entry.name, group: key.group) else {
            table[slot].expectNothing(direction)
            noteLostHandshake(slot, direction, at: packet)
            return
        }
        let beginnings = [Direction.forward, .backward].compactMap { direction in
            entry.nextHeader(direction).flatMap { cutHeaders.take($0, of: key, direction) }
                .map { (direction, $0) }
        }
        let tracker = ConnectionTracker(
            key: key,
            continuing: earlier,
            forward: entry.nextHeader(.forward),
            backward: entry.nextHeader(.backward),
            shared: shared
        )
        place(tracker, slot, at: packet)
        for (direction, beginning) in beginnings {
            let piece = TCPSegment(
                key,
                direction,
                sequenceNumber: beginning.sequenceNumber,
                payloadLength: beginning.bytes.count
            )
            receiveTracked(piece, beginning.bytes.span, slot, direction, at: beginning.packet)
            // Given up for want of memory.
            guard table[slot].state == .tracked else { return }
        }
        receiveTracked(segment, payload, slot, direction, at: packet)
    }
}
