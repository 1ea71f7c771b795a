import ByteParsing
import PacketDecoding
import StreamReassembly

// A SYN where there is a connection: the ports' next one, or nobody's.

extension PacketEngine {
    /// Nothing more is to come on a flow, so that a SYN can only begin another.
    mutating func isOver(_ slot: Int) -> Bool {
        let entry = table[slot]
        switch entry.state {
        case .closed, .vacant: return true
        case .quiet: return entry.isUnansweredSYN || entry.marks.contains([.sawFINForward, .sawFINBackward])
        case .tracked: return trackers[entry.follower]?.streams.hasDeparted ?? true
        case .settled: return !entry.marks.isDisjoint(with: [.sawFINForward, .sawFINBackward])
        }
    }

    mutating func awaitAnswer(to segment: TCPSegment, _ slot: Int, at packet: PacketReference) {
        unansweredStarts[segment.key] = UnansweredStart(segment, at: packet)
        // Where it goes on, its first bytes are to be looked at.
        if table[slot].state == .settled { table[slot].expectNothing(segment.direction) }
    }

    /// Lets the next connection begin that a SYN had asked for.
    mutating func restartIfAnswered(_ segment: TCPSegment, _ slot: Int) {
        guard let start = unansweredStarts[segment.key], start.isAnswered(by: segment) else { return }
        unansweredStarts[segment.key] = nil
        restart(slot, at: start.packet)
        table[slot].marks.insert(.sawSYN)
        table[slot].expect(start.sequenceNumber &+ 1, start.direction)
    }
}

extension FlowEntry {
    /// Whether a sequence number may be of the flow's stream, while `quiet`: no window reaches further.
    func isNear(_ sequenceNumber: UInt32, _ direction: Direction) -> Bool {
        guard let next = nextByte(direction) else { return true }
        return abs(Int(Int32(bitPattern: sequenceNumber &- next))) <= Self.furthest
    }

    private static let furthest = 16 << 20

    /// Whether the receiver heeds a segment that is neither SYN nor RST, while `quiet` (RFC 5961, sections 4.2 and 5.2).
    ///
    /// Once a side has spoken, what it acknowledges is not looked at: the short way for common segments does not either.
    func accepts(_ segment: TCPSegment) -> Bool {
        guard !segment.flags.contains(.reset) else { return true }
        guard isNear(segment.sequenceNumber, segment.direction) else { return false }
        // A piece of what came before has no bits at all.
        if marks.contains(.sawData(segment.direction)) || segment.flags.isEmpty { return true }
        return segment.flags.contains(.acknowledgment)
            && isNear(segment.acknowledgmentNumber, segment.direction.opposite)
    }

    /// Whether a RST ends the connection for its receiver, while `quiet` (RFC 5961, section 3.2).
    func heeds(resetBy segment: TCPSegment) -> Bool {
        let direction = segment.direction
        if let next = nextByte(direction) {
            let end = next &+ (marks.contains(.sawFIN(direction)) ? 1 : 0)
            return segment.sequenceNumber == next || segment.sequenceNumber == end
        }
        // A SYN is refused by a RST that acknowledges it (RFC 9293, section 3.10.7.3).
        guard isUnansweredSYN, let asked = nextByte(direction.opposite) else { return true }
        return segment.flags.contains(.acknowledgment) && segment.acknowledgmentNumber == asked
    }
}
