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
