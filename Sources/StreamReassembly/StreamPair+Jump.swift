import ByteParsing
import PacketDecoding

// More lost than a window holds: where the connection goes on, nothing is near what is expected.

/// Segments of one side, one behind the other, that stand where no window reaches: nobody's, or the connection's own behind a
/// loss.
struct Jump: Sendable {
    let direction: Direction
    /// Of the first.
    let sequenceNumber: UInt32
    /// Behind the last.
    var end: UInt32
    /// What the last acknowledges.
    var acknowledgmentNumber: UInt32
    var count = 1

    init(_ segment: TCPSegment) {
        direction = segment.direction
        sequenceNumber = segment.sequenceNumber
        end = segment.sequenceNumber &+ UInt32(truncatingIfNeeded: segment.wireLength)
        acknowledgmentNumber = segment.acknowledgmentNumber
    }

    /// Takes in the segment that comes next in the same direction; `false` if it is another.
    mutating func extend(by segment: TCPSegment) -> Bool {
        guard segment.direction == direction, segment.sequenceNumber == end, segment.wireLength > 0 else {
            return false
        }
        end &+= UInt32(truncatingIfNeeded: segment.wireLength)
        acknowledgmentNumber = segment.acknowledgmentNumber
        count += 1
        return true
    }

    /// Whether the other side goes on where these were received, and these where that stands.
    func isAnswered(by segment: TCPSegment) -> Bool {
        let heard = segment.acknowledgmentNumber &- sequenceNumber
        return segment.direction != direction && heard <= end &- sequenceNumber
            && abs(Int(Int32(bitPattern: segment.sequenceNumber &- acknowledgmentNumber)))
                <= StreamReceiver.furthestAcknowledgment
    }
}

extension StreamPair {
    /// Segments that follow each other out of reach before they are believed where the other direction is not captured.
    static let jumpsAlone = 4

    /// Goes on behind more lost bytes than a window holds, with a segment that is not acceptable where it stands.
    ///
    /// Both sides have to be seen there, each having received what the other sent; of a stranger's segments nobody says so.
    mutating func follow<Consumer: StreamConsumer & ~Copyable>(
        jumpBy segment: TCPSegment,
        at packet: PacketReference,
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) -> Bool {
        guard segment.flags.contains(.acknowledgment), !segment.flags.contains(.syn) else { return false }
        guard var jump, jump.direction != segment.direction || jump.extend(by: segment) else {
            jump = Jump(segment)
            return false
        }
        let other = segment.direction == .forward ? backward : forward
        let isProven = jump.isAnswered(by: segment) || (!other.isSeen && jump.count >= Self.jumpsAlone)
        guard isProven else {
            self.jump = jump.direction == segment.direction ? jump : Jump(segment)
            return false
        }
        self.jump = nil
        let isAlone = jump.direction == segment.direction
        skip(
            jump.direction,
            to: isAlone ? segment.sequenceNumber : jump.end,
            at: packet,
            &budget,
            into: &consumer
        )
        if !isAlone {
            skip(segment.direction, to: segment.sequenceNumber, at: packet, &budget, into: &consumer)
        }
        return true
    }

    /// Gives up what comes before this number, if it is out of reach.
    private mutating func skip<Consumer: StreamConsumer & ~Copyable>(
        _ direction: Direction,
        to number: UInt32,
        at packet: PacketReference,
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        if direction == .forward {
            guard !forward.isNear(number), let distance = forward.distance(to: number) else { return }
            forward.skip(to: forward.nextOffset + distance, at: packet, .max, &budget, into: &consumer)
        } else {
            guard !backward.isNear(number), let distance = backward.distance(to: number) else { return }
            backward.skip(to: backward.nextOffset + distance, at: packet, .max, &budget, into: &consumer)
        }
    }
}

extension StreamReceiver {
    /// Bytes from what comes next to a sequence number ahead; `nil` while nothing is known.
    fileprivate func distance(to number: UInt32) -> Int? { nextSequenceNumber.map { Int(number &- $0) } }
}
