import ByteParsing
import PacketDecoding

// How long what one direction lacks is waited for.

extension StreamPair {
    /// What is waited for first.
    struct Awaited {
        let direction: Direction
        let offset: Int
        let since: Timestamp
        /// The other direction waits for it, whose sender had received it.
        let isHeard: Bool
    }

    var awaited: Awaited? {
        guard let first = firstWaiting else { return nil }
        let own = first.direction == .forward ? forward : backward
        let direction = own.hasHole ? first.direction : first.direction.opposite
        return Awaited(
            direction: direction,
            offset: (direction == .forward ? forward : backward).nextOffset,
            since: first.waiting.packet.time,
            isHeard: direction != first.direction
        )
    }

    /// Where what was waited for has begun to come, the rest may be as late.
    mutating func noteLateness(_ awaited: Awaited, _ now: Timestamp) {
        let offset = (awaited.direction == .forward ? forward : backward).nextOffset
        let time = now.nanoseconds - awaited.since.nanoseconds
        guard offset > awaited.offset, time > 0, time < Self.patienceForUnseen else { return }
        patience = max(patience, min(2 * time + Self.patience, Self.patienceForUnseen))
        if awaited.isHeard, time > abs(skew) { skew = awaited.direction == .backward ? time : -time }
    }

    /// Nanoseconds for which is waited now.
    @inline(__always)
    var currentPatience: Int64 {
        forward.furthestEnd > 0 && backward.furthestEnd > 0 ? patience : Self.patienceForUnseen
    }
}
