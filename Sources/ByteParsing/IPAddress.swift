/// The address of a connection's end, as a value that costs no allocation: IPv4, IPv6 or, where TLS goes without IP, a
/// link's.
public struct IPAddress: Hashable, Sendable {
    /// The first eight bytes of an IPv6 address; zero for the others.
    public let high: UInt64
    /// The last eight bytes of an IPv6 address; an IPv4 address stands in the low 32 bits, a link's in the low 48.
    public let low: UInt64
    public let family: Family

    public enum Family: UInt8, Hashable, Sendable {
        case ipv4, ipv6
        /// EUI-48, as Ethernet and wireless LANs have.
        case link
    }

    public init(ipv4: UInt32) {
        high = 0
        low = UInt64(ipv4)
        family = .ipv4
    }

    public init(ipv6High: UInt64, low: UInt64) {
        high = ipv6High
        self.low = low
        family = .ipv6
    }

    /// The address of a station on a link, in the low 48 bits.
    public init(link: UInt64) {
        high = 0
        low = link & 0xFFFF_FFFF_FFFF
        family = .link
    }

    public var isIPv4: Bool { family == .ipv4 }

    /// The address in network order: 4, 16 or 6 bytes.
    public var bytes: [UInt8] {
        switch family {
        case .ipv4:
            return stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: low >> UInt64($0)) }
        case .link:
            return stride(from: 40, through: 0, by: -8).map { UInt8(truncatingIfNeeded: low >> UInt64($0)) }
        case .ipv6: break
        }
        return [high, low].flatMap { half in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> UInt64($0)) }
        }
    }
}

// MARK: - Text

extension IPAddress: CustomStringConvertible {
    /// Dotted decimal, the form that RFC 5952 recommends for IPv6, or six pairs of hexadecimal digits.
    public var description: String {
        switch family {
        case .ipv4: return text { $0.append(octetsOf: UInt32(truncatingIfNeeded: low)) }
        case .link: return bytes.map { [$0].hexadecimal }.joined(separator: ":")
        case .ipv6: break
        }
        let groups = [high, low].flatMap { half in
            stride(from: 48, through: 0, by: -16).map { UInt16(truncatingIfNeeded: half >> UInt64($0)) }
        }
        if groups[..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xFFFF {
            return "::ffff:" + IPAddress(ipv4: UInt32(truncatingIfNeeded: low)).description
        }
        guard let zeros = Self.longestZeroRun(in: groups) else {
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        let before = groups[..<zeros.lowerBound].map { String($0, radix: 16) }.joined(separator: ":")
        let after = groups[zeros.upperBound...].map { String($0, radix: 16) }.joined(separator: ":")
        return before + "::" + after
    }

    /// The first of the longest runs of two or more zero groups (RFC 5952, section 4.2).
    private static func longestZeroRun(in groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > (longest?.count ?? 0) { longest = start..<end }
            start = max(end, start + 1)
        }
        return longest
    }
}

/// One end of a connection.
public struct SocketAddress: Hashable, Sendable {
    public let address: IPAddress
    /// 0 where ``hasPort`` says that there is none.
    public let port: UInt16

    /// A station on a link has none.
    public var hasPort: Bool { address.family != .link }

    public init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `192.0.2.1:443`, `[2001:db8::1]:443` or `02:00:5e:00:53:01`.
    public var description: String {
        switch address.family {
        case .ipv4:
            text {
                $0.append(octetsOf: UInt32(truncatingIfNeeded: address.low))
                $0.append(UInt8(ascii: ":"))
                $0.append(decimal: port)
            }
        case .ipv6: "[\(address)]:\(port)"
        case .link: "\(address)"
        }
    }
}

// MARK: - Digits

/// A text of ASCII; addresses are written for each of a million connections, and numbers as values of their own are slow.
private func text(_ write: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity("255.255.255.255:65535".utf8.count)
    write(&bytes)
    return String(decoding: bytes, as: UTF8.self)
}

extension [UInt8] {
    fileprivate mutating func append(octetsOf address: UInt32) {
        var rest = address
        for place in 0..<4 {
            if place > 0 { append(UInt8(ascii: ".")) }
            append(decimal: UInt16(rest >> 24))
            rest <<= 8
        }
    }

    fileprivate mutating func append(decimal number: UInt16) {
        if number >= 10 { append(decimal: number / 10) }
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }
}
