/// Counts how often each value came, exactly as long as there are few; of many, the most frequent ones (Misra and Gries,
/// "Finding repeated elements", 1982).
struct TopCounts<Value: Hashable & Comparable> {
    let capacity: Int
    private(set) var counts: [Value: UInt64] = [:]
    /// There were more values than fit: counts are too low, by up to this.
    private(set) var shortfall: UInt64 = 0

    init(capacity: Int) { self.capacity = capacity }

    var isExact: Bool { shortfall == 0 }

    mutating func add(_ value: Value, _ number: UInt64 = 1) {
        if let place = counts.index(forKey: value) {
            counts.values[place] += number
        } else if counts.count < capacity {
            counts[value] = number
        } else {
            decrement(by: number)
        }
    }

    /// Takes one back; a value that was not kept counts for nothing.
    mutating func remove(_ value: Value) {
        guard let count = counts[value] else { return }
        counts[value] = count > 1 ? count - 1 : nil
    }

    mutating func add(_ other: TopCounts) {
        for (value, count) in other.counts { add(value, count) }
        shortfall += other.shortfall
    }

    private mutating func decrement(by number: UInt64) {
        let least = min(number, counts.values.min() ?? 0)
        counts = counts.compactMapValues { $0 > least ? $0 - least : nil }
        shortfall += least
    }

    /// The most frequent first; of those that are as frequent, in their own order.
    func top(_ number: Int) -> [(value: Value, count: UInt64)] {
        counts.map { (value: $0.key, count: $0.value) }
            .sorted { $0.count != $1.count ? $0.count > $1.count : $0.value < $1.value }
            .prefix(number).map { $0 }
    }
}
