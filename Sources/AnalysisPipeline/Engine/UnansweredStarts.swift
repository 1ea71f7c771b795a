import ByteParsing
import PacketDecoding

/// SYNs on flows that have a connection already, until somebody answers.
///
/// A receiver answers such a SYN by a mere acknowledgment of what it expects, and goes on (RFC 5961, section 4.2): it may be
/// anybody's. The ports' next connection shows by what follows.
struct UnansweredStarts {
    /// Flows remembered; at the next one all are forgotten.
    static let capacity = 4_096

    struct Start {
        let direction: Direction
        let sequenceNumber: UInt32
        let packet: PacketReference

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

    private var known: [FlowKey: Start] = [:]

    var isEmpty: Bool { known.isEmpty }

    mutating func note(_ segment: TCPSegment, at packet: PacketReference) {
        if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
        known[segment.key] = Start(
            direction: segment.direction,
            sequenceNumber: segment.sequenceNumber,
            packet: packet
        )
    }

    /// The SYN that a segment can only follow, which is forgotten.
    mutating func take(answeredBy segment: TCPSegment) -> Start? {
        guard let start = known[segment.key], start.isAnswered(by: segment) else { return nil }
        known[segment.key] = nil
        return start
    }

    mutating func forget(_ key: FlowKey) { known[key] = nil }
}
