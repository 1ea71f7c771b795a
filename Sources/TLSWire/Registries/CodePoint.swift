/// A value of a registry that somebody else owns and may extend.
///
/// Its types are structs and not enums: a capture may hold any value, so a `switch` needs a `default`.
public protocol CodePoint: RawRepresentable, Hashable, Sendable
where RawValue: FixedWidthInteger & UnsignedInteger {
    init(rawValue: RawValue)
    /// The registry's own spelling, or `nil` when the value is not assigned.
    var registeredName: String? { get }
}

extension CodePoint {
    /// The registered name or, for a value without one, its hexadecimal digits: `0x1a2b`.
    public var displayName: String { registeredName ?? hexadecimalName }

    /// The number as `0x` and two lower-case digits a byte.
    public var hexadecimalName: String {
        let digits = String(rawValue, radix: 16)
        return "0x" + String(repeating: "0", count: RawValue.bitWidth / 4 - digits.count) + digits
    }
}

extension CodePoint where RawValue == UInt16 {
    /// Whether this is one of the values that a client sends to keep servers tolerant (RFC 8701, section 2).
    public var isGREASE: Bool { rawValue & 0x0F0F == 0x0A0A && rawValue >> 8 == rawValue & 0xFF }
}

extension PSKKeyExchangeMode {
    /// Whether this is one of the values that a client sends to keep servers tolerant (RFC 8701, section 2).
    public var isGREASE: Bool { rawValue >= 0x0B && (rawValue - 0x0B).isMultiple(of: 0x1F) }
}
