extension Array where Element == UInt8 {
    /// Copies a span, in one allocation of the exact size.
    ///
    /// Unsafe for speed: element by element it takes ten times as long. The pointer is read only within the closure,
    /// for as many bytes as the span has.
    public init(copying span: borrowing Span<UInt8>) {
        self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// Appends a copy of a span.
    public mutating func append(copying span: borrowing Span<UInt8>) {
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension Span where Element == UInt8 {
    /// Whether an array holds the same bytes.
    public func hasSameBytes(as array: [UInt8]) -> Bool { hasSameBytes(as: array.span) }

    /// Whether another span holds the same bytes.
    ///
    /// Unsafe for speed, as above: both pointers are read only within the closures, 32 or eight bytes at a time and
    /// the rest singly, below the length that both have.
    public func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                var offset = 0
                while left.count - offset >= 32 {
                    let one = unsafe left.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
                    let other = unsafe right.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
                    let difference = one ^ other
                    if difference[0] | difference[1] | difference[2] | difference[3] != 0 { return false }
                    offset += 32
                }
                while left.count - offset >= 8 {
                    let one = unsafe left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    let other = unsafe right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    if one != other { return false }
                    offset += 8
                }
                while offset < left.count {
                    if unsafe left[offset] != right[offset] { return false }
                    offset += 1
                }
                return true
            }
        }
    }
}

extension Span where Element == UInt8 {
    /// How many zeros stand from an offset on, in a row; 32 bytes at a time.
    public func zeros(from offset: Int) -> Int {
        var end = offset
        while count - end >= 32 {
            let first = bigEndianUInt64(at: end) | bigEndianUInt64(at: end + 8)
            let second = bigEndianUInt64(at: end + 16) | bigEndianUInt64(at: end + 24)
            guard first | second == 0 else { break }
            end += 32
        }
        while end < count, self[end] == 0 { end += 1 }
        return end - offset
    }
}
