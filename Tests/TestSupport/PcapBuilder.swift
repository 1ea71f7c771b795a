/// Builds the bytes of a classic capture file, for tests.
public struct PcapBuilder {
    public enum Magic: UInt32, Sendable {
        case microseconds = 0xA1B2_C3D4
        case nanoseconds = 0xA1B2_3C4D
        case kuznetsov = 0xA1B2_CD34
    }

    public private(set) var bytes: [UInt8]
    private let order: ByteOrder
    private let magic: Magic

    public init(
        _ order: ByteOrder = .littleEndian,
        magic: Magic = .microseconds,
        version: (major: UInt16, minor: UInt16) = (2, 4),
        snapLength: UInt32 = 262_144,
        linkType: UInt32 = 1
    ) {
        self.order = order
        self.magic = magic
        bytes =
            order.bytes(magic.rawValue) + order.bytes(version.major) + order.bytes(version.minor)
            + order.bytes(UInt32(0)) + order.bytes(UInt32(0)) + order.bytes(snapLength)
            + order.bytes(linkType)
    }

    /// Appends a record; `ticks` are micro- or nanoseconds, the lengths are the packet's unless they should lie.
    public mutating func append(
        _ packet: [UInt8],
        seconds: UInt32 = 0,
        ticks: UInt32 = 0,
        capturedLength: UInt32? = nil,
        originalLength: UInt32? = nil
    ) {
        bytes += order.bytes(seconds) + order.bytes(ticks)
        bytes += order.bytes(capturedLength ?? UInt32(packet.count))
        bytes += order.bytes(originalLength ?? UInt32(packet.count))
        if magic == .kuznetsov { bytes += [UInt8](repeating: 0xEE, count: 8) }
        bytes += packet
    }
}

/// In which order a capture's integers are written.
public enum ByteOrder: CaseIterable, Sendable {
    case littleEndian, bigEndian

    public func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        let count = type(of: value).bitWidth / 8
        let littleEndian = (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        return self == .littleEndian ? littleEndian : littleEndian.reversed()
    }
}
