// Packets for tests, built from the inside out: `ethernet(0x0800, ipv4(tcp("hello")))`.

/// Big-endian bytes of an integer.
public func be<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    stride(from: Value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> Value($0)) }
}

/// One end of the connections that tests make up.
public struct Endpoint: Hashable, Sendable {
    public var address: [UInt8]
    public var port: UInt16

    public init(_ address: [UInt8], _ port: UInt16) {
        self.address = address
        self.port = port
    }

    public static let client = Endpoint([192, 0, 2, 1], 51_000)
    public static let server = Endpoint([198, 51, 100, 2], 443)
    public static let client6 = Endpoint(
        [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1],
        51_000
    )
    public static let server6 = Endpoint(
        [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [2],
        443
    )
}

// MARK: - Transport

public let tcpFIN: UInt8 = 0x01
public let tcpSYN: UInt8 = 0x02
public let tcpRST: UInt8 = 0x04
public let tcpACK: UInt8 = 0x10

/// A TCP segment; `options` is a multiple of four bytes.
public func tcp(
    _ payload: [UInt8],
    from source: Endpoint = .client,
    to destination: Endpoint = .server,
    sequenceNumber: UInt32 = 1,
    acknowledgmentNumber: UInt32 = 0,
    flags: UInt8 = tcpACK,
    options: [UInt8] = []
) -> [UInt8] {
    be(source.port) + be(destination.port) + be(sequenceNumber) + be(acknowledgmentNumber)
        + [UInt8((5 + options.count / 4) << 4), flags] + be(UInt16(8_192)) + [0, 0, 0, 0] + options + payload
}

public func udp(_ payload: [UInt8], from source: UInt16, to destination: UInt16) -> [UInt8] {
    be(source) + be(destination) + be(UInt16(8 + payload.count)) + [0, 0] + payload
}

// MARK: - IP

/// An IPv4 packet; `totalLength` is what the header claims, the true length if `nil`.
///
/// `fragment` is the fragment's offset in bytes, and whether more follow; `options` is a multiple of four bytes.
public func ipv4(
    _ payload: [UInt8],
    protocol number: UInt8 = 6,
    from source: [UInt8] = Endpoint.client.address,
    to destination: [UInt8] = Endpoint.server.address,
    options: [UInt8] = [],
    totalLength: Int? = nil,
    identification: UInt16 = 7,
    fragment: (offset: Int, hasMore: Bool) = (0, false)
) -> [UInt8] {
    let headerLength = 20 + options.count
    let field = UInt16(fragment.offset / 8) | (fragment.hasMore ? 0x2000 : 0)
    return [0x40 | UInt8(headerLength / 4), 0] + be(UInt16(totalLength ?? headerLength + payload.count))
        + be(identification) + be(field) + [64, number, 0, 0] + source + destination + options + payload
}

/// An IPv6 packet; the body of each extension header begins after its "next header" byte.
public func ipv6(
    _ payload: [UInt8],
    protocol number: UInt8 = 6,
    from source: [UInt8] = Endpoint.client6.address,
    to destination: [UInt8] = Endpoint.server6.address,
    extensions: [(number: UInt8, body: [UInt8])] = [],
    payloadLength: Int? = nil
) -> [UInt8] {
    var chain: [UInt8] = []
    for (index, header) in extensions.enumerated() {
        let next = index + 1 < extensions.count ? extensions[index + 1].number : number
        chain += [next] + header.body
    }
    return [0x60, 0, 0, 0] + be(UInt16(payloadLength ?? chain.count + payload.count))
        + [extensions.first?.number ?? number, 64] + source + destination + chain + payload
}

/// The body of an IPv6 fragment header, for ``ipv6``'s `extensions`.
public func fragmentHeader(_ offset: Int, hasMore: Bool, identification: UInt32 = 7) -> [UInt8] {
    [0] + be(UInt16(offset) | (hasMore ? 1 : 0)) + be(identification)
}

// MARK: - Links and tunnels

public func ethernet(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
    [UInt8](repeating: 0x02, count: 12) + be(type) + payload
}

/// What follows a VLAN's EtherType: the tag, the next EtherType and the payload.
public func vlan(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] { [0x00, 0x2A] + be(type) + payload }

/// LLC and SNAP with an EtherType.
public func snap(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
    [0xAA, 0xAA, 0x03, 0, 0, 0] + be(type) + payload
}

public func mpls(labels: Int = 1, _ payload: [UInt8]) -> [UInt8] {
    (1...labels).flatMap { [0x00, 0x01, $0 == labels ? 0x01 : 0x00, 0x40] as [UInt8] } + payload
}

public func pppoe(_ payload: [UInt8]) -> [UInt8] {
    [0x11, 0x00, 0x00, 0x01] + be(UInt16(payload.count)) + payload
}

/// Linux cooked capture, version 1.
public func cooked(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
    [0, 0, 0, 1, 0, 6] + [UInt8](repeating: 2, count: 8) + be(type) + payload
}

/// Linux cooked capture, version 2.
public func cooked2(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
    be(type) + [UInt8](repeating: 0, count: 18) + payload
}

/// An IEEE 802.11 data frame around LLC/SNAP.
///
/// `flags` is the second byte of the frame control field; a plain data frame has no `qosControl`.
public func wireless(
    _ payload: [UInt8],
    flags: UInt8 = 0x01,
    control: UInt8 = 0x08,
    qosControl: [UInt8]? = nil
) -> [UInt8] {
    var header: [UInt8] = [qosControl == nil ? control : control | 0x80, flags, 0, 0]
    header += [UInt8](repeating: 0x02, count: 20)
    if flags & 0x03 == 0x03 { header += [UInt8](repeating: 0x04, count: 6) }
    if let qosControl {
        header += qosControl
        if flags & 0x80 != 0 { header += [0, 0, 0, 0] }
    }
    return header + payload
}

public func radiotap(_ payload: [UInt8], extra: Int = 4) -> [UInt8] {
    [0, 0, UInt8(8 + extra), 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: extra) + payload
}

/// GRE with the given flags, whose optional fields are left zero.
public func gre(_ type: UInt16, _ payload: [UInt8], flags: UInt16 = 0) -> [UInt8] {
    var optional = 0
    for bit in [0x8000, 0x2000, 0x1000] as [UInt16] where flags & bit != 0 { optional += 4 }
    if flags & 0x0087 == 0x0081 { optional += 4 }
    return be(flags) + be(type) + [UInt8](repeating: 0, count: optional) + payload
}
