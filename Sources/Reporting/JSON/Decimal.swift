/// Writes integers in decimal.
enum Decimal {
    /// The digits of the largest 64-bit integer.
    static let capacity = 20

    @inline(__always)
    static func append(_ value: UInt64, to output: inout OutputSpan<UInt8>) {
        // Nearly every number of a report is small.
        if value < 10 { return output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value)) }
        appendLong(value, to: &output)
    }

    private static func appendLong(_ value: UInt64, to output: inout OutputSpan<UInt8>) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var rest = value
        var start = 20
        while rest > 0 {
            start &-= 1
            digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        while start < 20 {
            output.append(digits[start])
            start &+= 1
        }
    }

    /// Appends the last two digits.
    @inline(__always)
    static func appendPair(_ value: UInt32, to output: inout OutputSpan<UInt8>) {
        output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10))
        output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
    }
}
