import COpenSSL

/// Owns one `EVP_CIPHER_CTX *` that decrypts with one key.
///
/// Unsafe, because OpenSSL takes pointers and lengths: each pointer is valid for the call that it is passed to, OpenSSL
/// keeps none, and every output has been checked to be as long as what OpenSSL writes.
@safe
public struct CipherContext: ~Copyable {
    private let raw: OpaquePointer
    private let mode: CipherAlgorithm.Mode
    private let tagSize: Int
    private let nonceSize: Int
    private let keySize: Int

    /// Prepares to decrypt with a key; `nil` when OpenSSL lacks the cipher, or when a size is not one of the cipher's.
    ///
    /// The nonce's size is the block size for CBC, and 0 for a stream cipher; only an AEAD has a tag.
    public init?(_ algorithm: CipherAlgorithm, key: borrowing Span<UInt8>, tagSize: Int = 0, nonceSize: Int) {
        guard let method = unsafe algorithm.method, let context = unsafe EVP_CIPHER_CTX_new() else {
            return nil
        }
        let mode = algorithm.mode
        guard unsafe Self.prepare(context, method, mode, key, tagSize: tagSize, nonceSize: nonceSize) else {
            ERR_clear_error()
            unsafe EVP_CIPHER_CTX_free(context)
            return nil
        }
        unsafe raw = context
        self.mode = mode
        self.tagSize = tagSize
        self.nonceSize = nonceSize
        keySize = key.count
    }

    deinit { unsafe EVP_CIPHER_CTX_free(raw) }

    /// Goes on with another key of the same size: cheaper than another context.
    public mutating func setKey(_ key: borrowing Span<UInt8>) -> Bool {
        guard key.count == keySize else { return false }
        let isSet = unsafe key.withUnsafeBufferPointer { key in
            unsafe EVP_DecryptInit_ex2(raw, nil, key.baseAddress, nil, nil) == 1
        }
        if !isSet { ERR_clear_error() }
        return isSet
    }

    // MARK: AEAD

    /// Decrypts and checks what an AEAD sealed: the ciphertext, then the tag.
    ///
    /// The output is at least as long as the ciphertext; it holds the plaintext if the tag was right, else rubbish.
    /// Returns whether the tag was right.
    public mutating func open(
        _ sealed: borrowing Span<UInt8>,
        nonce: borrowing Span<UInt8>,
        additionalData: borrowing Span<UInt8>,
        into output: inout [UInt8]
    ) -> Bool {
        let count = sealed.count - tagSize
        guard tagSize > 0, count >= 0, count <= output.count, sealed.count <= Self.maximumInput,
            additionalData.count <= Self.maximumInput, nonce.count == nonceSize
        else { return false }
        let isOpen = unsafe sealed.withUnsafeBufferPointer { sealed in
            unsafe nonce.withUnsafeBufferPointer { nonce in
                unsafe additionalData.withUnsafeBufferPointer { data in
                    unsafe output.withUnsafeMutableBufferPointer { output in
                        unsafe open(sealed, count, nonce, data, output)
                    }
                }
            }
        }
        if !isOpen { ERR_clear_error() }
        return isOpen
    }

    @unsafe
    private func open(
        _ sealed: UnsafeBufferPointer<UInt8>,
        _ count: Int,
        _ nonce: UnsafeBufferPointer<UInt8>,
        _ additionalData: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        guard let input = sealed.baseAddress else { return false }
        // OpenSSL only reads the tag, although the parameter is not const.
        let tag = unsafe UnsafeMutableRawPointer(mutating: input + count)
        var written: Int32 = 0
        if mode == .ccm {
            // CCM needs the tag and the length of the whole before the first byte, and checks in the only update.
            guard unsafe EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_SET_TAG, Int32(tagSize), tag) == 1,
                unsafe EVP_DecryptInit_ex2(raw, nil, nil, nonce.baseAddress, nil) == 1,
                unsafe EVP_DecryptUpdate(raw, nil, &written, nil, Int32(count)) == 1,
                unsafe EVP_DecryptUpdate(
                    raw,
                    nil,
                    &written,
                    additionalData.baseAddress,
                    Int32(additionalData.count)
                ) == 1
            else { return false }
            // An empty array has no address, and OpenSSL takes the absence of an output for a length.
            var nothing: UInt8 = 0
            guard let target = output.baseAddress else {
                return unsafe EVP_DecryptUpdate(raw, &nothing, &written, input, 0) == 1
            }
            return unsafe EVP_DecryptUpdate(raw, target, &written, input, Int32(count)) == 1
        }
        guard unsafe EVP_DecryptInit_ex2(raw, nil, nil, nonce.baseAddress, nil) == 1,
            unsafe EVP_DecryptUpdate(
                raw,
                nil,
                &written,
                additionalData.baseAddress,
                Int32(additionalData.count)
            ) == 1,
            unsafe count == 0
                || EVP_DecryptUpdate(raw, output.baseAddress, &written, input, Int32(count)) == 1,
            unsafe EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_SET_TAG, Int32(tagSize), tag) == 1
        else { return false }
        // These modes write nothing at the end.
        var rest: UInt8 = 0
        return unsafe EVP_DecryptFinal_ex(raw, &rest, &written) == 1
    }

    // MARK: Blocks and streams

    /// Decrypts whole blocks in CBC mode into an output that is at least as long; padding is left in place.
    public mutating func decryptBlocks(
        _ ciphertext: borrowing Span<UInt8>,
        iv: borrowing Span<UInt8>,
        into output: inout [UInt8]
    ) -> Bool {
        guard mode == .cbc, iv.count == nonceSize, ciphertext.count.isMultiple(of: nonceSize) else {
            return false
        }
        let isReady = unsafe iv.withUnsafeBufferPointer { iv in
            unsafe EVP_DecryptInit_ex2(raw, nil, nil, iv.baseAddress, nil) == 1
                && EVP_CIPHER_CTX_set_padding(raw, 0) == 1
        }
        return isReady && update(ciphertext, into: &output)
    }

    /// Goes on with a stream cipher, into an output that is at least as long.
    public mutating func decryptStream(
        _ ciphertext: borrowing Span<UInt8>,
        into output: inout [UInt8]
    ) -> Bool {
        mode == .stream && update(ciphertext, into: &output)
    }

    /// Decrypts in counter mode, from a first counter block on, into an output that is at least as long.
    public mutating func decryptCounter(
        _ ciphertext: borrowing Span<UInt8>,
        iv: borrowing Span<UInt8>,
        into output: inout [UInt8]
    ) -> Bool {
        guard mode == .counter, iv.count == nonceSize else { return false }
        let isReady = unsafe iv.withUnsafeBufferPointer { iv in
            unsafe EVP_DecryptInit_ex2(raw, nil, nil, iv.baseAddress, nil) == 1
        }
        return isReady && update(ciphertext, into: &output)
    }

    /// The first bytes of the key stream that begins with a counter block, or with ChaCha20's counter and nonce: 16 bytes
    /// (RFC 9001, sections 5.4.3 and 5.4.4); `nil` if OpenSSL fails.
    public mutating func keyStream(from block: borrowing Span<UInt8>) -> InlineArray<5, UInt8>? {
        guard mode == .counter, block.count == nonceSize else { return nil }
        var stream = InlineArray<5, UInt8>(repeating: 0)
        let zeros = InlineArray<5, UInt8>(repeating: 0)
        var written: Int32 = 0
        let isDone = unsafe block.withUnsafeBufferPointer { block in
            unsafe EVP_DecryptInit_ex2(raw, nil, nil, block.baseAddress, nil) == 1
        }
        guard isDone else {
            ERR_clear_error()
            return nil
        }
        var output = stream.mutableSpan
        let isWritten = unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe zeros.span.withUnsafeBufferPointer { zeros in
                unsafe EVP_DecryptUpdate(raw, output.baseAddress, &written, zeros.baseAddress, 5) == 1
            }
        }
        return isWritten && written == 5 ? stream : nil
    }

    /// A context in the same state, from which a stream can be taken up again; `nil` if OpenSSL cannot copy it.
    public func copy() -> CipherContext? { CipherContext(copying: self) }

    private init?(copying other: borrowing CipherContext) {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        guard unsafe EVP_CIPHER_CTX_copy(context, other.raw) == 1 else {
            ERR_clear_error()
            unsafe EVP_CIPHER_CTX_free(context)
            return nil
        }
        unsafe raw = context
        mode = other.mode
        tagSize = other.tagSize
        nonceSize = other.nonceSize
        keySize = other.keySize
    }

    private func update(_ ciphertext: borrowing Span<UInt8>, into output: inout [UInt8]) -> Bool {
        guard ciphertext.count <= output.count, ciphertext.count <= Self.maximumInput else { return false }
        if ciphertext.isEmpty { return true }
        var written: Int32 = 0
        let isDone = unsafe ciphertext.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe EVP_DecryptUpdate(
                    raw,
                    output.baseAddress,
                    &written,
                    input.baseAddress,
                    Int32(input.count)
                ) == 1
            }
        }
        if !isDone { ERR_clear_error() }
        return isDone && Int(written) == ciphertext.count
    }

    // MARK: Preparation

    /// More than any record; OpenSSL counts in 32 bits.
    private static let maximumInput = 1 << 24

    @unsafe
    private static func prepare(
        _ context: OpaquePointer,
        _ method: OpaquePointer,
        _ mode: CipherAlgorithm.Mode,
        _ key: borrowing Span<UInt8>,
        tagSize: Int,
        nonceSize: Int
    ) -> Bool {
        guard unsafe EVP_DecryptInit_ex2(context, method, nil, nil, nil) == 1 else { return false }
        switch mode {
        case .gcm, .ccm, .chacha20Poly1305:
            guard (1...16).contains(tagSize),
                unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, Int32(clamping: nonceSize), nil)
                    == 1,
                unsafe mode != .ccm
                    || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagSize), nil) == 1
            else { return false }
        case .cbc, .counter:
            guard unsafe Int(EVP_CIPHER_CTX_get_iv_length(context)) == nonceSize else { return false }
        case .stream: break
        }
        guard unsafe Int(EVP_CIPHER_CTX_get_key_length(context)) == key.count else { return false }
        return unsafe key.withUnsafeBufferPointer { key in
            unsafe EVP_DecryptInit_ex2(context, nil, key.baseAddress, nil, nil) == 1
        }
    }
}
