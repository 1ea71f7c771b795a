public import ByteParsing
import CPcap
import SystemLibrary

/// The clock by which the kernel stamps packets, and whether somebody has set it.
///
/// Unsafe calls: `clock_gettime` fills a local structure.
public struct LiveClock {
    /// The least that counts as a step: less is how a clock is kept right.
    private static let leastStep: Int64 = 1_000_000_000

    private var offset: Int64

    init() { offset = Self.offset }

    /// How far the clock was set since this was last asked, in nanoseconds; 0 if it was not.
    mutating func takeStep() -> Int64 {
        let now = Self.offset
        let step = now - offset
        offset = now
        return abs(step) >= Self.leastStep ? step : 0
    }

    /// The wall clock.
    public static var now: Timestamp { Timestamp(nanoseconds: nanoseconds(of: CLOCK_REALTIME)) }

    /// Nanoseconds of a clock that nobody sets.
    public static var steady: Int64 { nanoseconds(of: CLOCK_MONOTONIC) }

    private static var offset: Int64 { nanoseconds(of: CLOCK_REALTIME) - steady }

    private static func nanoseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe _ = clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
