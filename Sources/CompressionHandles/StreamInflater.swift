import CZlib

/// Inflates a stream of zlib (RFC 1950) that comes in pieces, each of which was flushed: the records of one direction whose
/// compression is DEFLATE (RFC 3749, section 2).
///
/// Unsafe, because zlib keeps the address of its `z_stream`: it is allocated once, and freed after `inflateEnd`. The
/// pointers in it are set before each call, to memory that is valid during that call, with its true length.
@safe
public final class StreamInflater {
    private let stream: UnsafeMutablePointer<z_stream>
    /// A piece is missing or damaged: what follows builds on it.
    private var isBroken = false

    /// Fails where zlib has no memory for it.
    public init?() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        let status = unsafe inflateInit_(stream, ZLIB_VERSION, size)
        isBroken = status != Z_OK
        if isBroken { return nil }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Says that a piece did not come.
    public func loseSynchronization() { isBroken = true }

    /// What the next piece holds; `nil` if that is damaged or more than `limit` bytes, and from then on.
    public func inflate(_ piece: borrowing Span<UInt8>, limit: Int) -> [UInt8]? {
        guard !isBroken, !piece.isEmpty, limit >= 0 else { return nil }
        // One more, so that too much is told from just enough.
        let capacity = limit + 1
        var count: Int?
        let output = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, initializedCount in
            let isWhole = unsafe piece.withUnsafeBufferPointer { piece in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(clamping: piece.count)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(clamping: capacity)
                let status = unsafe CZlib.inflate(stream, Z_SYNC_FLUSH)
                return unsafe (status == Z_OK || status == Z_STREAM_END) && stream.pointee.avail_in == 0
            }
            if isWhole { count = unsafe capacity - Int(stream.pointee.avail_out) }
            initializedCount = count ?? 0
        }
        guard let count, count <= limit else {
            isBroken = true
            return nil
        }
        return output
    }
}
