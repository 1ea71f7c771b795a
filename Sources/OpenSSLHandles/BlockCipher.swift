import COpenSSL

/// Owns one `EVP_CIPHER_CTX *` that encrypts single blocks with AES-128 and one key.
///
/// Unsafe, because OpenSSL takes pointers and lengths: each pointer is valid for the call that it is passed to, and a block
/// has the size that OpenSSL reads and writes.
@safe
public final class BlockCipher {
    public static let blockSize = 16
    private let raw: OpaquePointer

    /// `nil` when OpenSSL lacks the cipher, or the key has not 16 bytes.
    public init?(aes128Key key: [UInt8]) {
        guard key.count == Self.blockSize, let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        guard unsafe EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), nil, key, nil) == 1,
            unsafe EVP_CIPHER_CTX_set_padding(context, 0) == 1
        else {
            ERR_clear_error()
            unsafe EVP_CIPHER_CTX_free(context)
            return nil
        }
        unsafe raw = context
    }

    deinit { unsafe EVP_CIPHER_CTX_free(raw) }

    /// Encrypts a block of 16 bytes; `nil` if it has another size.
    public func encrypt(_ block: [UInt8]) -> [UInt8]? {
        guard block.count == Self.blockSize else { return nil }
        var output = [UInt8](repeating: 0, count: 2 * Self.blockSize)
        var written: Int32 = 0
        guard unsafe EVP_EncryptUpdate(raw, &output, &written, block, Int32(Self.blockSize)) == 1,
            Int(written) == Self.blockSize
        else {
            ERR_clear_error()
            return nil
        }
        return Array(output[..<Self.blockSize])
    }
}
