import ByteParsing

/// A section of a pcapng file: its byte order and its interfaces.
struct PcapngSection {
    struct Interface {
        let linkType: LinkType
        let snapLength: UInt32
        let longestPacket: UInt32
        let clock: TickClock
        let name: String?
        var packetCount: UInt64 = 0
    }

    /// Whether the section's byte order is not the machine's.
    var isSwapped = false
    private(set) var number = 0
    private(set) var interfaces: [Interface] = []
    /// How many interfaces the sections before it have.
    private var earlierInterfaces: UInt32 = 0
    /// By the number in the file; of the first ones.
    private(set) var interfaceNames: [UInt32: String] = [:]
    /// Names that are kept.
    private static let mostNames = 1024
    /// A Simple Packet Block has no time of its own: it takes that of the packet before it.
    private var lastTime = Timestamp(nanoseconds: 0)

    @inline(__always)
    func ordered(_ value: UInt32) -> UInt32 { isSwapped ? value.byteSwapped : value }

    @inline(__always)
    func ordered(_ value: UInt16) -> UInt16 { isSwapped ? value.byteSwapped : value }

    // MARK: Section Header Block

    /// Begins a section; the length that it states is not needed, and often wrong.
    mutating func readHeader(
        in range: Range<Int>,
        _ buffer: borrowing ChunkBuffer,
        sectionNumber: Int
    ) -> CaptureError? {
        let type = PcapngBlockType.sectionHeader
        guard range.count >= 24 else { return Self.bad(type, range, buffer) }
        let major = ordered(buffer.loadUInt16(at: range.lowerBound + 12))
        let minor = ordered(buffer.loadUInt16(at: range.lowerBound + 14))
        guard major == 1 else {
            return CaptureError(
                .unsupportedVersion(format: .pcapng, major: major, minor: minor),
                at: buffer.streamOffset + UInt64(range.lowerBound + 12)
            )
        }
        number = sectionNumber
        earlierInterfaces &+= UInt32(truncatingIfNeeded: interfaces.count)
        interfaces.removeAll(keepingCapacity: true)
        return nil
    }

    // MARK: Interface Description Block

    mutating func readInterface(
        in range: Range<Int>,
        _ buffer: borrowing ChunkBuffer,
        _ state: inout WalkState
    ) -> CaptureError? {
        guard range.count >= 16 else { return Self.bad(.interfaceDescription, range, buffer) }
        guard interfaces.count < state.limits.interfacesPerSection else {
            state.hits.interfaces += 1
            return nil
        }
        let snapLength = ordered(buffer.loadUInt32(at: range.lowerBound + 12))
        var options = PcapngOptions(range.lowerBound + 16..<range.upperBound, isSwapped: isSwapped)
        var resolution: UInt8 = 6
        var offsetSeconds: Int64 = 0
        var name: String?
        while let option = options.next(in: buffer) {
            switch (option.code, option.range.count) {
            case (2, 1...256):
                let bytes = buffer.bytes(at: option.range.lowerBound, count: option.range.count)
                name = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
            case (9, 1...): resolution = buffer.loadUInt8(at: option.range.lowerBound)
            case (14, 8...):
                offsetSeconds = Int64(bitPattern: options.loadUInt64(at: option.range.lowerBound, in: buffer))
            default: break
            }
        }
        var clock = TickClock(resolution: resolution, offsetSeconds: offsetSeconds)
        if clock == nil {
            let offset = buffer.streamOffset + UInt64(range.lowerBound)
            state.note(CaptureError(.badTimestampResolution(resolution), at: offset))
            clock = TickClock(resolution: 6, offsetSeconds: offsetSeconds)
        }
        if let name, interfaceNames.count < Self.mostNames {
            interfaceNames[earlierInterfaces &+ UInt32(truncatingIfNeeded: interfaces.count)] = name
        }
        interfaces.append(
            Interface(
                linkType: LinkType(rawValue: UInt32(ordered(buffer.loadUInt16(at: range.lowerBound + 8)))),
                snapLength: snapLength,
                longestPacket: state.longestPacket(snapLength: snapLength),
                clock: clock ?? .microseconds,
                name: name
            )
        )
        return nil
    }

    static func bad(
        _ type: PcapngBlockType,
        _ range: Range<Int>,
        _ buffer: borrowing ChunkBuffer
    ) -> CaptureError {
        CaptureError(
            .badBlock(blockType: type.rawValue),
            at: buffer.streamOffset + UInt64(range.lowerBound)
        )
    }
}

// MARK: - Packets

extension PcapngSection {
    /// Interface, time (high, low), captured length, original length, packet, options.
    @inline(__always)
    mutating func readEnhancedPacket(
        in range: Range<Int>,
        _ batch: inout PacketBatch,
        _ state: inout WalkState
    ) -> CaptureError? {
        guard range.count >= 28 else { return Self.bad(.enhancedPacket, range, batch.buffer) }
        let (id, high, low, captured) = batch.buffer.loadUInt32x4(at: range.lowerBound + 8)
        let original = batch.buffer.loadUInt32(at: range.lowerBound + 24)
        return append(
            packetIn: range.lowerBound + 28..<range.upperBound,
            interface: ordered(id),
            ticks: UInt64(ordered(high)) << 32 | UInt64(ordered(low)),
            captured: ordered(captured),
            original: ordered(original),
            &batch,
            &state
        )
    }

    /// Interface (16 bits), drops (16 bits), then as in the Enhanced Packet Block.
    mutating func readObsoletePacket(
        in range: Range<Int>,
        _ batch: inout PacketBatch,
        _ state: inout WalkState
    ) -> CaptureError? {
        guard range.count >= 28 else { return Self.bad(.packet, range, batch.buffer) }
        let (_, high, low, captured) = batch.buffer.loadUInt32x4(at: range.lowerBound + 8)
        let original = batch.buffer.loadUInt32(at: range.lowerBound + 24)
        return append(
            packetIn: range.lowerBound + 28..<range.upperBound,
            interface: UInt32(ordered(batch.buffer.loadUInt16(at: range.lowerBound + 8))),
            ticks: UInt64(ordered(high)) << 32 | UInt64(ordered(low)),
            captured: ordered(captured),
            original: ordered(original),
            &batch,
            &state
        )
    }

    /// Original length, packet; interface 0 and its snapshot length say the rest.
    mutating func readSimplePacket(
        in range: Range<Int>,
        _ batch: inout PacketBatch,
        _ state: inout WalkState
    ) -> CaptureError? {
        guard range.count >= 12 else { return Self.bad(.simplePacket, range, batch.buffer) }
        let original = ordered(batch.buffer.loadUInt32(at: range.lowerBound + 8))
        let snapLength = interfaces.first?.snapLength ?? 0
        return append(
            packetIn: range.lowerBound + 12..<range.upperBound,
            interface: 0,
            ticks: nil,
            captured: snapLength == 0 ? original : min(original, snapLength),
            original: original,
            &batch,
            &state
        )
    }

    @inline(__always)
    private mutating func append(
        packetIn range: Range<Int>,
        interface id: UInt32,
        ticks: UInt64?,
        captured: UInt32,
        original: UInt32,
        _ batch: inout PacketBatch,
        _ state: inout WalkState
    ) -> CaptureError? {
        state.frame += 1
        guard id < interfaces.count else {
            let offset = batch.buffer.position
            state.note(CaptureError(.noSuchInterface(id: id, described: interfaces.count), at: offset))
            return nil
        }
        let index = Int(id)
        let longest = min(Int(interfaces[index].longestPacket), range.count)
        guard captured <= longest else {
            return CaptureError(
                .impossibleLength(
                    field: .capturedLength,
                    value: UInt64(captured),
                    allowed: 0...UInt64(longest)
                ),
                at: batch.buffer.position
            )
        }
        if let ticks { lastTime = interfaces[index].clock.time(ofTicks: ticks) }
        interfaces[index].packetCount += 1
        state.wireBytes &+= UInt64(original)
        batch.frames.append(
            FrameHeader(
                frame: state.frame,
                input: state.input,
                time: lastTime,
                start: range.lowerBound,
                captured: captured,
                original: original,
                linkType: interfaces[index].linkType,
                interface: earlierInterfaces &+ id
            )
        )
        return nil
    }
}
