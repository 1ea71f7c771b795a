public import ByteParsing

/// A number of frames and the memory that their bytes lie in.
///
/// A reader owns one and fills it again and again; a consumer borrows it and parses the packets where they lie.
/// The compiler sees to it that no span outlives the next reading.
public struct PacketBatch: ~Copyable {
    @usableFromInline var buffer: ChunkBuffer
    @usableFromInline var frames: [FrameHeader] = []
    let frameLimit: Int

    init(chunkBytes: Int, frameLimit: Int) {
        buffer = ChunkBuffer(capacity: chunkBytes)
        self.frameLimit = max(frameLimit, 1)
        frames.reserveCapacity(self.frameLimit)
    }

    /// An empty batch for ``CaptureTimeline/read(into:)``.
    public init(limits: CaptureLimits) {
        self.init(chunkBytes: limits.chunkBytes, frameLimit: limits.framesPerBatch)
    }

    @inlinable public var count: Int { frames.count }

    public var indices: Range<Int> { 0..<frames.count }

    @inlinable @inline(__always)
    public subscript(index: Int) -> FrameHeader { frames[index] }

    /// Lends the captured bytes of a frame, without a copy.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func bytes(of index: Int) -> Span<UInt8> {
        let frame = frames[index]
        return buffer.bytes(at: frame.offset, count: frame.capturedLength)
    }

    /// The earliest and the latest time of these frames, which need not be the first and the last.
    public func times(of range: Range<Int>) -> ClosedRange<Timestamp>? {
        guard let first = range.first else { return nil }
        var earliest = frames[first].time
        var latest = earliest
        for index in range {
            let time = frames[index].time
            if time < earliest { earliest = time }
            if time > latest { latest = time }
        }
        return earliest...latest
    }

    /// The end of the run of frames that come before `bound`; the first one does in any case.
    func endOfRun(from start: Int, input: Int, before bound: MergeKey?) -> Int {
        guard let bound, start < frames.count else { return frames.count }
        var end = start + 1
        while end < frames.count, MergeKey(time: frames[end].time, input: input) < bound { end += 1 }
        return end
    }

    mutating func removeAll() {
        frames.removeAll(keepingCapacity: true)
        buffer.removeAll()
    }

    /// Copies frames of another batch, as many as there is room for, but at least one into an empty batch.
    ///
    /// - Returns: How many were copied.
    mutating func append(_ range: Range<Int>, of other: borrowing PacketBatch) -> Int {
        var copied = 0
        for index in range where frames.count < frameLimit {
            let frame = other.frames[index]
            if frames.isEmpty { buffer.makeRoom(for: frame.capturedLength) }
            guard buffer.freeRoom >= frame.capturedLength else { break }
            frames.append(frame.moved(to: buffer.end))
            buffer.append(from: other.buffer, at: frame.offset, count: frame.capturedLength)
            copied += 1
        }
        return copied
    }

    /// Keeps only the frames that `isIncluded` wants, in their order.
    mutating func keep(where isIncluded: (FrameHeader, borrowing Span<UInt8>) -> Bool) {
        var kept = 0
        for index in frames.indices {
            let frame = frames[index]
            guard isIncluded(frame, buffer.bytes(at: frame.offset, count: frame.capturedLength)) else {
                continue
            }
            frames[kept] = frame
            kept += 1
        }
        frames.removeLast(frames.count - kept)
    }
}
