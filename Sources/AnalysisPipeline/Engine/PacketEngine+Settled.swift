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
        if segment.flags.contains(.reset) { table[slot].state = .closed }
        if segment.flags.contains(.fin) {
            table[slot].marks.insert(.sawFIN(direction))
            if table[slot].marks.contains([.sawFINForward, .sawFINBackward]) { table[slot].state = .closed }
        }
        if segment.wireLength > 0, !segment.mayBePadding(payload) {
            watch(segment, payload, slot, direction, at: packet)
        }
        if table[slot].state == .closed { letGo(slot) }
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
        guard let expected = table[slot].expected(direction) else {
            guard RecordWatch.startsHandshake(payload) else { return }
            table[slot].expect(start, direction)
            followAgain(segment, payload, slot, direction, at: packet)
            return
        }
        var watch = RecordWatch(nextHeader: expected)
        switch watch.look(at: payload, sequenceNumber: start) {
        case .nothing: table[slot].expect(watch.nextHeader, direction)
        case .lost: table[slot].expectNothing(direction)
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
        let (link, key) = (table[slot].link, table.key(of: slot))
        guard let client = brief.client(of: link, group: key.group) else {
            counters.lostHandshakes += 1
            return
        }
        guard client == key.sender(in: direction), let lost = brief.take(link, group: key.group) else {
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
        guard let earlier = recent.take(entry.link, group: table.key(of: slot).group) else {
            table[slot].expectNothing(direction)
            noteLostHandshake(slot, direction, at: packet)
            return
        }
        let tracker = ConnectionTracker(
            key: table.key(of: slot),
            continuing: earlier,
            forward: entry.expected(.forward),
            backward: entry.expected(.backward),
            shared: shared
        )
        place(tracker, slot, at: packet)
        receiveTracked(segment, payload, slot, direction, at: packet)
    }
}
