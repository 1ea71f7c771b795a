import ByteParsing

/// Handshakes and failures by time, in a number of counters that does not grow.
///
/// While packets come as they are sent, it is the last hour, second by second. Of a capture it is all of it: whenever it grows
/// too long, two neighbours become one.
struct RateHistory: Sendable {
    static let capacity = 3600

    private let isSliding: Bool
    /// Seconds that one counter covers.
    private(set) var width: Int64 = 1
    /// Of the first counter, in seconds since 1970.
    private var start: Int64?
    private var handshakes: [UInt64] = []
    private var failures: [UInt64] = []

    init(isSliding: Bool) { self.isSliding = isSliding }

    mutating func add(_ time: Timestamp, isFailure: Bool, _ count: UInt64 = 1) {
        let second = Self.second(time)
        extend(to: second)
        guard let start, second >= start else { return }
        let index = min(Int((second - start) / width), handshakes.count - 1)
        handshakes[index] += count
        if isFailure { failures[index] += count }
    }

    /// Time that passes without anything is shown as well.
    mutating func advance(to time: Timestamp) {
        if start != nil { extend(to: Self.second(time)) }
    }

    private static func second(_ time: Timestamp) -> Int64 {
        let (quotient, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return rest < 0 ? quotient - 1 : quotient
    }

    private mutating func extend(to second: Int64) {
        guard let first = start else {
            start = second
            handshakes = [0]
            failures = [0]
            return
        }
        guard second >= first + Int64(handshakes.count) * width else { return }
        if isSliding {
            slide(to: second, from: first)
        } else {
            while second >= first + Int64(Self.capacity) * width { halve() }
            let needed = Int((second - first) / width) + 1
            let missing = max(needed - handshakes.count, 0)
            handshakes += [UInt64](repeating: 0, count: missing)
            failures += [UInt64](repeating: 0, count: missing)
        }
    }

    private mutating func slide(to second: Int64, from first: Int64) {
        // A clock that jumped leaves nothing to be shown beside what comes.
        let needed = second - first + 1
        let gone = max(needed - Int64(Self.capacity), 0)
        if gone >= Int64(handshakes.count) {
            start = second
            handshakes = [0]
            failures = [0]
            return
        }
        handshakes.removeFirst(Int(gone))
        failures.removeFirst(Int(gone))
        start = first + gone
        let missing = Int(needed - gone) - handshakes.count
        handshakes += [UInt64](repeating: 0, count: missing)
        failures += [UInt64](repeating: 0, count: missing)
    }

    private mutating func halve() {
        width *= 2
        handshakes = Self.halved(handshakes)
        failures = Self.halved(failures)
    }

    private static func halved(_ counts: [UInt64]) -> [UInt64] {
        stride(from: 0, to: counts.count, by: 2).map {
            counts[$0] + ($0 + 1 < counts.count ? counts[$0 + 1] : 0)
        }
    }

    // MARK: What is shown

    /// Counters that are drawn side by side, the last one now.
    struct Cells: Hashable {
        var handshakes: [UInt64]
        var failures: [UInt64]
        /// That each covers.
        var secondsPerCell: Int64
    }

    /// The last `seconds`, or all with `nil`, in at most so many cells.
    func cells(_ number: Int, last seconds: Int64?) -> Cells {
        let wanted = seconds.map { min(Int(($0 + width - 1) / width), handshakes.count) } ?? handshakes.count
        guard number > 0, wanted > 0 else {
            return Cells(handshakes: [], failures: [], secondsPerCell: width)
        }
        let perCell = (wanted + number - 1) / number
        func sums(_ counts: [UInt64]) -> [UInt64] {
            let shown = Array(counts.suffix(wanted))
            // Cells end now, so that the last one is as long as the others.
            let first = shown.count % perCell
            var cells = first > 0 ? [shown[..<first].reduce(0, +)] : []
            for index in stride(from: first, to: shown.count, by: perCell) {
                cells.append(shown[index..<index + perCell].reduce(0, +))
            }
            return cells
        }
        return Cells(
            handshakes: sums(handshakes),
            failures: sums(failures),
            secondsPerCell: Int64(perCell) * width
        )
    }

    /// Handshakes and failures a second, over the last counters.
    func rates(over seconds: Int64) -> (handshakes: Double, failures: Double) {
        let number = max(Int(seconds / width), 1)
        // The one that is being filled does not count, unless there is no other.
        let whole = handshakes.count > 1 ? handshakes.dropLast().suffix(number) : handshakes[...]
        let failed = failures.count > 1 ? failures.dropLast().suffix(number) : failures[...]
        guard !whole.isEmpty else { return (0, 0) }
        let span = Double(whole.count) * Double(width)
        return (Double(whole.reduce(0, +)) / span, Double(failed.reduce(0, +)) / span)
    }
}

/// When what is going on began: its first event after a stretch without any.
struct Onset: Hashable, Sendable {
    /// Such a stretch, in nanoseconds.
    static let quiet: Int64 = 60_000_000_000

    private(set) var began: Timestamp
    private(set) var last: Timestamp

    init(_ time: Timestamp) {
        began = time
        last = time
    }

    mutating func note(_ time: Timestamp) {
        if time.nanoseconds.subtractingReportingOverflow(last.nanoseconds).partialValue > Self.quiet {
            began = time
        }
        last = max(last, time)
    }
}
