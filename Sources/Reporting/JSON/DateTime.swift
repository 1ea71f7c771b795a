/// Writes moments as RFC 3339 in UTC with nanoseconds: `2026-01-01T00:00:00.000000000Z`.
///
/// Right for every 64-bit second, also before 1970; years before 0 and after 9999, which RFC 3339 cannot express, bear a sign.
enum DateTime {
    /// The longest text, in bytes: a sign, and a year of twelve digits.
    static let capacity = 40

    /// Appends the moment that many seconds and nanoseconds after 1970-01-01T00:00:00Z.
    static func append(seconds: Int64, nanoseconds: Int64, to output: inout OutputSpan<UInt8>) {
        append(second: seconds, to: &output)
        appendFraction(nanoseconds.magnitude, to: &output)
    }

    /// Appends everything before the fraction, and the point.
    fileprivate static func append(second seconds: Int64, to output: inout OutputSpan<UInt8>) {
        let (days, secondOfDay) = floored(seconds, by: 86_400)
        let date = civilDate(daysSince1970: days)
        if !(0...9999).contains(date.year) {
            output.append(date.year < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        }
        let year = date.year.magnitude
        append(year, width: year < 10_000 ? 4 : year < 1_000_000 ? 6 : 12, to: &output)
        output.append(UInt8(ascii: "-"))
        append(UInt64(date.month), width: 2, to: &output)
        output.append(UInt8(ascii: "-"))
        append(UInt64(date.day), width: 2, to: &output)
        output.append(UInt8(ascii: "T"))
        append(UInt64(secondOfDay / 3600), width: 2, to: &output)
        output.append(UInt8(ascii: ":"))
        append(UInt64(secondOfDay / 60 % 60), width: 2, to: &output)
        output.append(UInt8(ascii: ":"))
        append(UInt64(secondOfDay % 60), width: 2, to: &output)
        output.append(UInt8(ascii: "."))
    }

    static func text(seconds: Int64, nanoseconds: Int64 = 0) -> String {
        let bytes = [UInt8](capacity: capacity) {
            append(seconds: seconds, nanoseconds: nanoseconds, to: &$0)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func text(nanoseconds: Int64) -> String {
        let (seconds, fraction) = floored(nanoseconds, by: 1_000_000_000)
        return text(seconds: seconds, nanoseconds: fraction)
    }

    /// Splits like `/` and `%`, but rounds down, so that the rest is never negative.
    fileprivate static func floored(_ value: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }

    private static func civilDate(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // Eras of 400 years that begin on a 1 March, so that the leap day is the last day of its year.
        let shifted = days + 719_468
        let (era, dayOfEra) = floored(shifted, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    /// Appends that many decimal digits, an even number.
    private static func append(_ value: UInt64, width: Int, to output: inout OutputSpan<UInt8>) {
        if width > 8 {
            append(value / 100_000_000, width: width - 8, to: &output)
            return append(value % 100_000_000, width: 8, to: &output)
        }
        var rest = UInt32(truncatingIfNeeded: value)
        if width > 6 { Decimal.appendPair(rest / 1_000_000, to: &output) }
        rest %= 1_000_000
        if width > 4 { Decimal.appendPair(rest / 10_000, to: &output) }
        rest %= 10_000
        if width > 2 { Decimal.appendPair(rest / 100, to: &output) }
        Decimal.appendPair(rest % 100, to: &output)
    }

    fileprivate static func appendFraction(_ nanoseconds: UInt64, to output: inout OutputSpan<UInt8>) {
        output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: nanoseconds / 100_000_000))
        append(nanoseconds % 100_000_000, width: 8, to: &output)
        output.append(UInt8(ascii: "Z"))
    }
}

extension DateTime {
    /// Writes moments that are close together: what they share up to the second is worked out once.
    struct Clock {
        private var second: Int64?
        private var upToSecond: [UInt8] = []
        private var fraction: UInt64 = 0

        mutating func set(nanoseconds: Int64) {
            let (second, fraction) = floored(nanoseconds, by: 1_000_000_000)
            self.fraction = UInt64(fraction)
            guard second != self.second else { return }
            self.second = second
            upToSecond = [UInt8](capacity: capacity) { DateTime.append(second: second, to: &$0) }
        }

        func append(to output: inout OutputSpan<UInt8>) {
            for byte in upToSecond { output.append(byte) }
            appendFraction(fraction, to: &output)
        }
    }
}
