import CBrotli
import CZlib
import CZstd

/// Decompresses small wholes, such as a message, in one go and within bounds.
public enum Decompression: Hashable, Sendable, CaseIterable {
    case zlib, brotli, zstd

    /// The decompressed bytes; `nil` if the input is damaged, is cut off, or holds more than `limit` bytes.
    ///
    /// Unsafe, because the libraries take pointers: each is valid for the call that it is passed to, comes with its
    /// true length, and none is kept.
    public func decompress(_ input: borrowing Span<UInt8>, limit: Int) -> [UInt8]? {
        guard !input.isEmpty, limit >= 0 else { return nil }
        // One more, so that an empty output has an address too, and too much is told from just enough.
        let capacity = limit + 1
        var count: Int?
        let output = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, initializedCount in
            count = unsafe input.withUnsafeBufferPointer { input in
                switch self {
                case .zlib: unsafe Self.inflate(input, output)
                case .brotli: unsafe Self.decompressBrotli(input, output)
                case .zstd: unsafe Self.decompressZstd(input, output)
                }
            }
            initializedCount = count ?? 0
        }
        guard let count, count <= limit else { return nil }
        return output
    }

    @unsafe
    private static func inflate(
        _ input: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int? {
        var count = uLongf(output.count)
        var consumed = uLong(input.count)
        guard unsafe uncompress2(output.baseAddress, &count, input.baseAddress, &consumed) == Z_OK,
            consumed == uLong(input.count)
        else { return nil }
        return Int(count)
    }

    @unsafe
    private static func decompressBrotli(
        _ input: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int? {
        // Not BrotliDecoderDecompress, which does not say whether bytes are left over.
        guard let decoder = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else { return nil }
        defer { unsafe BrotliDecoderDestroyInstance(decoder) }
        var remaining = input.count
        var next = input.baseAddress
        var room = output.count
        var end = output.baseAddress
        let result = unsafe BrotliDecoderDecompressStream(decoder, &remaining, &next, &room, &end, nil)
        return result == BROTLI_DECODER_RESULT_SUCCESS && remaining == 0 ? output.count - room : nil
    }

    @unsafe
    private static func decompressZstd(
        _ input: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int? {
        let count = unsafe ZSTD_decompress(output.baseAddress, output.count, input.baseAddress, input.count)
        return ZSTD_isError(count) == 0 ? count : nil
    }
}
