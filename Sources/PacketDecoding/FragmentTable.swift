import ByteParsing

/// One fragment's place in its datagram.
struct Fragment: Equatable {
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
        let domain: FlowDomain
    }

    private var datagrams: [Key: Datagram] = [:]
    /// The datagrams, the oldest first, and some that are gone: their numbers tell.
    private var queue: [(key: Key, number: UInt64)] = []
    private var queueStart = 0
    private var nextNumber: UInt64 = 0
    private var byteCount = 0
    private(set) var dropped: UInt64 = 0

    mutating func add(
        _ fragment: Fragment,
        of payload: IPPayload,
        in domain: FlowDomain = .none,
        bytes: Span<UInt8>,
        time: Timestamp
    ) -> Outcome {
        let isMisaligned = fragment.hasMore && !bytes.count.isMultiple(of: 8)
        guard fragment.offset + bytes.count <= 0xFFFF, !bytes.isEmpty, !isMisaligned else {
            return .refused(.fragmentLimit)
        }
        let key = Key(
            source: payload.source,
            destination: payload.destination,
            transport: payload.transport,
            identification: fragment.identification,
            domain: domain
        )
        if let known = datagrams[key], time.nanoseconds &- known.started.nanoseconds > Self.timeout {
            remove(key)
        }
        if datagrams[key] == nil { begin(key, at: time) }

        let before = datagrams[key]?.byteCount ?? 0
        let isAccepted = datagrams[key]?.insert(fragment, bytes) ?? false
        byteCount += (datagrams[key]?.byteCount ?? 0) - before
        guard isAccepted else { return .refused(.overlappingFragments) }
        if datagrams[key]?.isWhole == true, let whole = remove(key) { return .complete(whole.bytes) }
        if let count = datagrams[key]?.pieces.count, count >= Self.maximumFragments {
            remove(key)
            dropped += 1
            return .refused(.fragmentLimit)
        }
        while byteCount > Self.maximumBytes, dropOldest(but: key) {}
        return .pending
    }

    // MARK: Datagrams

    private mutating func begin(_ key: Key, at time: Timestamp) {
        if datagrams.count >= Self.maximumDatagrams { dropOldest(but: key) }
        if queue.count >= 4 * Self.maximumDatagrams { compactQueue() }
        datagrams[key] = Datagram(number: nextNumber, started: time)
        queue.append((key, nextNumber))
        nextNumber += 1
    }

    @discardableResult
    private mutating func remove(_ key: Key) -> Datagram? {
        guard let old = datagrams.removeValue(forKey: key) else { return nil }
        byteCount -= old.byteCount
        return old
    }

    /// Gives up the datagram that has waited longest, `key` excepted, which goes to the end of the queue.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    private mutating func dropOldest(but key: Key) -> Bool {
        guard datagrams.count > (datagrams[key] == nil ? 0 : 1) else { return false }
        while queueStart < queue.count {
            let oldest = queue[queueStart]
            queueStart += 1
            guard datagrams[oldest.key]?.number == oldest.number else { continue }
            if oldest.key == key {
                queue.append(oldest)
                continue
            }
            remove(oldest.key)
            dropped += 1
            return true
        }
        return false
    }

    /// Takes out what is gone, so that the queue stays a few times as long as the table.
    private mutating func compactQueue() {
        queue = queue[queueStart...].filter { datagrams[$0.key]?.number == $0.number }
        queueStart = 0
    }
}

// MARK: -

extension FragmentTable {
    /// One datagram in the making.
    private struct Datagram {
        /// Tells it from an earlier one of the same key.
        let number: UInt64
        let started: Timestamp
        /// Sorted by offset, without overlaps.
        private(set) var pieces: [Piece] = []
        private(set) var byteCount = 0
        private var totalLength: Int?
        private var isRefused = false

        struct Piece {
            let offset: Int
            let bytes: [UInt8]
            var end: Int { offset + bytes.count }
        }

        init(number: UInt64, started: Timestamp) {
            self.number = number
            self.started = started
        }

        var isWhole: Bool { totalLength == byteCount }

        var bytes: [UInt8] { pieces.flatMap(\.bytes) }

        /// - Returns: Whether the fragment goes with the others; if not, the datagram is refused from now on.
        mutating func insert(_ fragment: Fragment, _ bytes: Span<UInt8>) -> Bool {
            guard !isRefused else { return false }
            let end = fragment.offset + bytes.count
            let index = pieces.firstIndex { $0.offset >= fragment.offset } ?? pieces.count
            if index < pieces.count, pieces[index].offset == fragment.offset, pieces[index].end == end {
                return true  // a duplicate, as a capture of two interfaces holds
            }
            let overlapsPrevious = index > 0 && pieces[index - 1].end > fragment.offset
            let overlapsNext = index < pieces.count && pieces[index].offset < end
            let contradictsEnd =
                totalLength.map { end > $0 || (!fragment.hasMore && end != $0) }
                ?? (!fragment.hasMore && end < pieces.last?.end ?? 0)
            guard !overlapsPrevious, !overlapsNext, !contradictsEnd else {
                isRefused = true
                pieces = []
                byteCount = 0
                totalLength = nil
                return false
            }
            pieces.insert(Piece(offset: fragment.offset, bytes: [UInt8](copying: bytes)), at: index)
            byteCount += bytes.count
            if !fragment.hasMore { totalLength = end }
            return true
        }
    }
}
