extension Array where Element == UInt8 {
    /// Copies a span, in one allocation of the exact size.
    public init(copying span: borrowing Span<UInt8>) {
        self.init(capacity: span.count) { output in
            for index in span.indices { output.append(span[index]) }
        }
    }

    /// Appends a copy of a span.
    public mutating func append(copying span: borrowing Span<UInt8>) {
        reserveCapacity(count + span.count)
        for index in span.indices { append(span[index]) }
    }
}
