/// Digits of base 16, several at a time.
public enum Hexadecimal {
    /// The eight lower-case digits of four bytes, of which the highest comes first; the first digit in the lowest byte.
    @inlinable @inline(__always)
    public static func digits(of bytes: UInt32) -> UInt64 {
        // Two bytes to each half, one to each quarter, half a byte to each byte.
        let halves = UInt64(bytes >> 16) | UInt64(bytes & 0xFFFF) << 32
        let quarters = halves >> 8 & 0x0000_00FF_0000_00FF | (halves & 0x0000_00FF_0000_00FF) << 16
        let values = quarters >> 4 & 0x000F_000F_000F_000F | (quarters & 0x000F_000F_000F_000F) << 8
        let letters = (values &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return values &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }

    /// The lower-case digit of a value below 16.
    @inlinable @inline(__always)
    static func digit(_ value: UInt8) -> UInt8 { value &+ (value < 10 ? 0x30 : 0x57) }
}

extension Sequence where Element == UInt8 {
    /// Lower-case hexadecimal digits, two a byte, with nothing between them.
    @inlinable
    public var hexadecimal: String {
        var text: [UInt8] = []
        text.reserveCapacity(underestimatedCount * 2)
        for byte in self {
            text.append(Hexadecimal.digit(byte >> 4))
            text.append(Hexadecimal.digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Array where Element == UInt8 {
    /// Reads an even number of hexadecimal digits of either case; `nil` for anything else.
    public init?(hexadecimal text: some StringProtocol) {
        self.init(hexadecimalDigits: Array<UInt8>(text.utf8).span)
    }

    /// The same of digits in place.
    public init?(hexadecimalDigits digits: Span<UInt8>) {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index].hexadecimalValue, let low = digits[index + 1].hexadecimalValue
            else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self = bytes
    }
}
