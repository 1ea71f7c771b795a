import CZlib

/// Decompresses a gzip file of any number of members (RFC 1952) by zlib.
///
/// Unsafe, because zlib keeps the address of its `z_stream`: it is allocated once, and freed after `inflateEnd`.
/// The pointers in it are set before each call, to memory that is valid during that call.
@safe
final class GzipSource: ByteSource {
    private var input: CompressedInput
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the last member is complete, and another may follow.
    private var isBetweenMembers = false
    private var isFinished = false
    private(set) var isCutShort = false

    init(_ file: any ByteSource, prefix: [UInt8]) throws(CaptureError) {
        input = CompressedInput(file, prefix: prefix)
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let gzipOnly: Int32 = 15 + 16
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(stream, gzipOnly, ZLIB_VERSION, size) == Z_OK else {
            isFinished = true
            throw CaptureError(.inputOutput(errno: 12))  // ENOMEM: nothing else can fail here
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    var bytesRead: UInt64 { input.bytesRead }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CaptureError) -> SourceReading {
        var written = 0
        while written < buffer.count, !isFinished {
            if input.isEmpty {
                if written > 0 { break }  // what a pipe has delivered is not held back
                guard try input.refill() else {
                    isCutShort = !isBetweenMembers
                    isFinished = true
                    break
                }
            }
            if isBetweenMembers {
                // Padding, and whatever else follows the last member, is ignored, as gzip does.
                guard input.first == 0x1F else {
                    isFinished = true
                    break
                }
                unsafe inflateReset(stream)
                isBetweenMembers = false
            }
            let (status, count) = unsafe inflateOnce(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[written...])
            )
            written += count
            switch status {
            case Z_STREAM_END: isBetweenMembers = true
            case Z_OK, Z_BUF_ERROR: break
            default:
                // zlib reports the same error again when it is asked again.
                guard written == 0 else { return .bytes(written) }
                isFinished = true
                throw CaptureError(.corruptCompression(.gzip), at: input.offset)
            }
        }
        return SourceReading(count: written)
    }

    private func inflateOnce(into output: UnsafeMutableRawBufferPointer) -> (status: Int32, count: Int) {
        let waiting = unsafe input.waiting
        let available = UInt32(clamping: waiting.count)
        let room = UInt32(clamping: output.count)
        unsafe stream.pointee.next_in = waiting.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = available
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = room
        let status = unsafe inflate(stream, Z_NO_FLUSH)
        input.consume(unsafe Int(available - stream.pointee.avail_in))
        return (status, unsafe Int(room - stream.pointee.avail_out))
    }
}
