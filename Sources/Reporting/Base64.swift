internal import ByteParsing

/// The alphabet of RFC 4648, section 4, with padding.
enum Base64 {
    static func text(of bytes: [UInt8]) -> String {
        var buffer = ByteBuffer(capacity: (bytes.count + 2) / 3 * 4)
        append(bytes.span, to: &buffer)
        return String(decoding: buffer.copy(), as: UTF8.self)
    }

    static func append(_ bytes: borrowing Span<UInt8>, to buffer: inout ByteBuffer) {
        var index = 0
        while bytes.count &- index >= 6 {
            let high = UInt64(bytes.bigEndianUInt16(at: index)) << 32
            buffer.append(word: eightDigits(high | UInt64(bytes.bigEndianUInt32(at: index &+ 2))))
            index &+= 6
        }
        appendEnd(bytes.extracting(index..<bytes.count), to: &buffer)
    }

    /// The text of five words, of which the first byte is the highest, as words of which it is the lowest.
    @inline(__always)
    static func text(of words: InlineArray<5, UInt32>) -> (text: InlineArray<4, UInt64>, count: Int) {
        let (second, fifth) = (UInt64(words[1]), UInt64(words[4]))
        let end = eightDigits((fifth & 0xFFFF) << 32) & 0xFF_FFFF
        let text: InlineArray<4, UInt64> = [
            eightDigits(UInt64(words[0]) << 16 | second >> 16),
            eightDigits((second & 0xFFFF) << 32 | UInt64(words[2])),
            eightDigits(UInt64(words[3]) << 16 | fifth >> 16),
            end | UInt64(UInt8(ascii: "=")) << 24,
        ]
        return (text, 28)
    }

    /// Appends what is made of fewer than six bytes.
    private static func appendEnd(_ bytes: borrowing Span<UInt8>, to buffer: inout ByteBuffer) {
        var bits: UInt64 = 0
        for index in bytes.indices { bits |= UInt64(bytes[index]) << UInt64(40 &- 8 &* index) }
        let digits = (bytes.count &* 4 &+ 2) / 3
        buffer.append(word: eightDigits(bits), count: digits)
        let padding = (4 &- digits & 3) & 3
        for _ in 0..<padding { buffer.append(UInt8(ascii: "=")) }
    }

    /// The digits of 48 bits, the first in the lowest byte.
    @inline(__always)
    private static func eightDigits(_ bits: UInt64) -> UInt64 {
        let fours = bits >> 24 | (bits & 0xFF_FFFF) << 32
        let pairs = fours >> 12 & 0x0000_0FFF_0000_0FFF | (fours & 0x0000_0FFF_0000_0FFF) << 16
        let values = pairs >> 6 & 0x003F_003F_003F_003F | (pairs & 0x003F_003F_003F_003F) << 8
        // A value's digit is it and a distance, which changes four times; no byte leaves its range on the way.
        return values &+ 0x4141_4141_4141_4141
            &+ atLeast(26, values) &* 6 &+ atLeast(63, values) &* 3
            &- atLeast(52, values) &* 75 &- atLeast(62, values) &* 15
    }

    /// 1 in each byte whose value, below 64, is not less.
    @inline(__always)
    private static func atLeast(_ limit: UInt64, _ values: UInt64) -> UInt64 {
        (values &+ 0x0101_0101_0101_0101 &* (128 &- limit)) >> 7 & 0x0101_0101_0101_0101
    }
}
