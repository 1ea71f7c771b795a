import ByteParsing
import PacketDecoding

/// A SYN on a flow that has a connection already, which nobody has answered yet.
///
/// A receiver answers such a SYN by a mere acknowledgment of what it expects, and goes on (RFC 5961, section 4.2): it may be
/// anybody's. The ports' next connection shows by what follows.
struct UnansweredStart {
    /// Flows of which one is remembered.
    static let capacity = 4_096

    let direction: Direction
    let sequenceNumber: UInt32
    let packet: PacketReference

    init(_ segment: TCPSegment, at packet: PacketReference) {
        direction = segment.direction
        sequenceNumber = segment.sequenceNumber
        self.packet = packet
    }

    /// Whether a segment can only follow this SYN: the other side accepts it or refuses it, or its sender goes on behind it.
    func isAnswered(by segment: TCPSegment) -> Bool {
        let next = sequenceNumber &+ 1
        guard segment.direction != direction else {
            return segment.wireLength > 0 && !segment.flags.contains(.syn)
                && segment.sequenceNumber == next
        }
        return segment.flags.contains(.acknowledgment) && segment.acknowledgmentNumber == next
            && !segment.flags.isDisjoint(with: [.syn, .reset])
    }
}
