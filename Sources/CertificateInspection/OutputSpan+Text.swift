// Writing text into room that was made for it. The room is worked out beforehand so that it always suffices; should that
// be wrong for some bytes, the text is cut, and nothing traps.

extension OutputSpan where Element == UInt8 {
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func put(_ byte: UInt8) {
        if freeCapacity > 0 { append(byte) }
    }

    @_lifetime(self: copy self)
    mutating func put(_ bytes: Span<UInt8>) {
        for index in 0..<min(bytes.count, freeCapacity) { append(bytes[index]) }
    }

    @_lifetime(self: copy self)
    mutating func put(_ text: String) {
        for byte in text.utf8 { put(byte) }
    }

    /// Two hexadecimal digits a byte, with nothing between them.
    @_lifetime(self: copy self)
    mutating func put(hexadecimal bytes: Span<UInt8>) {
        for index in 0..<min(bytes.count, freeCapacity / 2) {
            let byte = bytes[index]
            append(Self.digit(byte >> 4))
            append(Self.digit(byte & 15))
        }
    }

    /// The same in upper case.
    @_lifetime(self: copy self)
    mutating func put(capitalHexadecimal byte: UInt8) {
        put(Self.capitalDigit(byte >> 4))
        put(Self.capitalDigit(byte & 15))
    }

    @_lifetime(self: copy self)
    mutating func put(decimal value: UInt64) {
        if value >= 10 { put(decimal: value / 10) }
        put(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
    }

    /// An unsigned integer of any size: in decimal up to 64 bits, beyond as `0x…`.
    @_lifetime(self: copy self)
    mutating func put(magnitude bytes: Span<UInt8>) {
        var start = 0
        while start < bytes.count, bytes[start] == 0 { start += 1 }
        let digits = bytes.extracting(start..<bytes.count)
        guard digits.count <= 8 else {
            put("0x")
            return put(hexadecimal: digits)
        }
        var value: UInt64 = 0
        for index in digits.indices { value = value << 8 | UInt64(digits[index]) }
        put(decimal: value)
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 {
        value &+ (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") &- 10)
    }

    @inline(__always)
    private static func capitalDigit(_ value: UInt8) -> UInt8 {
        value &+ (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "A") &- 10)
    }
}

extension String {
    /// Text that is written into room for so many bytes; what is not UTF-8 in it becomes U+FFFD.
    init(capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        let bytes = [UInt8](capacity: capacity) { write(&$0) }
        self.init(decoding: bytes, as: UTF8.self)
    }
}
