import ByteParsing

/// One fragment's place in its datagram.
struct Fragment {
    var identification: UInt32
    /// In bytes.
    var offset: Int
    var hasMore: Bool
}

/// Puts IP fragments together (RFC 791, section 3.2; RFC 8200, section 4.5).
///
/// A datagram whose fragments overlap is refused as a whole (RFC 5722): no honest sender makes one.
struct FragmentTable: Sendable {
    /// Datagrams in the making at one time; the oldest makes room.
    static let maximumDatagrams = 1_024
    /// Bytes of all datagrams in the making.
    static let maximumBytes = 4 << 20
    static let maximumFragments = 256
    static let timeout: Int64 = 30_000_000_000

    enum Outcome {
        case pending
        case complete([UInt8])
        case refused(MalformedPacket)
    }

    private struct Key: Hashable {
        let source: IPAddress
        let destination: IPAddress
        let transport: UInt8
        let identification: UInt32
    }

    private struct Datagram {
        var started: Timestamp
        /// Sorted by offset, without overlaps.
        var pieces: [(offset: Int, bytes: [UInt8])] = []
        var totalLength: Int?
        var byteCount = 0
        var isRefused = false
    }

    private var datagrams: [Key: Datagram] = [:]
    private var byteCount = 0
    private(set) var dropped: UInt64 = 0

    mutating func add(
        _ fragment: Fragment,
        of payload: IPPayload,
        bytes: Span<UInt8>,
        time: Timestamp
    ) -> Outcome {
        let key = Key(
            source: payload.source,
            destination: payload.destination,
            transport: payload.transport,
            identification: fragment.identification
        )
        var datagram = datagrams[key] ?? Datagram(started: time)
        if time.nanoseconds &- datagram.started.nanoseconds > Self.timeout {
            remove(key)
            datagram = Datagram(started: time)
        }
        guard !datagram.isRefused else { return .refused(.overlappingFragments) }
        let end = fragment.offset + bytes.count
        let isMisaligned = fragment.hasMore && !bytes.count.isMultiple(of: 8)
        guard end <= 0xFFFF, !bytes.isEmpty, !isMisaligned else { return .refused(.fragmentLimit) }

        let index = datagram.pieces.firstIndex { $0.offset >= fragment.offset } ?? datagram.pieces.count
        if index < datagram.pieces.count, datagram.pieces[index].offset == fragment.offset,
            datagram.pieces[index].bytes.count == bytes.count
        {
            return .pending  // a duplicate, as a capture of two interfaces holds
        }
        let overlapsPrevious =
            index > 0 && datagram.pieces[index - 1].offset + datagram.pieces[index - 1].bytes.count > fragment.offset
        let overlapsNext = index < datagram.pieces.count && datagram.pieces[index].offset < end
        let contradictsEnd = datagram.totalLength.map { end > $0 || (!fragment.hasMore && end != $0) } ?? false
        guard !overlapsPrevious, !overlapsNext, !contradictsEnd else {
            byteCount -= datagram.byteCount
            datagrams[key] = Datagram(started: time, isRefused: true)
            return .refused(.overlappingFragments)
        }
        guard datagram.pieces.count < Self.maximumFragments else {
            remove(key)
            dropped += 1
            return .refused(.fragmentLimit)
        }
        makeRoom(for: bytes.count, keeping: key, isNew: datagram.pieces.isEmpty)

        datagram.pieces.insert((fragment.offset, [UInt8](copying: bytes)), at: index)
        datagram.byteCount += bytes.count
        byteCount += bytes.count
        if !fragment.hasMore { datagram.totalLength = end }
        guard let total = datagram.totalLength, datagram.byteCount == total else {
            datagrams[key] = datagram
            return .pending
        }
        byteCount -= datagram.byteCount
        datagrams[key] = nil
        return .complete(datagram.pieces.flatMap(\.bytes))
    }

    private mutating func remove(_ key: Key) {
        if let old = datagrams.removeValue(forKey: key) { byteCount -= old.byteCount }
    }

    /// Drops the oldest datagrams until one more fragment fits.
    private mutating func makeRoom(for count: Int, keeping key: Key, isNew: Bool) {
        while byteCount + count > Self.maximumBytes || (isNew && datagrams.count >= Self.maximumDatagrams) {
            let candidates = datagrams.filter { $0.key != key }
            guard let oldest = candidates.min(by: { $0.value.started < $1.value.started }) else { return }
            remove(oldest.key)
            dropped += 1
        }
    }
}
