public import ByteParsing
public import HandshakeAnalysis

/// Times as a person reads them: the time of day, by the clock that was asked for.
public struct ClockText: Sendable {
    let clock: WallClock

    public init(clock: WallClock) { self.clock = clock }

    /// `10:14:02.118`.
    public func timeOfDay(_ time: Timestamp) -> String { String(iso(time).dropFirst(11).prefix(12)) }

    /// `10:14:02`.
    public func second(_ time: Timestamp) -> String { String(iso(time).dropFirst(11).prefix(8)) }

    /// `2026-01-01`.
    public func day(_ time: Timestamp) -> String { String(iso(time).prefix(10)) }

    /// `2026-01-01 10:00:00 to 11:00:00 UTC+01:00`; the second day only where it is another.
    func span(_ first: Timestamp, _ last: Timestamp) -> String {
        let end = day(first) == day(last) ? second(last) : "\(day(last)) \(second(last))"
        return "\(day(first)) \(second(first)) to \(end) \(zone(first))"
    }

    /// `10:00:03 to 10:59:57`, or the one time that both are.
    public func range(_ first: Timestamp, _ last: Timestamp) -> String {
        let (start, end) = (second(first), second(last))
        if day(first) != day(last) { return "\(day(first)) \(start) to \(day(last)) \(end)" }
        return start == end ? start : "\(start) to \(end)"
    }

    /// `UTC`, `UTC+01:00`.
    func zone(_ time: Timestamp) -> String {
        let minutes = clock.offset(at: time) / 60
        guard minutes != 0 else { return "UTC" }
        let (hours, rest) = (minutes.magnitude / 60, minutes.magnitude % 60)
        return "UTC\(minutes < 0 ? "-" : "+")\(hours < 10 ? "0" : "")\(hours):\(rest < 10 ? "0" : "")\(rest)"
    }

    private func iso(_ time: Timestamp) -> String {
        let (seconds, nanoseconds) = clock.reading(time)
        return DateTime.text(seconds: seconds, nanoseconds: nanoseconds)
    }
}
