/// Digits of integers, eight at a time in one word, the first digit in its lowest byte.
enum Decimal {
    /// The digits of the largest 64-bit integer.
    static let capacity = 20

    /// The eight digits of a number below 10^8, with zeros in front.
    @inline(__always)
    static func eightDigits(_ value: UInt32) -> UInt64 { values(value) | 0x3030_3030_3030_3030 }

    /// The digits of a number below 10^8, and how many they are.
    @inline(__always)
    static func digits(_ value: UInt32) -> (word: UInt64, count: Int) {
        let values = values(value)
        // The last digit stays even if it is a zero.
        let zeros = (values | 1 << 56).trailingZeroBitCount & 0x38
        return ((values | 0x3030_3030_3030_3030) >> UInt64(zeros), 8 &- (zeros >> 3))
    }

    /// Divides two, then four, then eight numbers at once, each in a part of the word that is wide enough; multiplication
    /// and shift are exact divisions for what can be in one.
    ///
    /// Each step leaves a quotient q of n by d where n was, and n - qd behind it: that is n moved up less q times d moved up,
    /// and q.
    @inline(__always)
    private static func values(_ value: UInt32) -> UInt64 {
        let fours = UInt64(value) << 32 &- UInt64(value / 10_000) &* (10_000 << 32 - 1)
        let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
        let pairs = fours << 16 &- hundreds &* (100 << 16 - 1)
        let tens = (pairs &* 103) >> 10 & 0x000F_000F_000F_000F
        return pairs << 8 &- tens &* (10 << 8 - 1)
    }

    /// The digits of an IPv4 address's four octets, the four worked out at once, in 16 bits each.
    struct Octets {
        private let hundreds: UInt64
        private let tensAndOnes: UInt64

        /// - Parameter octets: The first one in the highest byte.
        @inline(__always)
        init(_ octets: UInt32) {
            let pairs = UInt64(octets >> 16) | UInt64(octets & 0xFFFF) << 32
            let values = pairs >> 8 & 0x0000_00FF_0000_00FF | (pairs & 0x0000_00FF_0000_00FF) << 16
            hundreds = (values &* 41) >> 12 & 0x000F_000F_000F_000F
            let rest = values &- hundreds &* 100
            let tens = (rest &* 103) >> 10 & 0x000F_000F_000F_000F
            tensAndOnes = rest << 8 &- tens &* (10 << 8 - 1)
        }

        /// An octet's digits with a point after them, and how many bytes that makes.
        @inline(__always)
        func withPoint(at index: Int) -> (word: UInt64, count: Int) {
            let shift = UInt64(index &* 16)
            let values = hundreds &>> shift & 0xF | (tensAndOnes &>> shift & 0xFFFF) << 8
            // The last digit stays even if it is a zero.
            let zeros = (values | 0x01_0000).trailingZeroBitCount & 0x18
            let point = UInt64(UInt8(ascii: ".")) << 24
            return ((values | 0x30_3030 | point) &>> UInt64(zeros), 4 &- (zeros >> 3))
        }
    }
}
