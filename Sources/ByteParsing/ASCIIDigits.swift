// Digits, as text protocols and files have them.

extension UInt8 {
    /// It is one of the characters `0` to `9`.
    @inlinable @inline(__always)
    public var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    /// What it is worth as a hexadecimal digit of either case; `nil` if it is none.
    @inlinable
    public var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
