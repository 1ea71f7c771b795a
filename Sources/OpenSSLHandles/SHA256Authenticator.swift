import COpenSSL

/// Computes HMAC-SHA-256 with one key of at most 64 bytes, for what is authenticated by the hundred thousand.
///
/// Unsafe, because OpenSSL takes pointers and lengths: each pointer is valid for the call that it is passed to, OpenSSL
/// keeps none, and the code has the 32 bytes that are written.
public struct SHA256Authenticator: Sendable {
    private var state = mtlscope_hmac_sha256()

    /// `nil` for a key that is longer, or when OpenSSL fails.
    public init?(key: borrowing Span<UInt8>) {
        let isStarted = unsafe key.withUnsafeBufferPointer { key in
            unsafe mtlscope_hmac_sha256_start(&state, key.baseAddress, key.count) == 1
        }
        if !isStarted { return nil }
    }

    /// The code of some bytes; `nil` when OpenSSL fails.
    public func code(of bytes: borrowing Span<UInt8>) -> InlineArray<32, UInt8>? {
        var code = InlineArray<32, UInt8>(repeating: 0)
        var target = code.mutableSpan
        let isDone = unsafe withUnsafePointer(to: state) { state in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe target.withUnsafeMutableBufferPointer { code in
                    unsafe mtlscope_hmac_sha256_code(state, bytes.baseAddress, bytes.count, code.baseAddress)
                        == 1
                }
            }
        }
        return isDone ? code : nil
    }
}
