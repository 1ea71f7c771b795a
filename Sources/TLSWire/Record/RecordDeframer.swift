public import ByteParsing

/// Finds the records in one direction's bytes, however they were cut.
///
///     header --5 bytes--> fragment --length bytes--> header
///        `--not a record--> searching --a segment that starts like a record--> header
///        `--gap----------->
///
/// It buffers nothing but a header in pieces. What it does for each record can be inlined where a consumer is known.
public struct RecordDeframer: Sendable {
    @usableFromInline enum State: Sendable {
        /// Up to four bytes of a header came; they stand in the low bytes of `partial`.
        case header(partial: UInt64, count: Int)
        case fragment(RecordHeader, remaining: Int, isWhole: Bool)
        case searching
    }

    @usableFromInline var state = State.header(partial: 0, count: 0)
    /// Whose records these are, for whoever takes those of both ends.
    @usableFromInline let sender: Role

    /// `searching` is for a stream that may begin with something else: then it looks for the first record.
    public init(of sender: Role, searching: Bool = false) {
        self.sender = sender
        if searching { state = .searching }
    }

    /// Whether the next byte starts a record.
    @inlinable public var isAtBoundary: Bool { if case .header(_, count: 0) = state { true } else { false } }

    /// Whether a record has begun, if only with a part of its header, and has not come to its end.
    public var isWithinRecord: Bool {
        switch state {
        case .header(_, let count): count > 0
        case .fragment: true
        case .searching: false
        }
    }

    /// How many bytes lie before the next record's header; `nil` if that is not known, or if a header is half here.
    public var bytesToBoundary: Int? {
        switch state {
        case .header(_, let count): count == 0 ? 0 : nil
        case .fragment(_, let remaining, _): remaining
        case .searching: nil
        }
    }

    // MARK: Bytes

    /// Takes the bytes that follow those of the last call; their first byte starts a TCP segment.
    @inlinable
    public mutating func receive<Consumer: RecordConsumer & ~Copyable>(
        _ bytes: Span<UInt8>,
        at packet: PacketReference,
        into consumer: inout Consumer
    ) {
        var offset = 0
        if case .searching = state {
            guard Self.startsRecord(bytes) else { return }
            state = .header(partial: 0, count: 0)
        }
        while offset < bytes.count {
            // Most records lie whole in a segment, and leave the state as it is.
            if isAtBoundary, let header = Self.wholeRecord(in: bytes, at: offset) {
                let start = offset &+ RecordHeader.byteCount
                offset = start &+ header.length
                consumer.receiveRecord(header, bytes.extracting(start..<offset), from: sender, at: packet)
            } else {
                receivePiece(bytes, &offset, at: packet, into: &consumer)
                if case .searching = state { return }
            }
        }
    }

    /// The header of a record that lies whole at `offset`; `nil` if it has to be looked at otherwise, as the shortest
    /// have to.
    @inlinable @inline(__always)
    static func wholeRecord(in bytes: Span<UInt8>, at offset: Int) -> RecordHeader? {
        let available = bytes.count &- offset
        guard available >= 8 else { return nil }
        let header = RecordHeader(leading: bytes.bigEndianUInt64(at: offset))
        guard header.length > 0, header.length <= available &- RecordHeader.byteCount, header.isPlausible
        else {
            return nil
        }
        return header
    }

    /// Takes a header or a part of it, or what is here of a record that is cut by segments.
    @inlinable @inline(never)
    mutating func receivePiece<Consumer: RecordConsumer & ~Copyable>(
        _ bytes: Span<UInt8>,
        _ offset: inout Int,
        at packet: PacketReference,
        into consumer: inout Consumer
    ) {
        switch state {
        case .header(let partial, let count):
            guard let header = readHeader(bytes, &offset, partial, count) else { return }
            guard header.isPlausible else {
                state = .searching
                consumer.loseSynchronization(from: sender, at: packet)
                return
            }
            consumer.beginRecord(header, from: sender, at: packet)
            state = .fragment(header, remaining: header.length, isWhole: true)
            if header.length == 0 { endRecord(header, isWhole: true, at: packet, into: &consumer) }
        case .fragment(let header, let remaining, let isWhole):
            let count = min(remaining, bytes.count - offset)
            consumer.receiveFragment(
                bytes.extracting(offset..<offset + count),
                of: header,
                from: sender,
                at: packet
            )
            offset += count
            if count == remaining {
                endRecord(header, isWhole: isWhole, at: packet, into: &consumer)
            } else {
                state = .fragment(header, remaining: remaining - count, isWhole: isWhole)
            }
        case .searching: return
        }
    }

    /// Skips bytes that the capture lacks: within a record if it is long enough, else on to the next that is found.
    public mutating func receiveGap<Consumer: RecordConsumer & ~Copyable>(
        _ count: Int,
        at packet: PacketReference,
        into consumer: inout Consumer
    ) {
        guard case .fragment(let header, let remaining, _) = state else {
            state = .searching
            return
        }
        if count < remaining {
            state = .fragment(header, remaining: remaining - count, isWhole: false)
        } else {
            endRecord(header, isWhole: false, at: packet, into: &consumer)
            if count > remaining { state = .searching }
        }
    }

    // MARK: Steps

    @inlinable @inline(__always)
    mutating func readHeader(
        _ bytes: Span<UInt8>,
        _ offset: inout Int,
        _ partial: UInt64,
        _ count: Int
    ) -> RecordHeader? {
        if count == 0, bytes.count - offset >= RecordHeader.byteCount {
            defer { offset += RecordHeader.byteCount }
            return RecordHeader(bytes, at: offset)
        }
        var partial = partial
        var count = count
        while count < RecordHeader.byteCount, offset < bytes.count {
            partial = partial << 8 | UInt64(bytes[offset])
            offset += 1
            count += 1
        }
        guard count == RecordHeader.byteCount else {
            state = .header(partial: partial, count: count)
            return nil
        }
        return RecordHeader(
            contentType: ContentType(rawValue: UInt8(truncatingIfNeeded: partial >> 32)),
            legacyRecordVersion: ProtocolVersion(rawValue: UInt16(truncatingIfNeeded: partial >> 16)),
            length: UInt16(truncatingIfNeeded: partial)
        )
    }

    @inlinable
    mutating func endRecord<Consumer: RecordConsumer & ~Copyable>(
        _ header: RecordHeader,
        isWhole: Bool,
        at packet: PacketReference,
        into consumer: inout Consumer
    ) {
        state = .header(partial: 0, count: 0)
        consumer.endRecord(header, isWhole: isWhole, from: sender, at: packet)
    }

    /// Whether a segment begins with a record, and, if that ends within it, goes on with another.
    @usableFromInline
    static func startsRecord(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count >= RecordHeader.byteCount else { return false }
        let first = RecordHeader(bytes, at: 0)
        guard first.isPlausible else { return false }
        let next = RecordHeader.byteCount + first.length
        guard bytes.count >= next + RecordHeader.byteCount else { return true }
        return RecordHeader(bytes, at: next).isPlausible
    }
}
