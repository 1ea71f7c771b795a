import COpenSSL

/// Owns one `EVP_PKEY *` that holds a public key, and checks signatures with it.
///
/// Unsafe, because OpenSSL takes pointers and lengths: each pointer is valid for the call that it is passed to, with its
/// true length, and OpenSSL keeps none.
@safe
public struct PublicKeyHandle: ~Copyable {
    private let raw: OpaquePointer
    public let kind: Kind
    /// About how long a check takes; `nil` for a key that is larger than TLS stacks accept, which is not used.
    public let checkMicroseconds: Int?

    /// What a key can be used for.
    public enum Kind: Hashable, Sendable {
        case rsa
        /// An RSA key that may sign with PSS only.
        case rsaPSS
        case ec
        case dsa
        case edwards
        case other
    }

    /// What a check came to.
    public enum Outcome: Hashable, Sendable {
        case holds
        case doesNotHold
        /// OpenSSL lacks the method, or does not know how to use this key for it.
        case notPossible
    }

    /// Reads a SubjectPublicKeyInfo in DER (RFC 5280, section 4.1.2.7), which fills the bytes.
    ///
    /// OpenSSL 3.0 needs some 50 µs for it, more than for many a signature.
    public init(subjectPublicKeyInfo der: borrowing Span<UInt8>) throws(OpenSSLError) {
        _ = OpenSSLLibrary.isStarted
        ERR_clear_error()
        let count = der.count
        var consumed = 0
        let parsed = unsafe der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            let handle = unsafe d2i_PUBKEY(nil, &cursor, buffer.count)
            if unsafe handle != nil, let start = buffer.baseAddress, let stop = unsafe cursor {
                consumed = unsafe stop - start
            }
            return unsafe handle
        }
        guard let parsed = unsafe parsed else { throw OpenSSLError.drainQueue() }
        guard consumed == count else {
            unsafe EVP_PKEY_free(parsed)
            throw .trailingBytes(count - consumed)
        }
        unsafe raw = parsed
        let kind = unsafe Self.kind(of: parsed)
        self.kind = kind
        unsafe checkMicroseconds = Self.checkMicroseconds(of: parsed, kind)
    }

    /// Takes the key out of a certificate.
    public init(of certificate: borrowing X509Handle) throws(OpenSSLError) {
        ERR_clear_error()
        guard let key = unsafe certificate.copyPublicKey() else { throw OpenSSLError.drainQueue() }
        unsafe raw = key
        let kind = unsafe Self.kind(of: key)
        self.kind = kind
        unsafe checkMicroseconds = Self.checkMicroseconds(of: key, kind)
    }

    deinit { unsafe EVP_PKEY_free(raw) }

    /// Whether the signature is one of the content by this key.
    public func check(
        _ signature: borrowing Span<UInt8>,
        of content: borrowing Span<UInt8>,
        by method: SignatureMethod
    ) -> Outcome {
        guard checkMicroseconds != nil else { return .notPossible }
        guard fits(method) else { return kind == .other ? .notPossible : .doesNotHold }
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard let context = unsafe EVP_MD_CTX_new() else { return .notPossible }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe prepare(context, method) else { return .notPossible }
        let result = unsafe signature.withUnsafeBufferPointer { signature in
            unsafe content.withUnsafeBufferPointer { content in
                unsafe EVP_DigestVerify(
                    context,
                    signature.baseAddress,
                    signature.count,
                    content.baseAddress,
                    content.count
                )
            }
        }
        // Below zero is a signature that is not even well formed.
        return result == 1 ? .holds : Self.refusesKey ? .notPossible : .doesNotHold
    }

    /// Whether OpenSSL has just said that it does not calculate with a key like this: its modulus or exponent is too large.
    private static var refusesKey: Bool {
        let code = ERR_peek_last_error()
        // ERR_LIB_RSA; RSA_R_BAD_E_VALUE, RSA_R_MODULUS_TOO_LARGE: macros, and numbers of OpenSSL's interface.
        return code >> 23 & 0xFF == 4 && [101, 105].contains(code & 0x7F_FFFF)
    }

    // MARK: Steps

    /// A key of another kind cannot have made the signature.
    private func fits(_ method: SignatureMethod) -> Bool {
        switch method {
        case .rsaPKCS1: kind == .rsa
        case .rsaPSS: kind == .rsa || kind == .rsaPSS
        case .ecdsa: kind == .ec
        case .dsa: kind == .dsa
        case .intrinsic: kind == .edwards || kind == .other
        }
    }

    @unsafe
    private func prepare(_ context: OpaquePointer, _ method: SignatureMethod) -> Bool {
        let hash: SignatureHash? =
            switch method {
            case .rsaPKCS1(let hash), .rsaPSS(let hash), .ecdsa(let hash), .dsa(let hash): hash
            case .intrinsic: nil
            }
        var details: OpaquePointer?
        guard unsafe EVP_DigestVerifyInit_ex(context, &details, hash?.rawValue, nil, nil, raw, nil) == 1
        else {
            return false
        }
        switch method {
        case .rsaPKCS1: return unsafe EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PADDING) == 1
        case .rsaPSS:
            return unsafe EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST) == 1
        case .ecdsa, .dsa, .intrinsic: return true
        }
    }

    /// The largest that BoringSSL accepts; OpenSSL's own limit is twice as much.
    public static let largestRSAModulus = 8_192
    /// Likewise, in bits; 65537, which nearly every key has, takes 17.
    public static let largestRSAExponent = 33
    /// FIPS 186-4 knows none beyond it.
    public static let largestDSAModulus = 3_072

    /// By size, from what OpenSSL 3.0 takes on common hardware.
    @unsafe
    private static func checkMicroseconds(of key: OpaquePointer, _ kind: Kind) -> Int? {
        let bits = Int(unsafe EVP_PKEY_get_bits(key))
        switch kind {
        case .rsa, .rsaPSS:
            guard bits <= largestRSAModulus, let exponent = unsafe exponentBits(of: key),
                exponent <= largestRSAExponent
            else { return nil }
            let words = max(bits, 1_024) / 64
            return max(10, words * words * exponent / 500)
        case .dsa: return bits <= largestDSAModulus ? bits / 4 : nil
        case .ec: return bits <= 256 ? 80 : 600
        case .edwards, .other: return 150
        }
    }

    @unsafe
    private static func exponentBits(of key: OpaquePointer) -> Int? {
        var exponent: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 else { return nil }
        defer { unsafe BN_free(exponent) }
        return Int(unsafe BN_num_bits(exponent))
    }

    @unsafe
    private static func kind(of key: OpaquePointer) -> Kind {
        switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: .rsa
        case EVP_PKEY_RSA_PSS: .rsaPSS
        case EVP_PKEY_EC: .ec
        case EVP_PKEY_DSA: .dsa
        case EVP_PKEY_ED25519, EVP_PKEY_ED448: .edwards
        default: .other
        }
    }
}
