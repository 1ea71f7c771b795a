public import ByteParsing

/// A time of a certificate's validity, in whole seconds since 1970-01-01T00:00:00Z.
///
/// Certificates live from before 1970 to the year 9999, which nanoseconds in 64 bits do not span.
public struct CertificateTime: Hashable, Comparable, Sendable {
    public let seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    public static func < (left: CertificateTime, right: CertificateTime) -> Bool {
        left.seconds < right.seconds
    }

    /// Whether it lies before a packet's time; exact also where ``timestamp`` is not.
    public func isBefore(_ moment: Timestamp) -> Bool { timestamp < moment }

    public func isAfter(_ moment: Timestamp) -> Bool { timestamp > moment }

    /// The same moment in nanoseconds; outside of the years 1678 to 2261, the nearest that can be expressed.
    public var timestamp: Timestamp {
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return Timestamp(nanoseconds: overflow ? (seconds < 0 ? .min : .max) : nanoseconds)
    }
}

// MARK: - Reading

extension CertificateTime {
    /// Reads the content of a UTCTime: `YYMMDDhhmm[ss](Z|±hhmm)`, where 50 is 1950 and 49 is 2049.
    init?(utcTime content: Span<UInt8>) {
        if let usual = DigitReader.usual(content, from: 0) {
            self.init(century: usual.year < 50 ? 20 : 19, usual)
            return
        }
        var digits = DigitReader(content)
        guard let short = digits.read(2) else { return nil }
        self.init(year: short < 50 ? 2000 + short : 1900 + short, rest: &digits)
    }

    /// Reads the content of a GeneralizedTime: `YYYYMMDDhhmm[ss[.f…]](Z|±hhmm)`; a fraction is dropped.
    init?(generalizedTime content: Span<UInt8>) {
        if let usual = DigitReader.usual(content, from: 2),
            let century = DigitReader.pairs(
                of: UInt64(content.bigEndianUInt16(at: 0)) | 0x3030_3030_3030 << 16
            )
        {
            self.init(century: Int(century), usual)
            return
        }
        var digits = DigitReader(content)
        guard let year = digits.read(4) else { return nil }
        self.init(year: year, rest: &digits)
    }

    private init?(year: Int, rest digits: inout DigitReader) {
        guard let month = digits.read(2), let day = digits.read(2), let hour = digits.read(2),
            let minute = digits.read(2)
        else { return nil }
        let second = digits.read(2) ?? 0
        digits.skipFraction()
        guard let offset = digits.readZone() else { return nil }
        self.init(
            year: year,
            month: month,
            day: day,
            hour: hour,
            minute: minute,
            second: second,
            offset: offset
        )
    }

    private init?(century: Int, _ usual: DigitReader.Usual) {
        self.init(
            year: century * 100 + usual.year,
            month: usual.month,
            day: usual.day,
            hour: usual.hour,
            minute: usual.minute,
            second: usual.second,
            offset: 0
        )
    }

    /// `offset` is that of the zone, in seconds east of UTC.
    private init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, offset: Int) {
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60 else {
            return nil
        }
        let days = GregorianCalendar.daysSince1970(year: Int64(year), month: Int64(month), day: Int64(day))
        seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
    }
}

private struct DigitReader: ~Escapable {
    private let content: Span<UInt8>
    private var offset = 0

    @_lifetime(copy content)
    init(_ content: Span<UInt8>) { self.content = content }

    /// `YYMMDDhhmmssZ`, as RFC 5280, section 4.1.2.5, wants both types to end.
    struct Usual {
        private let date: UInt64
        private let time: UInt64

        init(_ date: UInt64, _ time: UInt64) {
            self.date = date
            self.time = time
        }

        var year: Int { Int(date >> 48) }
        var month: Int { Int(date >> 32 & 0xFF) }
        var day: Int { Int(date >> 16 & 0xFF) }
        var hour: Int { Int(date & 0xFF) }
        var minute: Int { Int(time >> 16 & 0xFF) }
        var second: Int { Int(time & 0xFF) }
    }

    /// Reads that form, as which nearly all times are, eight characters at once; `nil` for another.
    @inline(__always)
    static func usual(_ content: Span<UInt8>, from start: Int) -> Usual? {
        guard content.count == start + 13, content[start + 12] == UInt8(ascii: "Z"),
            let date = pairs(of: content.bigEndianUInt64(at: start)),
            let time = pairs(of: UInt64(content.bigEndianUInt32(at: start + 8)) | 0x3030_3030 << 32)
        else { return nil }
        return Usual(date, time)
    }

    /// The four numbers of two digits each in eight characters, in 16 bits each; `nil` if one is no digit.
    static func pairs(of characters: UInt64) -> UInt64? {
        let digits = characters ^ 0x3030_3030_3030_3030
        // Adding 6 carries into the upper half of a byte for anything but a digit.
        guard (digits | (digits &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 == 0 else { return nil }
        let units: UInt64 = 0x000F_000F_000F_000F
        return (digits >> 8 & units) * 10 + (digits & units)
    }

    private var rest: Int { content.count - offset }

    /// Reads exactly `count` decimal digits, or nothing.
    @_lifetime(self: copy self)
    mutating func read(_ count: Int) -> Int? {
        guard rest >= count else { return nil }
        var value = 0
        for index in offset..<offset + count {
            guard content[index].isDigit else { return nil }
            value = value * 10 + Int(content[index] - UInt8(ascii: "0"))
        }
        offset += count
        return value
    }

    @_lifetime(self: copy self)
    mutating func skipFraction() {
        guard rest > 0, content[offset] == UInt8(ascii: ".") || content[offset] == UInt8(ascii: ",") else {
            return
        }
        offset += 1
        while rest > 0, content[offset].isDigit { offset += 1 }
    }

    /// Reads the zone up to the very end, as seconds east of UTC.
    @_lifetime(self: copy self)
    mutating func readZone() -> Int? {
        guard rest > 0 else { return nil }
        let sign = content[offset]
        offset += 1
        if sign == UInt8(ascii: "Z") { return rest == 0 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest == 4, let hours = read(2),
            let minutes = read(2)
        else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}
