import COpenSSL
import OpenSSLHandles

/// Seals with AES-128-GCM what a fuzzer made up: mutated ciphertext would never be opened.
enum Sealer {
    /// The ciphertext and its tag.
    static func seal(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], additionalData: [UInt8]) -> [UInt8] {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { return [] }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        var output = [UInt8](repeating: 0, count: plaintext.count + 16)
        var tag = [UInt8](repeating: 0, count: 16)
        var count: Int32 = 0
        // OpenSSL writes as many bytes as it is given, for which there is room, and a tag of 16.
        guard unsafe EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), nil, key, nonce) == 1,
            unsafe EVP_EncryptUpdate(context, nil, &count, additionalData, Int32(additionalData.count)) == 1,
            unsafe EVP_EncryptUpdate(context, &output, &count, plaintext, Int32(plaintext.count)) == 1,
            unsafe EVP_EncryptFinal_ex(context, &tag, &count) == 1,
            unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &tag) == 1
        else { return [] }
        output.replaceSubrange(plaintext.count..., with: tag)
        return output
    }

    /// An IV with a number in its last bytes (RFC 9846, section 5.3; RFC 9001, section 5.3).
    static func nonce(_ iv: [UInt8], _ number: UInt64) -> [UInt8] {
        var nonce = iv
        for index in 4..<12 { nonce[index] ^= UInt8(truncatingIfNeeded: number >> UInt64(88 - index * 8)) }
        return nonce
    }
}
