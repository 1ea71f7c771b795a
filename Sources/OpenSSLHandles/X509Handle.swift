import COpenSSL

/// Owns one `X509 *`.
///
/// OpenSSL 3.0 needs some 100 µs to read a certificate, so this is for what needs its judgement, and for certificates
/// that a stricter reader refuses.
@safe
public struct X509Handle: ~Copyable {
    private let raw: OpaquePointer

    /// Parses exactly one certificate, in DER or in the BER that OpenSSL tolerates.
    public init(parsing der: [UInt8]) throws(OpenSSLError) {
        _ = OpenSSLLibrary.isStarted
        ERR_clear_error()
        var consumed = 0
        let parsed = unsafe der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            let handle = unsafe d2i_X509(nil, &cursor, buffer.count)
            if unsafe handle != nil, let start = buffer.baseAddress, let stop = unsafe cursor {
                consumed = unsafe stop - start
            }
            return unsafe handle
        }
        guard let parsed = unsafe parsed else { throw OpenSSLError.drainQueue() }
        guard consumed == der.count else {
            unsafe X509_free(parsed)
            throw .trailingBytes(der.count - consumed)
        }
        unsafe raw = parsed
    }

    deinit { unsafe X509_free(raw) }

    /// 3 for an X.509 v3 certificate; the encoded field is one less.
    public var version: Int { unsafe X509_get_version(raw) + 1 }

    /// The subject as an RFC 4514 string with UTF-8 left as it is; `nil` when OpenSSL cannot print it.
    public var subject: String? { unsafe Self.text(of: X509_get_subject_name(raw)) }

    /// The issuer as an RFC 4514 string with UTF-8 left as it is; `nil` when OpenSSL cannot print it.
    public var issuer: String? { unsafe Self.text(of: X509_get_issuer_name(raw)) }

    /// The key, which the caller frees; `nil` when OpenSSL cannot read it.
    @unsafe
    func copyPublicKey() -> OpaquePointer? { unsafe X509_get_pubkey(raw) }

    @unsafe
    private static func text(of name: OpaquePointer?) -> String? {
        guard let name = unsafe name, let output = unsafe BIO_new(BIO_s_mem()) else { return nil }
        defer { unsafe BIO_free(output) }
        guard unsafe X509_NAME_print_ex(output, name, 0, mtlscope_rfc4514_flags()) >= 0 else {
            ERR_clear_error()
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(output))
        let count = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe BIO_read(output, buffer.baseAddress, Int32(clamping: buffer.count))
        }
        return String(decoding: bytes.prefix(max(0, Int(count))), as: UTF8.self)
    }
}
