import COpenSSL

/// Owns one `EVP_MAC_CTX *` that computes HMAC with one hash function, any number of times and with any keys.
///
/// Unsafe, because OpenSSL takes pointers: each is valid for the call that it is passed to, and OpenSSL keeps none.
@safe
public struct HMACContext: ~Copyable {
    private let raw: OpaquePointer
    private let byteCount: Int
    private var isStarted = false

    /// `nil` when OpenSSL was configured without HMAC or the hash function.
    public init?(_ hash: HashFunction) {
        guard let method = unsafe Self.method, let context = unsafe EVP_MAC_CTX_new(method) else {
            return nil
        }
        // The parameter refers to both strings, which live until the context has read it. A string literal would not:
        // it is a C string for the duration of one call.
        let key = Array(OSSL_MAC_PARAM_DIGEST.utf8CString)
        var name = Array(hash.name.utf8CString)
        let isSet = unsafe key.withUnsafeBufferPointer { key in
            unsafe name.withUnsafeMutableBufferPointer { name in
                var parameters = unsafe (
                    OSSL_PARAM_construct_utf8_string(key.baseAddress, name.baseAddress, 0),
                    OSSL_PARAM_construct_end()
                )
                return unsafe withUnsafePointer(to: &parameters) { pair in
                    unsafe pair.withMemoryRebound(to: OSSL_PARAM.self, capacity: 2) { list in
                        unsafe EVP_MAC_CTX_set_params(context, list) == 1
                    }
                }
            }
        }
        guard isSet else {
            ERR_clear_error()
            unsafe EVP_MAC_CTX_free(context)
            return nil
        }
        unsafe raw = context
        byteCount = hash.byteCount
    }

    deinit { unsafe EVP_MAC_CTX_free(raw) }

    /// Begins a new code; what was begun before is forgotten.
    ///
    /// - Parameter key: At least one byte.
    public mutating func start(key: borrowing Span<UInt8>) {
        // Without a key, OpenSSL would go on with the last one.
        isStarted = unsafe key.withUnsafeBufferPointer { key in
            unsafe !key.isEmpty && EVP_MAC_init(raw, key.baseAddress, key.count, nil) == 1
        }
    }

    public mutating func update(_ bytes: borrowing Span<UInt8>) {
        guard isStarted, !bytes.isEmpty else { return }
        isStarted = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe EVP_MAC_update(raw, bytes.baseAddress, bytes.count) == 1
        }
    }

    /// The code of what came since `start`, or no bytes when OpenSSL failed at any step.
    public mutating func finish() -> [UInt8] {
        guard isStarted else {
            ERR_clear_error()
            return []
        }
        isStarted = false
        var code = [UInt8](repeating: 0, count: byteCount)
        var count = 0
        let isDone = unsafe code.withUnsafeMutableBufferPointer { code in
            unsafe EVP_MAC_final(raw, code.baseAddress, &count, code.count) == 1
        }
        guard isDone, count == byteCount else {
            ERR_clear_error()
            return []
        }
        return code
    }

    // Reference-counted and immutable, so threads may share it; it lives as long as the process.
    nonisolated(unsafe) private static let method =
        OpenSSLLibrary.isStarted ? unsafe EVP_MAC_fetch(nil, OSSL_MAC_NAME_HMAC, nil) : nil
}
