/// A bounds-checked cursor over bytes that somebody else owns; copying it is how a caller looks ahead.
///
/// It copies nothing, so it cannot outlive the span that it reads. Integers are big-endian, as all of TLS is.
/// Every failing read names its field and the offset from the start of the message, also inside nested vectors.
public struct ByteReader: ~Escapable {
    // Every message is read through it, mostly from other modules: so its reads are inlined there, but for their errors.
    @usableFromInline let bytes: Span<UInt8>
    @usableFromInline let end: Int
    @usableFromInline var position: Int
    /// The next byte to read, counted from the start of the message.
    @inlinable public var offset: Int { position }

    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
        end = bytes.count
        position = 0
    }

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, from offset: Int, to end: Int) {
        self.bytes = bytes
        position = offset
        self.end = end
    }

    @inlinable public var remaining: Int { end - offset }

    @inlinable public var isAtEnd: Bool { offset == end }

    @inlinable @inline(__always)
    func require(_ count: Int, _ field: @autoclosure () -> String) throws(ParseError) {
        guard count <= end - offset else { throw truncation(count, field()) }
    }

    @usableFromInline
    @inline(never)
    func truncation(_ count: Int, _ field: String) -> ParseError {
        ParseError(.truncated(needed: count, available: end - offset), field: field, offset: offset)
    }

    @usableFromInline
    @inline(never)
    func refusal(
        of length: Int,
        _ allowed: ClosedRange<Int>,
        _ field: String,
        at offset: Int
    ) -> ParseError {
        ParseError(.lengthOutOfBounds(length, allowed: allowed), field: field, offset: offset)
    }

    // MARK: Integers

    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func readUInt8(_ field: String) throws(ParseError) -> UInt8 {
        try require(1, field)
        defer { position += 1 }
        return bytes[offset]
    }

    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func readUInt16(_ field: String) throws(ParseError) -> UInt16 {
        try require(2, field)
        defer { position += 2 }
        return bytes.bigEndianUInt16(at: offset)
    }

    /// Reads the three-byte integer that handshake lengths and certificate lists use.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func readUInt24(_ field: String) throws(ParseError) -> UInt32 {
        try require(3, field)
        defer { position += 3 }
        return UInt32(bytes[offset]) << 16 | UInt32(bytes.bigEndianUInt16(at: offset + 1))
    }

    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func readUInt32(_ field: String) throws(ParseError) -> UInt32 {
        let high = try readUInt16(field)
        let low = try readUInt16(field)
        return UInt32(high) << 16 | UInt32(low)
    }

    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func readUInt64(_ field: String) throws(ParseError) -> UInt64 {
        try require(8, field)
        defer { position += 8 }
        return bytes.bigEndianUInt64(at: offset)
    }

    // MARK: Bytes

    /// Lends the next `count` bytes without copying them.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    public mutating func readSpan(_ count: Int, _ field: String) throws(ParseError) -> Span<UInt8> {
        guard count >= 0 else { throw refusal(of: count, 0...Int.max, field, at: offset) }
        try require(count, field)
        let start = offset
        position += count
        return bytes.extracting(start..<start + count)
    }

    /// Copies the next `count` bytes.
    @_lifetime(self: copy self)
    public mutating func readBytes(_ count: Int, _ field: String) throws(ParseError) -> [UInt8] {
        let span = try readSpan(count, field)
        return [UInt8](copying: span)
    }

    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int, _ field: String) throws(ParseError) {
        try require(count, field)
        position += count
    }

    /// Copies everything up to the end.
    @_lifetime(self: copy self)
    public mutating func readRemaining(_ field: String) throws(ParseError) -> [UInt8] {
        try readBytes(remaining, field)
    }

    // MARK: Vectors

    /// Reads the prefix of `T field<floor..ceiling>` and returns a reader confined to its body.
    ///
    /// The length prefix has `width` bytes: 1, 2 or 3.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    @_lifetime(self: copy self)
    public mutating func readVector(
        width: Int,
        bytes allowed: ClosedRange<Int>,
        _ field: String
    ) throws(ParseError) -> ByteReader {
        let start = offset
        let length: Int
        switch width {
        case 1: length = Int(try readUInt8(field))
        case 2: length = Int(try readUInt16(field))
        default: length = Int(try readUInt24(field))
        }
        guard allowed.contains(length) else { throw refusal(of: length, allowed, field, at: start) }
        try require(length, field)
        let bodyStart = offset
        position += length
        return ByteReader(bytes, from: bodyStart, to: bodyStart + length)
    }

    /// Reads `opaque field<floor..ceiling>` as a copy.
    @_lifetime(self: copy self)
    public mutating func readOpaque(
        width: Int,
        bytes allowed: ClosedRange<Int>,
        _ field: String
    ) throws(ParseError) -> [UInt8] {
        var body = try readVector(width: width, bytes: allowed, field)
        return try body.readRemaining(field)
    }

    /// Reads a vector of two-byte values, such as `cipher_suites<2..2^16-2>`; an odd length is refused.
    @_lifetime(self: copy self)
    public mutating func readUInt16Vector(
        width: Int = 2,
        bytes allowed: ClosedRange<Int>,
        _ field: String
    ) throws(ParseError) -> [UInt16] {
        let start = offset
        var body = try readVector(width: width, bytes: allowed, field)
        guard body.remaining.isMultiple(of: 2) else {
            throw ParseError(.illegalValue(UInt64(body.remaining)), field: field, offset: start)
        }
        var values: [UInt16] = []
        values.reserveCapacity(body.remaining / 2)
        while !body.isAtEnd { values.append(try body.readUInt16(field)) }
        return values
    }

    /// Ends a structure: every byte must have been read.
    public func finish(_ structure: String) throws(ParseError) {
        guard offset == end else {
            throw ParseError(.trailingBytes(end - offset), field: structure, offset: offset)
        }
    }
}
