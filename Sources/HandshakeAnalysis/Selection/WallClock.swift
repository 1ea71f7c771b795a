public import ByteParsing

/// What clocks on the wall show at a moment, somewhere.
///
/// Where that is comes from outside: this room knows no time zone.
public struct WallClock: Sendable {
    /// Seconds east of UTC at a moment, in seconds since 1970.
    private let offset: @Sendable (Int64) -> Int64

    public init(offset: @escaping @Sendable (Int64) -> Int64) { self.offset = offset }

    public static let utc = WallClock { _ in 0 }

    /// Seconds since 1970 as that place counts them, which is UTC's number and the offset; and the nanoseconds beyond.
    public func reading(_ time: Timestamp) -> (seconds: Int64, nanoseconds: Int64) {
        let (quotient, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let (seconds, fraction) = rest < 0 ? (quotient - 1, rest + 1_000_000_000) : (quotient, rest)
        return (seconds + offset(seconds), fraction)
    }

    /// Nanoseconds since midnight.
    public func timeOfDay(_ time: Timestamp) -> Int64 {
        let (seconds, nanoseconds) = reading(time)
        let second = seconds % 86_400
        return (second < 0 ? second + 86_400 : second) * 1_000_000_000 + nanoseconds
    }

    /// Seconds east of UTC.
    public func offset(at time: Timestamp) -> Int64 { offset(time.nanoseconds / 1_000_000_000) }
}
