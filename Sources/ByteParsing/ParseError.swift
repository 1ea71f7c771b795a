/// Why bytes could not be read as the structure that they claim to be.
public struct ParseError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case truncated(needed: Int, available: Int)
        /// A length prefix outside the bounds that the specification gives, or not a multiple of its element.
        case lengthOutOfBounds(Int, allowed: ClosedRange<Int>)
        case trailingBytes(Int)
        /// A value that the structure forbids, such as an even list with an odd length.
        case illegalValue(UInt64)
    }

    public let reason: Reason
    /// The RFC's spelling, such as `ClientHello.cipher_suites`.
    public let field: String
    /// The first offending byte, counted from the start of the message.
    public let offset: Int

    public init(_ reason: Reason, field: String, offset: Int) {
        self.reason = reason
        self.field = field
        self.offset = offset
    }
}
