// Raw IPv4 between two ends; side 0 is the client.

extension Traffic {
    private static let ends: [[UInt8]] = [[192, 0, 2, 10], [192, 0, 2, 20]]
    /// The link type of raw IP.
    private static let raw: UInt32 = 101

    static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func ipv4(_ payload: [UInt8], protocol number: UInt8, from side: Int) -> [UInt8] {
        let length = UInt16(truncatingIfNeeded: 20 + payload.count)
        return [0x45, 0] + bytes(length) + [0, 1, 0, 0, 64, number, 0, 0] + ends[side] + ends[1 - side]
            + payload
    }

    /// A datagram between a client's port 49153 and a server's.
    public mutating func datagram(_ payload: [UInt8], from side: Int, port: UInt16, missing: Int = 0) {
        let ports: [UInt16] = side == 0 ? [49_153, port] : [port, 49_153]
        let size = UInt16(truncatingIfNeeded: 8 + payload.count)
        let header = ports.flatMap(Self.bytes) + Self.bytes(size) + [0, 0]
        frame(Self.ipv4(header + payload, protocol: 17, from: side), linkType: Self.raw, missing: missing)
    }

    /// A segment of the connection of port 49152.
    public mutating func segment(
        _ payload: [UInt8],
        from side: Int,
        port: UInt16,
        flags: UInt8,
        sequenceNumber: UInt32,
        acknowledged: UInt32
    ) {
        let ports: [UInt16] = side == 0 ? [49_152, port] : [port, 49_152]
        let header =
            ports.flatMap(Self.bytes) + Self.bytes(sequenceNumber) + Self.bytes(acknowledged)
            + [0x50, flags, 0x20, 0, 0, 0, 0, 0]
        frame(Self.ipv4(header + payload, protocol: 6, from: side), linkType: Self.raw)
    }
}
