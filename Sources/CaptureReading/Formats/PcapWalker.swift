import ByteParsing

/// Walks the records of a classic capture file.
///
///     file header:   magic | major, minor | time zone | accuracy | snapshot length | link type     24 bytes
///     each record:   seconds | fraction | captured length | original length | packet               16 bytes + packet
///
/// The magic number tells the byte order, whether the fraction is micro- or nanoseconds, and whether the record
/// header is Kuznetsov's, which has another 8 bytes (interface, protocol, packet type).
struct PcapWalker {
    static let fileHeaderLength = 24

    private enum Magic {
        static let microseconds: UInt32 = 0xA1B2_C3D4
        static let nanoseconds: UInt32 = 0xA1B2_3C4D
        static let kuznetsov: UInt32 = 0xA1B2_CD34
    }

    /// Whether captured and original length stand the other way round, which only old versions do.
    private enum LengthOrder { case standard, swapped, whicheverFits }

    private let isSwapped: Bool
    private let nanosecondsPerTick: Int64
    /// Of each record.
    let headerLength: Int
    private let lengthOrder: LengthOrder
    private let longestPacket: UInt32
    let linkType: LinkType

    static func recognizes(_ magic: UInt32) -> Bool {
        let known = [Magic.microseconds, Magic.nanoseconds, Magic.kuznetsov]
        return known.contains(magic) || known.contains(magic.byteSwapped)
    }

    /// Reads the file header, which must lie in the buffer, and passes over it.
    init(readingHeaderOf buffer: inout ChunkBuffer, state: WalkState) throws(CaptureError) {
        let start = buffer.start
        let magic = buffer.loadUInt32(at: start)
        isSwapped = ![Magic.microseconds, Magic.nanoseconds, Magic.kuznetsov].contains(magic)
        let ordered = isSwapped ? magic.byteSwapped : magic
        nanosecondsPerTick = ordered == Magic.nanoseconds ? 1 : 1000
        headerLength = ordered == Magic.kuznetsov ? 24 : 16

        let swaps = isSwapped
        func ordered16(_ value: UInt16) -> UInt16 { swaps ? value.byteSwapped : value }
        func ordered32(_ value: UInt32) -> UInt32 { swaps ? value.byteSwapped : value }
        let major = ordered16(buffer.loadUInt16(at: start + 4))
        let minor = ordered16(buffer.loadUInt16(at: start + 6))
        // 543.0 is what a maker of old systems wrote for 2.3.
        guard major == 2 || (major == 543 && minor == 0) else {
            throw CaptureError(
                .unsupportedVersion(format: .pcap, major: major, minor: minor),
                at: buffer.position + 4
            )
        }
        lengthOrder =
            switch (major, minor) {
            case (543, _), (_, 3): .whicheverFits
            case (_, ..<3): .swapped
            default: .standard
            }
        longestPacket = state.longestPacket(snapLength: ordered32(buffer.loadUInt32(at: start + 16)))
        // The upper half says whether, and how long, a frame check sequence follows each packet.
        linkType = LinkType(rawValue: ordered32(buffer.loadUInt32(at: start + 20)) & 0xFFFF)
        buffer.advance(to: start + Self.fileHeaderLength)
    }

    /// Appends frames to the batch until it is full or the bytes run out.
    func walk(_ batch: inout PacketBatch, _ state: inout WalkState) -> WalkOutcome {
        var position = batch.buffer.start
        var outcome = WalkOutcome.batchIsFull
        let room = max(batch.frameLimit - batch.frames.count, 0)
        // Straight into the array's memory: asked one by one it would be asked whether it is shared, too.
        batch.frames.append(addingCapacity: room) { frames in
            outcome = walk(batch.buffer, &position, &frames, &state)
        }
        batch.buffer.advance(to: position)
        return outcome
    }

    @inline(__always)
    private func walk(
        _ buffer: borrowing ChunkBuffer,
        _ position: inout Int,
        _ frames: inout OutputSpan<FrameHeader>,
        _ state: inout WalkState
    ) -> WalkOutcome {
        var frame = state.frame
        var wireBytes = state.wireBytes
        defer {
            state.frame = frame
            state.wireBytes = wireBytes
        }
        while !frames.isFull {
            let available = buffer.end - position
            guard available >= headerLength else { return .needs(headerLength) }
            var (seconds, ticks, captured, original) = buffer.loadUInt32x4(at: position)
            if isSwapped {
                seconds = seconds.byteSwapped
                ticks = ticks.byteSwapped
                captured = captured.byteSwapped
                original = original.byteSwapped
            }
            if lengthOrder != .standard, lengthOrder == .swapped || captured > original {
                swap(&captured, &original)
            }
            // One comparison for what is too long and for what is empty.
            if _slowPath(captured &- 1 >= longestPacket) {
                if isHeader(buffer, at: position) { return .restarts }
                guard captured == 0 else {
                    return .fails(impossibleLength(captured, at: buffer.streamOffset + UInt64(position)))
                }
            }
            let length = headerLength + Int(captured)
            guard available >= length else { return .needs(length) }
            frame &+= 1
            wireBytes &+= UInt64(original)
            // 2^32 seconds and 2^32 microseconds are less than 2^62 nanoseconds.
            let time = Int64(seconds) &* 1_000_000_000 &+ Int64(ticks) &* nanosecondsPerTick
            frames.append(
                FrameHeader(
                    frame: frame,
                    input: state.input,
                    time: Timestamp(nanoseconds: time),
                    start: position + headerLength,
                    captured: captured,
                    original: original,
                    linkType: linkType
                )
            )
            position += length
        }
        return .batchIsFull
    }

    /// Whether a capture's header stands where a record's should: a packet of no bytes, or too many, at an odd time.
    @inline(never)
    private func isHeader(_ buffer: borrowing ChunkBuffer, at position: Int) -> Bool {
        let (first, second, third, fourth) = buffer.loadUInt32x4(at: position)
        if first == PcapngBlockType.sectionHeader.rawValue {
            return third == PcapngWalker.byteOrderMagic || third.byteSwapped == PcapngWalker.byteOrderMagic
        }
        guard Self.recognizes(first), third == 0, fourth == 0 else { return false }
        // Version 2.4, in either byte order.
        return second == 0x0004_0002 || second == 0x0400_0200
    }

    private func impossibleLength(_ captured: UInt32, at offset: UInt64) -> CaptureError {
        CaptureError(
            .impossibleLength(
                field: .capturedLength,
                value: UInt64(captured),
                allowed: 0...UInt64(longestPacket)
            ),
            at: offset
        )
    }
}
