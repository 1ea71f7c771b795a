/// Remembers when each tracker has to be looked at again, in seconds of packet time.
///
/// Each tracker stands in one bucket; what is found there before its deadline moves on to a later bucket. So a packet
/// that puts a deadline off costs nothing here.
struct DeadlineWheel {
    private static let bucketCount = 128

    private var buckets = [[Entry]](repeating: [], count: bucketCount)
    /// The last second whose bucket was emptied; `nil` before the first packet.
    private(set) var now: Int?

    struct Entry {
        var slot: Int
        /// Tells a tracker from an earlier one in the same slot.
        var generation: UInt32
    }

    mutating func add(_ entry: Entry, at deadline: Int) {
        let now = now ?? deadline
        // Beyond the horizon it waits in the last bucket, and moves on from there.
        let second = min(max(deadline, now + 1), now + Self.bucketCount - 1)
        buckets[second & (Self.bucketCount - 1)].append(entry)
    }

    /// Forgets all entries, and keeps the clock.
    mutating func removeAll() { buckets = [[Entry]](repeating: [], count: Self.bucketCount) }

    /// Sets the clock, and with it the seconds for which the entries stand.
    mutating func step(by seconds: Int) {
        guard let last = now else { return }
        let moved = last + seconds
        var rotated = buckets
        for distance in 0..<Self.bucketCount {
            rotated[(moved + distance) & (Self.bucketCount - 1)] =
                buckets[(last + distance) & (Self.bucketCount - 1)]
        }
        buckets = rotated
        now = moved
    }

    /// Moves on to `second` and returns the entries whose buckets were passed, in the order of their seconds.
    ///
    /// Time that runs backwards is taken as standing still.
    mutating func advance(to second: Int) -> [Entry] {
        guard let last = now else {
            now = second
            return []
        }
        guard second > last else { return [] }
        var due: [Entry] = []
        for passed in (last + 1)...min(second, last + Self.bucketCount) {
            let bucket = passed & (Self.bucketCount - 1)
            due.append(contentsOf: buckets[bucket])
            buckets[bucket].removeAll(keepingCapacity: true)
        }
        now = second
        return due
    }
}
