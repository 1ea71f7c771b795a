/// Writes moments as RFC 3339 in UTC with nanoseconds: `2026-01-01T00:00:00.000000000Z`.
///
/// Right for every 64-bit second, also before 1970; years before 0 and after 9999, which RFC 3339 cannot express, bear a sign.
enum DateTime {
    static func text(seconds: Int64, nanoseconds: Int64 = 0) -> String {
        var buffer = ByteBuffer(capacity: 64)
        append(seconds: seconds, nanoseconds: nanoseconds, to: &buffer)
        return String(decoding: buffer.copy(), as: UTF8.self)
    }

    static func text(nanoseconds: Int64) -> String {
        let (seconds, fraction) = floored(nanoseconds, by: 1_000_000_000)
        return text(seconds: seconds, nanoseconds: fraction)
    }

    /// The day alone: `2026-01-01`.
    static func day(seconds: Int64) -> String { String(text(seconds: seconds).prefix { $0 != "T" }) }

    /// Appends the moment that many seconds and nanoseconds after 1970-01-01T00:00:00Z.
    static func append(seconds: Int64, nanoseconds: Int64, to buffer: inout ByteBuffer) {
        append(second: seconds, to: &buffer)
        if nanoseconds == 0 { return buffer.append("000000000Z" as StaticString) }
        append(fraction: UInt32(truncatingIfNeeded: nanoseconds), to: &buffer)
    }

    /// Appends everything before the fraction, and the point.
    fileprivate static func append(second seconds: Int64, to buffer: inout ByteBuffer) {
        let (days, secondOfDay) = floored(seconds, by: 86_400)
        let date = civilDate(daysSince1970: days)
        let time = UInt32(truncatingIfNeeded: secondOfDay)
        // YYYYMMDD and 00hhmmss.
        let year = UInt32(truncatingIfNeeded: date.year.magnitude % 10_000)
        let dateDigits = Decimal.eightDigits(
            year * 10_000 + UInt32(truncatingIfNeeded: date.month * 100 + date.day)
        )
        let timeDigits = Decimal.eightDigits(time / 3600 * 10_000 + time / 60 % 60 * 100 + time % 60)
        // YYYY-MM-
        let yearAndMonth =
            dateDigits & 0xFFFF_FFFF | word("-", at: 4) | (dateDigits >> 32 & 0xFFFF) << 40 | word("-", at: 7)
        if (0...9999).contains(date.year) {
            buffer.append(word: yearAndMonth)
        } else {
            append(unusualYear: date.year, to: &buffer)
            buffer.append(word: yearAndMonth >> 32, count: 4)
        }
        // DDThh:mm
        buffer.append(
            word: dateDigits >> 48 | word("T", at: 2) | (timeDigits >> 16 & 0xFFFF) << 24 | word(":", at: 5)
                | (timeDigits >> 32 & 0xFFFF) << 48
        )
        // :ss.
        buffer.append(word: word(":", at: 0) | (timeDigits >> 48) << 8 | word(".", at: 3), count: 4)
    }

    /// Appends a year that has a sign, in 4, 6 or 12 digits.
    private static func append(unusualYear year: Int64, to buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: year < 0 ? "-" : "+"))
        let digits = String(year.magnitude)
        let width = year.magnitude < 10_000 ? 4 : year.magnitude < 1_000_000 ? 6 : 12
        for _ in 0..<max(width - digits.utf8.count, 0) { buffer.append(UInt8(ascii: "0")) }
        buffer.append(digits)
    }

    fileprivate static func append(fraction nanoseconds: UInt32, to buffer: inout ByteBuffer) {
        let digits = words(fraction: nanoseconds)
        buffer.append(word: digits.0)
        buffer.append(word: digits.1, count: fractionLength - 8)
    }

    /// `123456789Z`.
    private static let fractionLength = 10

    /// That, as two words.
    @inline(__always)
    private static func words(fraction nanoseconds: UInt32) -> (UInt64, UInt64) {
        let digits = Decimal.eightDigits(nanoseconds % 100_000_000)
        let first = UInt64(nanoseconds / 100_000_000) | word("0", at: 0)
        return (first | digits << 8, digits >> 56 | word("Z", at: 1))
    }

    /// A character at a place of a word.
    @inline(__always)
    private static func word(_ character: Unicode.Scalar, at index: UInt64) -> UInt64 {
        UInt64(UInt8(ascii: character)) << (index * 8)
    }

    /// Splits like `/` and `%`, but rounds down, so that the rest is never negative.
    @inline(__always)
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
}

extension DateTime {
    /// Writes moments that are close together: what they share up to the second is worked out once.
    struct Clock {
        /// The nanoseconds of the second's beginning.
        private var start: Int64?
        /// `2026-01-01T00:00:00.`, as words.
        private var upToSecond = InlineArray<3, UInt64>(repeating: 0)
        private static let length = 20

        /// Appends a moment between literals.
        @inline(__always)
        mutating func append(
            _ literal: StaticString,
            nanoseconds: Int64,
            _ rest: StaticString,
            to buffer: inout ByteBuffer
        ) {
            guard let fraction = fraction(nanoseconds) else {
                buffer.append(literal)
                appendAnew(nanoseconds, to: &buffer)
                return buffer.append(rest)
            }
            // Its digits follow upon four bytes in the third word.
            let digits = DateTime.words(fraction: fraction)
            let (third, fourth) = (upToSecond[2] | digits.0 << 32, digits.0 >> 32 | digits.1 << 32)
            buffer.append(
                literal,
                words: [upToSecond[0], upToSecond[1], third, fourth],
                count: Self.length + DateTime.fractionLength,
                rest
            )
        }

        /// The nanoseconds within the second; `nil` if it is another.
        @inline(__always)
        private func fraction(_ nanoseconds: Int64) -> UInt32? {
            guard let start else { return nil }
            let (fraction, isTooFar) = nanoseconds.subtractingReportingOverflow(start)
            return isTooFar || !(0..<1_000_000_000 ~= fraction) ? nil : UInt32(truncatingIfNeeded: fraction)
        }

        @inline(never)
        private mutating func appendAnew(_ nanoseconds: Int64, to buffer: inout ByteBuffer) {
            let (second, fraction) = floored(nanoseconds, by: 1_000_000_000)
            let beginning = buffer.count
            DateTime.append(second: second, to: &buffer)
            remember(nanoseconds, fraction, buffer.span.extracting(beginning..<buffer.count))
            DateTime.append(fraction: UInt32(truncatingIfNeeded: fraction), to: &buffer)
        }

        private mutating func remember(_ nanoseconds: Int64, _ fraction: Int64, _ text: borrowing Span<UInt8>)
        {
            let (start, isTooEarly) = nanoseconds.subtractingReportingOverflow(fraction)
            // Nanoseconds in 64 bits do not reach a year of another length.
            guard !isTooEarly, text.count == Self.length else { return }
            self.start = start
            upToSecond = InlineArray(repeating: 0)
            for index in text.indices {
                upToSecond[index / 8] |= UInt64(text[index]) << UInt64(index % 8 * 8)
            }
        }
    }
}
