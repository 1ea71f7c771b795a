import ByteParsing

/// Turns the 64-bit ticks of a pcapng interface into time: `if_tsresol` and `if_tsoffset`.
///
/// Whatever the ticks are, the result stays within ±2^62 ns (the years 1823 to 2116), so that the difference of
/// two times never overflows.
struct TickClock {
    private static let furthest: Int64 = 1 << 62

    /// Used when a tick is a whole number of nanoseconds, as it nearly always is; else 0.
    private let nanosecondsPerTick: UInt64
    private let ticksPerSecond: UInt64
    /// The ticks up to which the multiplication cannot pass `furthest`.
    private let largestTicks: UInt64
    private let offset: Int64

    static let microseconds = TickClock(ticksPerSecond: 1_000_000, offsetSeconds: 0)

    /// Takes `if_tsresol` (the number of digits behind the point of a second, with the highest bit binary ones)
    /// and `if_tsoffset`; `nil` when a 64-bit number of ticks cannot hold one second.
    init?(resolution: UInt8, offsetSeconds: Int64) {
        let digits = resolution & 0x7F
        if resolution & 0x80 != 0 {
            guard digits < 64 else { return nil }
            self.init(ticksPerSecond: 1 << UInt64(digits), offsetSeconds: offsetSeconds)
        } else {
            guard digits < 20 else { return nil }
            let ticks = (0..<digits).reduce(UInt64(1)) { ticks, _ in ticks * 10 }
            self.init(ticksPerSecond: ticks, offsetSeconds: offsetSeconds)
        }
    }

    private init(ticksPerSecond: UInt64, offsetSeconds: Int64) {
        let second: UInt64 = 1_000_000_000
        self.ticksPerSecond = ticksPerSecond
        nanosecondsPerTick = second.isMultiple(of: ticksPerSecond) ? second / ticksPerSecond : 0
        largestTicks = nanosecondsPerTick == 0 ? 0 : UInt64(Self.furthest) / nanosecondsPerTick
        let (nanoseconds, overflows) = offsetSeconds.multipliedReportingOverflow(by: 1_000_000_000)
        offset =
            overflows
            ? (offsetSeconds < 0 ? -Self.furthest : Self.furthest)
            : min(max(nanoseconds, -Self.furthest), Self.furthest)
    }

    @inline(__always)
    func time(ofTicks ticks: UInt64) -> Timestamp {
        let sinceOffset =
            nanosecondsPerTick != 0 && ticks <= largestTicks
            ? Int64(ticks * nanosecondsPerTick)
            : dividedTime(ofTicks: ticks)
        // Each is at most 2^62 away from zero, so that only their sum has to be brought back.
        let (sum, overflows) = sinceOffset.addingReportingOverflow(offset)
        return Timestamp(
            nanoseconds: overflows ? Self.furthest : min(max(sum, -Self.furthest), Self.furthest)
        )
    }

    private func dividedTime(ofTicks ticks: UInt64) -> Int64 {
        let product = ticks.multipliedFullWidth(by: 1_000_000_000)
        // The quotient does not fit when the high half is not smaller than the divisor.
        guard product.high < ticksPerSecond else { return Self.furthest }
        let nanoseconds = ticksPerSecond.dividingFullWidth(product).quotient
        return Int64(min(nanoseconds, UInt64(Self.furthest)))
    }
}
