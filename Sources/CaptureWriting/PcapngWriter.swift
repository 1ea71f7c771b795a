public import ByteParsing

/// Writes a pcapng section (draft-ietf-opsawg-pcapng) into memory, in little-endian order with nanosecond times.
///
/// What was written is taken away piece by piece, so a capture of any length needs no more than a piece.
///
///     var writer = PcapngWriter(comment: "what this is")
///     let interface = writer.addInterface(linkType: 1, snapLength: 0, name: "eth0")
///     writer.add(frame.span, originalLength: 60, at: time, on: interface, comment: nil)
public struct PcapngWriter {
    private enum Block {
        static let section: UInt32 = 0x0A0D_0D0A
        static let interface: UInt32 = 1
        static let enhancedPacket: UInt32 = 6
        static let decryptionSecrets: UInt32 = 10
    }

    private enum Option {
        static let end: UInt16 = 0
        static let comment: UInt16 = 1
        static let interfaceName: UInt16 = 2
        static let userApplication: UInt16 = 4
        static let timeResolution: UInt16 = 9
    }

    /// An option's length has 16 bits; a longer text is cut before a character that does not fit.
    static let longestOption = 65_532
    /// `TLSK`.
    private static let tlsKeyLog: UInt32 = 0x544C_534B

    private var bytes: [UInt8] = []
    private var interfaceCount: UInt32 = 0

    /// Begins a section.
    public init(comment: String? = nil, application: String? = nil) {
        block(Block.section) { writer in
            writer.append(UInt32(0x1A2B_3C4D))
            writer.append(UInt16(1))
            writer.append(UInt16(0))
            // The section's length is not known yet.
            writer.append(UInt64.max)
            writer.options([(Option.comment, comment), (Option.userApplication, application)])
        }
    }

    /// Bytes that wait to be taken.
    public var count: Int { bytes.count }

    /// Hands over what was written since.
    public mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }

    /// Describes an interface.
    ///
    /// Packets name it by the number that is returned. A `snapLength` of 0 is no limit; only the low 16 bits of a
    /// link type can be written, and no registered one has more.
    public mutating func addInterface(linkType: UInt32, snapLength: UInt32, name: String?) -> UInt32 {
        block(Block.interface) { writer in
            writer.append(UInt16(truncatingIfNeeded: linkType))
            writer.append(UInt16(0))
            writer.append(snapLength)
            writer.option(Option.interfaceName, name)
            writer.append(Option.timeResolution)
            writer.append(UInt16(1))
            writer.append(UInt32(9))
            writer.append(UInt32(Option.end))
        }
        defer { interfaceCount += 1 }
        return interfaceCount
    }

    /// Adds a packet of which `packet` is what was captured, and `originalLength` the length on the wire.
    public mutating func add(
        _ packet: borrowing Span<UInt8>,
        originalLength: Int,
        at time: Timestamp,
        on interface: UInt32,
        comment: String? = nil
    ) {
        let start = beginBlock(Block.enhancedPacket)
        append(interface)
        let ticks = UInt64(bitPattern: time.nanoseconds)
        append(UInt32(truncatingIfNeeded: ticks >> 32))
        append(UInt32(truncatingIfNeeded: ticks))
        append(UInt32(clamping: packet.count))
        append(UInt32(clamping: max(originalLength, packet.count)))
        for index in packet.indices { bytes.append(packet[index]) }
        pad()
        options([(Option.comment, comment)])
        endBlock(start)
    }

    /// Adds a TLS key log (RFC 9850), which readers apply to the packets that follow.
    public mutating func add(keyLog: [UInt8]) {
        block(Block.decryptionSecrets) { writer in
            writer.append(Self.tlsKeyLog)
            writer.append(UInt32(clamping: keyLog.count))
            writer.bytes += keyLog
            writer.pad()
        }
    }

    // MARK: Blocks

    private mutating func block(_ type: UInt32, _ body: (inout PcapngWriter) -> Void) {
        let start = beginBlock(type)
        body(&self)
        endBlock(start)
    }

    private mutating func beginBlock(_ type: UInt32) -> Int {
        let start = bytes.count
        append(type)
        append(UInt32(0))
        return start
    }

    /// The length stands at both ends.
    private mutating func endBlock(_ start: Int) {
        let length = UInt32(clamping: bytes.count - start + 4)
        append(length)
        for offset in 0..<4 {
            bytes[start + 4 + offset] = UInt8(truncatingIfNeeded: length >> UInt32(offset * 8))
        }
    }

    private mutating func options(_ options: [(UInt16, String?)]) {
        let given = options.filter { $0.1 != nil }
        guard !given.isEmpty else { return }
        for (code, text) in given { option(code, text) }
        append(UInt32(Option.end))
    }

    private mutating func option(_ code: UInt16, _ text: String?) {
        guard let text else { return }
        let value = Self.cut(Array(text.utf8))
        append(code)
        append(UInt16(clamping: value.count))
        bytes += value
        pad()
    }

    private static func cut(_ text: [UInt8]) -> ArraySlice<UInt8> {
        guard text.count > longestOption else { return text[...] }
        var end = longestOption
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return text[..<end]
    }

    private mutating func pad() { while bytes.count % 4 != 0 { bytes.append(0) } }

    private mutating func append(_ value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
