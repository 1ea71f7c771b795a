/// Builds the bytes of a pcapng file, for tests: every block can be well-formed or lie about its lengths.
public struct PcapngBuilder {
    public struct Option: Sendable {
        let code: UInt16
        let value: @Sendable (ByteOrder) -> [UInt8]

        public init(_ code: UInt16, _ value: [UInt8]) {
            self.code = code
            self.value = { _ in value }
        }

        public init(_ code: UInt16, _ value: some FixedWidthInteger & Sendable) {
            self.code = code
            self.value = { $0.bytes(value) }
        }

        public static func name(_ name: String) -> Option { Option(2, Array(name.utf8)) }
        public static func resolution(_ resolution: UInt8) -> Option { Option(9, [resolution]) }
        public static func offset(seconds: Int64) -> Option { Option(14, seconds) }
    }

    public private(set) var bytes: [UInt8] = []
    private var order: ByteOrder

    /// Begins with a section.
    public init(_ order: ByteOrder = .littleEndian) {
        self.order = order
        appendSection(order)
    }

    // MARK: Blocks

    public mutating func append(
        blockType: UInt32,
        _ body: [UInt8],
        leading: UInt32? = nil,
        trailing: UInt32? = nil
    ) {
        let length = UInt32(12 + body.count + padding(of: body.count))
        bytes += order.bytes(blockType) + order.bytes(leading ?? length)
        bytes += body + [UInt8](repeating: 0, count: padding(of: body.count))
        bytes += order.bytes(trailing ?? leading ?? length)
    }

    public mutating func appendSection(
        _ order: ByteOrder,
        version: (major: UInt16, minor: UInt16) = (1, 0),
        sectionLength: Int64 = -1
    ) {
        self.order = order
        let magic = order.bytes(UInt32(0x1A2B_3C4D))
        let versionBytes = order.bytes(version.major) + order.bytes(version.minor)
        append(blockType: 0x0A0D_0D0A, magic + versionBytes + order.bytes(sectionLength))
    }

    public mutating func appendInterface(
        linkType: UInt16 = 1,
        snapLength: UInt32 = 0,
        options: [Option] = []
    ) {
        let fixed = order.bytes(linkType) + order.bytes(UInt16(0)) + order.bytes(snapLength)
        append(blockType: 1, fixed + encoded(options))
    }

    public mutating func appendEnhancedPacket(
        _ packet: [UInt8],
        interface: UInt32 = 0,
        ticks: UInt64 = 0,
        capturedLength: UInt32? = nil,
        originalLength: UInt32? = nil,
        options: [Option] = []
    ) {
        let lengths = self.lengths(of: packet, capturedLength, originalLength)
        let body = order.bytes(interface) + timestamp(ticks) + lengths + padded(packet)
        append(blockType: 6, body + encoded(options))
    }

    public mutating func appendSimplePacket(_ packet: [UInt8], originalLength: UInt32? = nil) {
        append(blockType: 3, order.bytes(originalLength ?? UInt32(packet.count)) + packet)
    }

    public mutating func appendObsoletePacket(
        _ packet: [UInt8],
        interface: UInt16 = 0,
        drops: UInt16 = 0xFFFF,
        ticks: UInt64 = 0
    ) {
        let body = order.bytes(interface) + order.bytes(drops) + timestamp(ticks)
        append(blockType: 2, body + lengths(of: packet, nil, nil) + packet)
    }

    public mutating func appendStatistics(interface: UInt32 = 0, options: [Option]) {
        append(blockType: 5, order.bytes(interface) + timestamp(0) + encoded(options))
    }

    public mutating func appendSecrets(
        _ secrets: [UInt8],
        type: UInt32 = 0x544C_534B,
        secretsLength: UInt32? = nil
    ) {
        append(
            blockType: 10,
            order.bytes(type) + order.bytes(secretsLength ?? UInt32(secrets.count)) + secrets
        )
    }

    // MARK: Parts

    private func padding(of count: Int) -> Int { (4 - count % 4) % 4 }

    private func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: padding(of: bytes.count))
    }

    private func timestamp(_ ticks: UInt64) -> [UInt8] {
        order.bytes(UInt32(truncatingIfNeeded: ticks >> 32)) + order.bytes(UInt32(truncatingIfNeeded: ticks))
    }

    private func lengths(of packet: [UInt8], _ captured: UInt32?, _ original: UInt32?) -> [UInt8] {
        order.bytes(captured ?? UInt32(packet.count)) + order.bytes(original ?? UInt32(packet.count))
    }

    private func encoded(_ options: [Option]) -> [UInt8] {
        guard !options.isEmpty else { return [] }
        return options.flatMap { option in
            let value = option.value(order)
            return order.bytes(option.code) + order.bytes(UInt16(value.count)) + padded(value)
        } + [0, 0, 0, 0]
    }
}
