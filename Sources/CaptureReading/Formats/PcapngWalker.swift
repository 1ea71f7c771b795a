import ByteParsing

/// Walks the blocks of a pcapng file.
///
///     block type | total length | body … padded to 4 bytes | total length again
///
/// The file is a sequence of sections, each with its own byte order and its own list of interfaces.
struct PcapngWalker {
    /// Type, length and byte-order magic.
    static let shortestHeader = 12
    static let byteOrderMagic: UInt32 = 0x1A2B_3C4D

    private(set) var section = PcapngSection()
    private(set) var metadata = PcapngMetadata()

    init() {}

    /// The packets of each link type so far.
    var packetsByLinkType: [LinkType: UInt64] {
        var counts = metadata.packetsOfEarlierSections
        for interface in section.interfaces where interface.packetCount > 0 {
            counts[interface.linkType, default: 0] += interface.packetCount
        }
        return counts
    }

    /// Appends frames to the batch until it is full or the bytes run out.
    mutating func walk(_ batch: inout PacketBatch, _ state: inout WalkState) -> WalkOutcome {
        while batch.frames.count < batch.frameLimit {
            let start = batch.buffer.start
            let available = batch.buffer.available
            guard available >= Self.shortestHeader else { return .needs(Self.shortestHeader) }
            let type = PcapngBlockType(rawValue: section.ordered(batch.buffer.loadUInt32(at: start)))
            if PcapWalker.recognizes(batch.buffer.loadUInt32(at: start)) { return .restarts }
            if type == .sectionHeader, let error = beginSection(batch.buffer) { return .fails(error) }
            let stated = section.ordered(batch.buffer.loadUInt32(at: start + 4))
            guard stated >= 12, stated <= 0xFFFF_FFFC else {
                return .fails(impossibleLength(stated, upTo: 0xFFFF_FFFC, in: batch.buffer))
            }
            // Wireshark, too, forgives a length that leaves the padding out.
            let length = (Int(stated) + 3) & ~3
            if length > state.limits.bufferedBlockBytes {
                let longest = longestBlock(of: type, state.limits)
                if type.isPacket, length > longest {
                    return .fails(impossibleLength(stated, upTo: longest, in: batch.buffer))
                }
                if length > longest {
                    pass(over: type, &state)
                    return .skips(length)
                }
            }
            guard available >= length else { return .needs(length) }
            let trailing = section.ordered(batch.buffer.loadUInt32(at: start + length - 4))
            guard trailing <= 0xFFFF_FFFC, (Int(trailing) + 3) & ~3 == length else {
                return .fails(
                    CaptureError(
                        .blockLengthMismatch(blockType: type.rawValue, leading: stated, trailing: trailing),
                        at: batch.buffer.position
                    )
                )
            }
            if let error = read(type, start..<start + length - 4, &batch, &state) { return .fails(error) }
            batch.buffer.advance(to: start + length)
        }
        return .batchIsFull
    }

    // MARK: Long blocks

    /// How long a block may be to be held whole: what it carries, and room for its fixed fields and options.
    private func longestBlock(of type: PcapngBlockType, _ limits: CaptureLimits) -> Int {
        if type.isPacket { return limits.hugePacketBytes + limits.bufferedBlockBytes }
        if type == .decryptionSecrets { return limits.decryptionSecretBytes + limits.bufferedBlockBytes }
        return limits.bufferedBlockBytes
    }

    private mutating func pass(over type: PcapngBlockType, _ state: inout WalkState) {
        if type.countsAsFrame { state.frame += 1 }
        if type == .decryptionSecrets { state.hits.decryptionSecrets += 1 }
    }

    private func impossibleLength(
        _ value: UInt32,
        upTo longest: Int,
        in buffer: borrowing ChunkBuffer
    ) -> CaptureError {
        CaptureError(
            .impossibleLength(
                field: .blockTotalLength,
                value: UInt64(value),
                allowed: 12...UInt64(max(longest, 12))
            ),
            at: buffer.position
        )
    }

    // MARK: Blocks

    /// Learns the byte order of the section that begins at the buffer's start.
    private mutating func beginSection(_ buffer: borrowing ChunkBuffer) -> CaptureError? {
        let magic = buffer.loadUInt32(at: buffer.start + 8)
        guard magic == Self.byteOrderMagic || magic.byteSwapped == Self.byteOrderMagic else {
            return CaptureError(
                .badBlock(blockType: PcapngBlockType.sectionHeader.rawValue),
                at: buffer.position
            )
        }
        section.isSwapped = magic != Self.byteOrderMagic
        return nil
    }

    /// Reads one block, of which `range` leaves out the trailer; an error says that nothing after it can be read.
    @inline(__always)
    private mutating func read(
        _ type: PcapngBlockType,
        _ range: Range<Int>,
        _ batch: inout PacketBatch,
        _ state: inout WalkState
    ) -> CaptureError? {
        if type == .enhancedPacket {
            return section.readEnhancedPacket(in: range, &batch, &state)
        }
        return readUncommon(type, range, &batch, &state)
    }

    @inline(never)
    private mutating func readUncommon(
        _ type: PcapngBlockType,
        _ range: Range<Int>,
        _ batch: inout PacketBatch,
        _ state: inout WalkState
    ) -> CaptureError? {
        switch type {
        case .sectionHeader:
            metadata.packetsOfEarlierSections = packetsByLinkType
            return section.readHeader(in: range, batch.buffer, sectionNumber: metadata.nextSection())
        case .interfaceDescription: return section.readInterface(in: range, batch.buffer, &state)
        case .simplePacket: return section.readSimplePacket(in: range, &batch, &state)
        case .packet: return section.readObsoletePacket(in: range, &batch, &state)
        case .interfaceStatistics:
            metadata.readStatistics(in: range, batch.buffer, section, &state)
            return nil
        case .decryptionSecrets: return metadata.readSecrets(in: range, batch.buffer, section, &state)
        default:
            if type.countsAsFrame { state.frame += 1 }
            return nil
        }
    }
}
