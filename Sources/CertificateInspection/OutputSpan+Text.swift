internal import ByteParsing

// Writing text into room that was made for it. The room is worked out beforehand so that it always suffices; should that
// be wrong for some bytes, the text is cut, and nothing traps.
//
// Why the unsafe code here holds: bytes are copied between a span and the free part of the output, which do not overlap
// since one is read and the other written exclusively; no more than both have, and no pointer leaves its closure. A string
// is made of those bytes of its room that an output says it has initialised.

extension OutputSpan where Element == UInt8 {
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func put(_ byte: UInt8) {
        if freeCapacity > 0 { append(byte) }
    }

    @_lifetime(self: copy self)
    mutating func put(_ bytes: Span<UInt8>) {
        let count = Swift.min(bytes.count, freeCapacity)
        unsafe withUnsafeMutableBufferPointer { output, used in
            unsafe bytes.withUnsafeBytes { source in
                guard let from = source.baseAddress, let base = output.baseAddress else { return }
                unsafe UnsafeMutableRawPointer(base.advanced(by: used)).copyMemory(
                    from: from,
                    byteCount: count
                )
                used += count
            }
        }
    }

    @_lifetime(self: copy self)
    mutating func put(_ text: String) {
        for byte in text.utf8 { put(byte) }
    }

    @_lifetime(self: copy self)
    mutating func put(_ literal: StaticString) {
        let count = Swift.min(literal.utf8CodeUnitCount, freeCapacity)
        unsafe withUnsafeMutableBufferPointer { output, used in
            guard let base = output.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(base.advanced(by: used))
                .copyMemory(from: literal.utf8Start, byteCount: count)
            used += count
        }
    }

    /// Two hexadecimal digits a byte, with nothing between them.
    @_lifetime(self: copy self)
    mutating func put(hexadecimal bytes: Span<UInt8>) {
        let count = Swift.min(bytes.count, freeCapacity / 2)
        unsafe withUnsafeMutableBufferPointer { output, used in
            guard let base = output.baseAddress else { return }
            var target = unsafe UnsafeMutableRawPointer(base.advanced(by: used))
            used += count * 2
            var index = 0
            while count &- index >= 4 {
                let digits = Hexadecimal.digits(of: bytes.bigEndianUInt32(at: index))
                unsafe target.storeBytes(of: digits.littleEndian, as: UInt64.self)
                unsafe target += 8
                index &+= 4
            }
            while index < count {
                let digits = Hexadecimal.digits(of: UInt32(bytes[index]) << 24)
                unsafe target.storeBytes(of: UInt16(truncatingIfNeeded: digits).littleEndian, as: UInt16.self)
                unsafe target += 2
                index &+= 1
            }
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
    private static func capitalDigit(_ value: UInt8) -> UInt8 {
        value &+ (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "A") &- 10)
    }
}

extension String {
    /// Text that is written into room for so many bytes; what is not UTF-8 in it becomes U+FFFD.
    init(capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        self = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { room in
            var output = unsafe OutputSpan(buffer: room, initializedCount: 0)
            write(&output)
            let count = unsafe output.finalize(for: room)
            return unsafe String(decoding: UnsafeBufferPointer(rebasing: room[..<count]), as: UTF8.self)
        }
    }
}
