import ByteParsing

/// The reused memory that a capture's bytes pass through: a window over the stream.
///
///     memory  |  walked (lent to frames)  |  not yet walked  |  free  |
///             0                         start               end     capacity
///
/// Unsafe, because the memory is allocated by hand: an array would be zeroed when it grows, and would have to be
/// asked for its uniqueness with each use. It holds that `0 <= start <= end <= capacity`, that the memory up to
/// `end` is initialised, and every access checks its range against that; nothing outside this file sees the
/// pointer, and of
/// what other modules inline only `bytes` uses it.
@safe @usableFromInline
struct ChunkBuffer: ~Copyable {
    @usableFromInline var memory: UnsafeMutableRawPointer
    private(set) var capacity: Int
    /// The first byte that was not walked yet.
    private(set) var start = 0
    /// The first byte that was not read yet.
    @usableFromInline private(set) var end = 0
    /// Where the buffer's first byte lies in the stream.
    private(set) var streamOffset: UInt64 = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        unsafe memory = Self.allocate(self.capacity)
    }

    @inlinable deinit { unsafe memory.deallocate() }

    /// Where the first byte that was not walked yet lies in the stream.
    var position: UInt64 { streamOffset + UInt64(start) }

    /// How many bytes wait to be walked.
    var available: Int { end - start }

    /// How many bytes can be appended.
    var freeRoom: Int { capacity - end }

    // MARK: Filling

    /// Makes sure that `count` bytes from `start` have room, and that there is some in any case; what was walked
    /// is given up.
    mutating func makeRoom(for count: Int) {
        if start > 0 {
            let rest = end - start
            unsafe memory.copyMemory(from: memory + start, byteCount: rest)
            streamOffset += UInt64(start)
            start = 0
            end = rest
        }
        let needed = max(count, end + 1)
        guard needed > capacity else { return }
        let larger = unsafe Self.allocate(needed)
        unsafe larger.copyMemory(from: memory, byteCount: end)
        unsafe memory.deallocate()
        unsafe memory = larger
        capacity = needed
    }

    /// Reads once into the free room.
    mutating func fill(from source: any ByteSource, atMost limit: Int) throws(CaptureError) -> SourceReading {
        let room = min(limit, capacity - end)
        let reading = try unsafe source.read(
            into: UnsafeMutableRawBufferPointer(start: memory + end, count: room)
        )
        if case .bytes(let count) = reading {
            precondition(count <= room)
            end += count
        }
        return reading
    }

    /// Forgets everything, and begins a stream at offset 0.
    mutating func removeAll() {
        start = 0
        end = 0
        streamOffset = 0
    }

    /// Takes over the stream of another buffer where that has been walked to; what was walked stays in the other.
    mutating func copyRest(of other: borrowing ChunkBuffer) {
        let rest = other.available
        start = 0
        end = 0
        makeRoom(for: rest)
        unsafe memory.copyMemory(from: other.memory + other.start, byteCount: rest)
        end = rest
        streamOffset = other.position
    }

    /// Appends a packet of another buffer, and counts it as walked; the caller has made room.
    mutating func append(from other: borrowing ChunkBuffer, at offset: Int, count: Int) {
        precondition(count <= capacity - end && offset >= 0 && count >= 0 && offset <= other.end - count)
        unsafe (memory + end).copyMemory(from: other.memory + offset, byteCount: count)
        end += count
        start = end
    }

    /// Copies what waits to be walked, or the beginning of it.
    func copyAvailable(upTo count: Int) -> [UInt8] {
        let available = bytes(at: start, count: min(count, end - start))
        return [UInt8](copying: available)
    }

    /// Gives up what waits to be walked: it will never be complete.
    mutating func giveUpRest() { start = end }

    /// Counts everything up to `position` as walked.
    @inline(__always)
    mutating func advance(to position: Int) {
        precondition(position >= start && position <= end)
        start = position
    }

    /// Appends a packet that somebody else lends, and counts it as walked; the caller has made room.
    mutating func append(_ source: UnsafeRawBufferPointer) {
        precondition(source.count <= capacity - end)
        if let base = source.baseAddress {
            unsafe (memory + end).copyMemory(from: base, byteCount: source.count)
        }
        end += source.count
        start = end
    }

    // MARK: Reading

    /// Loads four integers in the machine's byte order.
    @inline(__always)
    func loadUInt32x4(at offset: Int) -> (UInt32, UInt32, UInt32, UInt32) {
        precondition(offset >= 0 && offset <= end - 16)
        return unsafe (
            memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self),
            memory.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self),
            memory.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self),
            memory.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self)
        )
    }

    @inline(__always)
    func loadUInt32(at offset: Int) -> UInt32 {
        precondition(offset >= 0 && offset <= end - 4)
        return unsafe memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }

    @inline(__always)
    func loadUInt16(at offset: Int) -> UInt16 {
        precondition(offset >= 0 && offset <= end - 2)
        return unsafe memory.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
    }

    @inline(__always)
    func loadUInt8(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < end)
        return unsafe memory.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// Lends bytes without copying them.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    func bytes(at offset: Int, count: Int) -> Span<UInt8> {
        precondition(offset >= 0 && count >= 0 && offset <= end - count)
        // Holds until the borrow of the buffer ends, and nothing can move or refill a borrowed buffer.
        let buffer = unsafe UnsafeRawBufferPointer(start: memory + offset, count: count)
        let span = unsafe Span<UInt8>(_unsafeElements: buffer.assumingMemoryBound(to: UInt8.self))
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    private static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        .allocate(byteCount: count, alignment: 4096)
    }
}
