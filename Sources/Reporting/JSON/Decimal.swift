/// Writes integers in decimal, two digits at a time.
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
        if value < 100_000_000 { return appendMiddle(UInt32(truncatingIfNeeded: value), to: &output) }
        append(value / 100_000_000, to: &output)
        let rest = UInt32(truncatingIfNeeded: value % 100_000_000)
        appendFour(rest / 10_000, to: &output)
        appendFour(rest % 10_000, to: &output)
    }

    /// Appends a number below 10^8.
    private static func appendMiddle(_ value: UInt32, to output: inout OutputSpan<UInt8>) {
        if value < 10 {
            output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
        } else if value < 100 {
            appendPair(value, to: &output)
        } else if value < 10_000 {
            appendMiddle(value / 100, to: &output)
            appendPair(value % 100, to: &output)
        } else {
            appendMiddle(value / 10_000, to: &output)
            appendFour(value % 10_000, to: &output)
        }
    }

    /// Appends four digits.
    @inline(__always)
    static func appendFour(_ value: UInt32, to output: inout OutputSpan<UInt8>) {
        appendPair(value / 100, to: &output)
        appendPair(value % 100, to: &output)
    }

    /// Appends two digits.
    @inline(__always)
    static func appendPair(_ value: UInt32, to output: inout OutputSpan<UInt8>) {
        output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10))
        output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
    }
}
