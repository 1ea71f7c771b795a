import CZstd
import SystemLibrary

/// Compresses a file by libzstd.
///
/// Unsafe, because libzstd takes pointers: they are valid during each call, with their true length, and the context is
/// freed once.
enum ZstdFile {
    /// What `zstd` uses unasked.
    private static let level: Int32 = 3
    private static let chunk = 256 << 10

    /// Writes a file's content, compressed and with a checksum, to another, which gets its permissions.
    static func compress(_ path: String, to target: String) throws(Descriptor.Failure) {
        let source = try Descriptor(reading: path)
        defer { try? source.close() }
        let mode = Descriptor.mode(of: path).map { $0 & 0o777 } ?? 0o600
        let output = try Descriptor(creating: target, mode: mode)
        do throws(Descriptor.Failure) {
            try compress(source, to: output)
            try output.synchronize()
        } catch {
            try? output.close()
            throw error
        }
        try output.close()
    }

    private static func compress(_ source: Descriptor, to output: Descriptor) throws(Descriptor.Failure) {
        guard let context = unsafe ZSTD_createCCtx() else { throw Descriptor.Failure(code: ENOMEM) }
        defer { unsafe _ = ZSTD_freeCCtx(context) }
        unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let input = try source.read(atMost: chunk)
            let isLast = input.isEmpty
            var position = 0
            var remaining = 1
            while isLast ? remaining > 0 : position < input.count {
                var count = 0
                remaining = unsafe input.withUnsafeBytes { bytes in
                    unsafe buffer.withUnsafeMutableBytes { room in
                        var from = unsafe ZSTD_inBuffer(
                            src: bytes.baseAddress,
                            size: bytes.count,
                            pos: position
                        )
                        var into = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                        let result = unsafe ZSTD_compressStream2(
                            context,
                            &into,
                            &from,
                            isLast ? ZSTD_e_end : ZSTD_e_continue
                        )
                        position = unsafe from.pos
                        count = unsafe into.pos
                        return result
                    }
                }
                guard ZSTD_isError(remaining) == 0 else { throw Descriptor.Failure(code: EIO) }
                try output.write(buffer.span.extracting(0..<count))
            }
            if isLast { return }
        }
    }
}
