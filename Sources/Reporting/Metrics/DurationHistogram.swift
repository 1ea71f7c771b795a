/// How long something took: counts by upper bounds that double or nearly so.
struct DurationHistogram: Hashable, Sendable {
    /// In seconds, as they are written; sorted.
    static let bounds: [(text: String, seconds: Double)] = [
        ("0.001", 0.001), ("0.0025", 0.0025), ("0.005", 0.005), ("0.01", 0.01), ("0.025", 0.025),
        ("0.05", 0.05),
        ("0.1", 0.1), ("0.25", 0.25), ("0.5", 0.5), ("1.0", 1), ("2.5", 2.5), ("5.0", 5), ("10.0", 10),
        ("30.0", 30), ("60.0", 60), ("120.0", 120),
    ]

    /// By the first bound that is not exceeded; the last is for what exceeds all.
    private var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    private(set) var sum = 0.0
    private(set) var count: UInt64 = 0

    /// A time that a clock's step made negative is none at all.
    mutating func note(nanoseconds: Int64) {
        let seconds = Double(max(nanoseconds, 0)) / 1e9
        let place = Self.bounds.firstIndex { seconds <= $0.seconds } ?? Self.bounds.count
        counts[place] += 1
        sum += seconds
        count += 1
    }

    /// How many took no longer than each bound; the last bound is `+Inf`.
    var cumulated: [(bound: String, count: UInt64)] {
        var total: UInt64 = 0
        var result: [(String, UInt64)] = []
        for (place, count) in counts.enumerated() {
            total += count
            result.append((place < Self.bounds.count ? Self.bounds[place].text : "+Inf", total))
        }
        return result
    }
}
