import CZstd

/// Decompresses a zstd file of any number of frames (RFC 8878) by libzstd, within a bounded window.
///
/// Unsafe, because libzstd takes pointers: they are valid during each call, and the context is freed once.
@safe
final class ZstdSource: ByteSource {
    private var input: CompressedInput
    private let context: OpaquePointer
    /// Whether the last call may have left decompressed bytes behind for want of room.
    private var holdsOutput = false
    /// Whether the last frame is complete, and another may follow.
    private var isBetweenFrames = true
    private var pendingError: CaptureError?
    private var isFinished = false
    private(set) var isCutShort = false

    init(_ file: any ByteSource, prefix: [UInt8], windowLog: Int) throws(CaptureError) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw CaptureError(.inputOutput(errno: 12))  // ENOMEM: nothing else can fail here
        }
        unsafe self.context = context
        input = CompressedInput(file, prefix: prefix)
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(clamping: windowLog))
    }

    deinit { unsafe ZSTD_freeDCtx(context) }

    var bytesRead: UInt64 { input.bytesRead }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CaptureError) -> SourceReading {
        if let pendingError {
            self.pendingError = nil
            throw pendingError
        }
        var written = 0
        while written < buffer.count, !isFinished {
            if input.isEmpty, !holdsOutput {
                if written > 0 { break }  // what a pipe has delivered is not held back
                guard try input.refill() else {
                    isCutShort = !isBetweenFrames
                    isFinished = true
                    break
                }
            }
            let waiting = unsafe input.waiting
            var source = unsafe ZSTD_inBuffer(src: waiting.baseAddress, size: waiting.count, pos: 0)
            var target = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: written)
            let status = unsafe ZSTD_decompressStream(context, &target, &source)
            input.consume(unsafe source.pos)
            written = unsafe target.pos
            holdsOutput = unsafe target.pos == target.size
            guard ZSTD_isError(status) == 0 else {
                isFinished = true
                let error = self.error(of: status)
                guard written > 0 else { throw error }
                pendingError = error
                break
            }
            isBetweenFrames = status == 0
            if isBetweenFrames { holdsOutput = false }
        }
        return SourceReading(count: written)
    }

    private func error(of status: Int) -> CaptureError {
        ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge
            ? CaptureError(.compressionWindowTooLarge, at: input.offset)
            : CaptureError(.corruptCompression(.zstd), at: input.offset)
    }
}
