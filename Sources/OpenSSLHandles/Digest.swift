import COpenSSL

/// Hashes bytes in one go.
///
/// The algorithms are fetched from OpenSSL's providers once, since a fetch costs more than the hash of a certificate.
public enum Digest {
    /// The 32 bytes of SHA-256, or no bytes when OpenSSL was configured without it.
    public static func sha256(of bytes: borrowing Span<UInt8>) -> [UInt8] {
        unsafe digest(bytes, with: sha256Method, length: 32)
    }

    /// The 20 bytes of SHA-1, or no bytes when OpenSSL was configured without it.
    public static func sha1(of bytes: borrowing Span<UInt8>) -> [UInt8] {
        unsafe digest(bytes, with: sha1Method, length: 20)
    }

    /// SHA-1 of few bytes, for what is hashed by the hundred thousand; `nil` when OpenSSL fails.
    ///
    /// - Parameters:
    ///   - message: As words of which the first byte is the highest, with zeros behind the end.
    ///   - count: How many bytes it has, at most 55: what is padded to one block (FIPS 180-4, section 5.1.1).
    /// - Returns: The digest as words, likewise.
    public static func sha1(of message: InlineArray<7, UInt64>, count: Int) -> InlineArray<5, UInt32>? {
        guard 0...55 ~= count else { return nil }
        var block = InlineArray<8, UInt64>(repeating: 0)
        for index in message.indices { block[index] = message[index].bigEndian }
        block[count / 8] |= (UInt64(0x80) << UInt64(56 - count % 8 * 8)).bigEndian
        block[7] = UInt64(count * 8).bigEndian
        var digest = InlineArray<5, UInt32>(repeating: 0)
        var target = digest.mutableSpan
        let isDone = unsafe block.span.withUnsafeBytes { block in
            unsafe target.withUnsafeMutableBufferPointer { digest in
                guard let block = block.baseAddress, let digest = digest.baseAddress else { return false }
                return unsafe mtlscope_sha1_block(block.assumingMemoryBound(to: UInt8.self), digest) == 1
            }
        }
        return isDone ? digest : nil
    }

    /// SHA-256 without an allocation of ours; `nil` when OpenSSL fails.
    public static func sha256Block(of bytes: borrowing Span<UInt8>) -> InlineArray<32, UInt8>? {
        var digest = InlineArray<32, UInt8>(repeating: 0)
        var target = digest.mutableSpan
        let isDone = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe target.withUnsafeMutableBufferPointer { output in
                unsafe mtlscope_sha256(input.baseAddress, input.count, output.baseAddress) == 1
            }
        }
        return isDone ? digest : nil
    }

    // Fetched methods are reference-counted and immutable, so threads may share them; they live as long as the process.
    nonisolated(unsafe) private static let sha256Method = unsafe fetch("SHA256")
    nonisolated(unsafe) private static let sha1Method = unsafe fetch("SHA1")

    private static func fetch(_ name: String) -> OpaquePointer? {
        OpenSSLLibrary.isStarted ? unsafe EVP_MD_fetch(nil, name, nil) : nil
    }

    @unsafe
    private static func digest(
        _ bytes: borrowing Span<UInt8>,
        with method: OpaquePointer?,
        length: Int
    ) -> [UInt8] {
        guard let method = unsafe method else { return [] }
        var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        let isDone = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, method, nil) == 1
            }
        }
        guard isDone else { return [] }
        output.removeLast(output.count - length)
        return output
    }
}
