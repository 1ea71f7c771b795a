extension IPAddress {
    /// Reads dotted decimal, or any form of an IPv6 address that RFC 4291, section 2.2 allows; `nil` for anything else.
    public init?(_ text: String) {
        if let address = Self.ipv4(text) {
            self.init(ipv4: address)
            return
        }
        guard let groups = Self.groups(text) else { return nil }
        let halves = [groups[..<4], groups[4...]].map { $0.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
        self.init(ipv6High: halves[0], low: halves[1])
    }

    /// Reads six pairs of hexadecimal digits between colons or hyphens (IEEE 802, clause 8.1); `nil` for anything else.
    public init?(linkText text: String) {
        guard let separator = text.first(where: { $0 == ":" || $0 == "-" }) else { return nil }
        let pairs = text.split(separator: separator, omittingEmptySubsequences: false)
        guard pairs.count == 6 else { return nil }
        var address: UInt64 = 0
        for pair in pairs {
            guard pair.utf8.count == 2, pair.allSatisfy(\.isHexDigit), let byte = UInt8(pair, radix: 16)
            else {
                return nil
            }
            address = address << 8 | UInt64(byte)
        }
        self.init(link: address)
    }

    /// Whether the first bits are those of a network; an address of another family, or of a link, is in none.
    public func isIn(_ network: IPAddress, bits: Int) -> Bool {
        guard family == network.family, family != .link else { return false }
        if isIPv4 { return bits <= 0 || (low ^ network.low) >> UInt64(32 - bits) == 0 }
        let highBits = min(bits, 64)
        guard highBits <= 0 || (high ^ network.high) >> UInt64(64 - highBits) == 0 else { return false }
        return bits <= 64 || (low ^ network.low) >> UInt64(128 - bits) == 0
    }

    private static func ipv4(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy(\.isDigit),
                let byte = UInt8(part)
            else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }

    /// The eight groups of an IPv6 address, of which `::` stands for those that are missing.
    private static func groups(_ text: String) -> [UInt16]? {
        guard text.contains(":") else { return nil }
        guard let gap = text.firstRange(of: "::") else {
            guard let groups = run(text), groups.count == 8 else { return nil }
            return groups
        }
        guard let before = run(String(text[..<gap.lowerBound])),
            let after = run(String(text[gap.upperBound...]))
        else { return nil }
        let missing = 8 - before.count - after.count
        guard missing >= 1 else { return nil }
        return before + [UInt16](repeating: 0, count: missing) + after
    }

    private static func run(_ text: String) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let address = ipv4(String(part)) {
                groups += [UInt16(address >> 16), UInt16(truncatingIfNeeded: address)]
                continue
            }
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
                let group = UInt16(part, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups.count <= 8 ? groups : nil
    }
}
