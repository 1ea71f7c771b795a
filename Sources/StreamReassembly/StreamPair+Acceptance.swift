public import ByteParsing
public import PacketDecoding

// What a receiver heeds of what comes under a connection's addresses and ports (RFC 9293, section 3.10.7; RFC 5961).

/// A RST that waits for what its sender had sent or heard before it.
struct WaitingReset: Sendable {
    let direction: Direction
    let packet: PacketReference
    let sequenceNumber: UInt32
    let heard: Int?
    /// Its receiver ends the connection over it.
    ///
    /// Of any other the end of all shows whether its sender had left: one that goes on had not sent it, or had not been heeded.
    let isHeeded: Bool
    /// How far the sender had come in both streams before.
    let sent: Int
    let acknowledged: Int
}

extension StreamPair {
    /// Whether the receiver takes what a segment holds.
    ///
    /// It has the ACK bit, and neither its sequence number nor what it acknowledges is further away than any window reaches (RFC
    /// 5961, sections 4.2 and 5.2), or outside of what its streams hold: the ports' next connection may begin close to the end of
    /// this one, and its segments come before its SYN where the two directions were captured apart.
    ///
    /// Mutating in form only: who asks would get a copy of it all (docs/performance-diary.md#what-the-compiler-copies).
    @inline(__always)
    mutating func isAcceptable(_ segment: TCPSegment) -> Bool {
        let isForward = segment.direction == .forward
        // A piece of what came before has no bits at all.
        guard segment.flags.contains(.acknowledgment) || segment.flags.contains(.syn) || segment.flags.isEmpty
        else { return false }
        let start = segment.sequenceNumber
        guard isForward ? forward.isNear(start) : backward.isNear(start),
            isForward
                ? forward.mayHold(segment.wireLength, at: start)
                : backward.mayHold(segment.wireLength, at: start)
        else { return false }
        guard segment.flags.contains(.acknowledgment) else { return true }
        let heard = segment.acknowledgmentNumber
        return isForward
            ? backward.isNear(heard) && backward.mayBeAcknowledged(at: heard)
            : forward.isNear(heard) && forward.mayBeAcknowledged(at: heard)
    }

    /// Takes a RST, which has its say when ``takeReset(at:budget:into:)`` gives it back; one that stands out of any window is
    /// nobody's.
    public mutating func receiveReset(_ segment: TCPSegment, at packet: PacketReference) {
        let (number, direction) = (segment.sequenceNumber, segment.direction)
        let own = direction == .forward ? forward : backward
        let other = direction == .forward ? backward : forward
        guard own.isNear(number), !own.isBeyondEnd(number) else { return }
        let isHeeded = own.isHeeded(resetAt: number)
        if isHeeded ? reset?.isHeeded == true : reset != nil { return }
        var heard: Int?
        if isHeeded {
            heard = acknowledge(segment, at: packet)
            self.own(direction) {
                $0.isSeen = true
                $0.receiveReset(number, at: packet)
                $0.doubtFIN(by: number, heard, isReset: true)
            }
        }
        reset = WaitingReset(
            direction: direction,
            packet: packet,
            sequenceNumber: number,
            heard: heard,
            isHeeded: isHeeded,
            sent: own.furthestEnd,
            acknowledged: max(other.acknowledged.latest, other.acknowledged.before)
        )
        refresh()
    }

    @inline(__always)
    mutating func own(_ direction: Direction, _ change: (inout StreamReceiver) -> Void) {
        if direction == .forward { change(&forward) } else { change(&backward) }
    }

    /// Forgets a RST whose sender goes on: it says or acknowledges more than it had before.
    mutating func withdrawReset(by segment: TCPSegment) {
        guard let reset, !reset.isHeeded, reset.direction == segment.direction else { return }
        let own = reset.direction == .forward ? forward : backward
        let other = reset.direction == .forward ? backward : forward
        let bytes = segment.wireLength + (segment.flags.contains(.fin) ? 1 : 0)
        let hasSaidMore =
            bytes > 0
            && own.origin.map { own.offset(of: segment.sequenceNumber, from: $0) + bytes > reset.sent }
                ?? true
        let hasHeardMore =
            segment.flags.contains(.acknowledgment)
            && other.origin.map {
                other.offset(of: segment.acknowledgmentNumber, from: $0) > reset.acknowledged
            } ?? false
        if hasSaidMore || hasHeardMore { self.reset = nil }
    }
}
