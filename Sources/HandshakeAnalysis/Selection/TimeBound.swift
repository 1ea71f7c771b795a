public import ByteParsing

/// A moment as a person writes it to search by.
///
/// - `2026-01-01T10:00:00Z`, also with an offset, a fraction, a space in place of the T, or without an offset for local
///   time (RFC 3339).
/// - `10:00`, `10:00:30`: that time of each day, by the local clock.
/// - `-10m`, `-2h`, `-30s`, `-1d`: so long before now.
public enum TimeBound: Hashable, Sendable {
    case moment(Timestamp)
    /// Nanoseconds since midnight.
    case timeOfDay(Int64)

    private static let second: Int64 = 1_000_000_000

    /// Relative times count from `now`.
    public init?(_ text: String, clock: WallClock, now: Timestamp) {
        if let ago = Self.ago(text) {
            let (time, isTooEarly) = now.nanoseconds.subtractingReportingOverflow(ago)
            if isTooEarly { return nil }
            self = .moment(Timestamp(nanoseconds: time))
        } else if let time = Self.timeOfDay(text[...]) {
            self = .timeOfDay(time)
        } else if let time = Self.moment(text, clock) {
            self = .moment(time)
        } else {
            return nil
        }
    }

    // MARK: Reading

    private static func ago(_ text: String) -> Int64? {
        guard text.hasPrefix("-"), let unit = text.last, let number = Int64(text.dropFirst().dropLast()),
            number >= 0
        else { return nil }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let seconds = units[unit] else { return nil }
        let (product, isTooLong) = number.multipliedReportingOverflow(by: seconds * second)
        return isTooLong ? nil : product
    }

    /// `hh:mm` or `hh:mm:ss`, with a fraction.
    private static func timeOfDay(_ text: Substring) -> Int64? {
        let (whole, fraction) = split(text, at: ".")
        let parts = whole.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 }),
            fraction == nil || parts.count == 3,
            let hour = number(parts[0], 0...23), let minute = number(parts[1], 0...59),
            let seconds = parts.count == 3 ? number(parts[2], 0...60) : 0, let rest = nanoseconds(fraction)
        else { return nil }
        return ((hour * 60 + minute) * 60 + seconds) * second + rest
    }

    private static func moment(_ text: String, _ clock: WallClock) -> Timestamp? {
        let date = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard date.count == 3, date.map(\.utf8.count) == [4, 2, 2], let year = number(date[0], 1678...2261),
            let month = number(date[1], 1...12), let day = number(date[2], 1...31)
        else { return nil }
        var rest = text.dropFirst(10)
        let days = GregorianCalendar.daysSince1970(year: year, month: month, day: day) * 86_400
        guard !rest.isEmpty else { return local(days, 0, clock) }
        guard let mark = rest.popFirst(), "Tt ".contains(mark) else { return nil }
        guard let (time, offset) = zone(rest), let nanoseconds = timeOfDay(time) else { return nil }
        guard let offset else { return local(days, nanoseconds, clock) }
        return Timestamp(nanoseconds: (days - offset) * second + nanoseconds)
    }

    /// The time without its offset, and that in seconds; `nil` for local time.
    private static func zone(_ text: Substring) -> (Substring, Int64?)? {
        if let last = text.last, "Zz".contains(last) { return (text.dropLast(), 0) }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return (text, nil) }
        let parts = text[text.index(after: sign)...].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = number(parts[0], 0...23), let minutes = number(parts[1], 0...59)
        else { return nil }
        let offset = (hours * 60 + minutes) * 60
        return (text[..<sign], text[sign] == "-" ? -offset : offset)
    }

    /// A moment of the local clock, whose offset is first guessed and then corrected.
    private static func local(_ days: Int64, _ nanoseconds: Int64, _ clock: WallClock) -> Timestamp {
        let guess = Timestamp(nanoseconds: days * second + nanoseconds)
        let near = Timestamp(nanoseconds: guess.nanoseconds - clock.offset(at: guess) * second)
        return Timestamp(nanoseconds: guess.nanoseconds - clock.offset(at: near) * second)
    }

    private static func nanoseconds(_ fraction: Substring?) -> Int64? {
        guard let fraction else { return 0 }
        guard (1...9).contains(fraction.utf8.count), let value = number(fraction, 0...999_999_999) else {
            return nil
        }
        return (fraction.utf8.count..<9).reduce(value) { value, _ in value * 10 }
    }

    private static func split(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int64>) -> Int64? {
        guard text.utf8.allSatisfy(\.isDigit), let value = Int64(text),
            range.contains(value)
        else { return nil }
        return value
    }
}
