/// What a key may be used for (RFC 5280, section 4.2.1.3).
public struct KeyUsage: OptionSet, Hashable, Sendable {
    /// The nine bits from the highest down, as a BIT STRING holds them.
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let digitalSignature = Self(rawValue: 0x8000)
    public static let nonRepudiation = Self(rawValue: 0x4000)
    public static let keyEncipherment = Self(rawValue: 0x2000)
    public static let dataEncipherment = Self(rawValue: 0x1000)
    public static let keyAgreement = Self(rawValue: 0x0800)
    public static let keyCertSign = Self(rawValue: 0x0400)
    public static let cRLSign = Self(rawValue: 0x0200)
    public static let encipherOnly = Self(rawValue: 0x0100)
    public static let decipherOnly = Self(rawValue: 0x0080)

    /// RFC 5280's names, in the order of the bits.
    static let names: [String] = [
        "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
        "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
    ]

    init(_ names: [String]) {
        self.init()
        for (index, name) in Self.names.enumerated() where names.contains(name) {
            insert(Self(rawValue: 0x8000 >> UInt16(index)))
        }
    }

    /// RFC 5280's names of what is allowed, in the order of the bits.
    public var names: [String] {
        var names: [String] = []
        forEachName { names.append($0) }
        return names
    }

    public func forEachName(_ body: (String) -> Void) {
        for (index, name) in Self.names.enumerated() where rawValue & 0x8000 >> UInt16(index) != 0 {
            body(name)
        }
    }
}
