import COpenSSL

/// A cipher of TLS records or QUIC packets, under the name by which OpenSSL's providers offer it.
///
/// Whether one is there depends on OpenSSL's version and configuration: ``isAvailable`` asks.
public enum CipherAlgorithm: String, CaseIterable, Sendable {
    case aes128GCM = "AES-128-GCM"
    case aes256GCM = "AES-256-GCM"
    case aria128GCM = "ARIA-128-GCM"
    case aria256GCM = "ARIA-256-GCM"
    case sm4GCM = "SM4-GCM"
    case aes128CCM = "AES-128-CCM"
    case aes256CCM = "AES-256-CCM"
    case sm4CCM = "SM4-CCM"
    case chacha20Poly1305 = "ChaCha20-Poly1305"
    case aes128CBC = "AES-128-CBC"
    case aes256CBC = "AES-256-CBC"
    case camellia128CBC = "CAMELLIA-128-CBC"
    case camellia256CBC = "CAMELLIA-256-CBC"
    case aria128CBC = "ARIA-128-CBC"
    case aria256CBC = "ARIA-256-CBC"
    case tripleDESCBC = "DES-EDE3-CBC"
    case seedCBC = "SEED-CBC"
    case ideaCBC = "IDEA-CBC"
    case desCBC = "DES-CBC"
    case rc4 = "RC4"
    // QUIC's header protection: the first block of the key stream is what encrypting a block yields.
    case aes128CTR = "AES-128-CTR"
    /// Of OpenVPN as well, which hides its control channel with it.
    case aes256CTR = "AES-256-CTR"
    case chacha20 = "ChaCha20"

    /// How the cipher is worked.
    public enum Mode: Hashable, Sendable { case gcm, ccm, chacha20Poly1305, cbc, stream, counter }

    public var mode: Mode {
        switch self {
        case .aes128GCM, .aes256GCM, .aria128GCM, .aria256GCM, .sm4GCM: .gcm
        case .aes128CCM, .aes256CCM, .sm4CCM: .ccm
        case .chacha20Poly1305: .chacha20Poly1305
        case .aes128CBC, .aes256CBC, .camellia128CBC, .camellia256CBC, .aria128CBC, .aria256CBC,
            .tripleDESCBC,
            .seedCBC, .ideaCBC, .desCBC:
            .cbc
        case .rc4: .stream
        case .aes128CTR, .aes256CTR, .chacha20: .counter
        }
    }

    /// Whether OpenSSL has it, here and now.
    public var isAvailable: Bool { unsafe method != nil }

    /// What OpenSSL works the cipher with; `nil` if no provider has it.
    var method: OpaquePointer? {
        isLegacy ? unsafe Self.legacyMethods[self] : unsafe Self.methods[self]
    }

    /// Whether only OpenSSL's legacy provider has it.
    private var isLegacy: Bool {
        switch self {
        case .seedCBC, .ideaCBC, .desCBC, .rc4: true
        default: false
        }
    }

    // MARK: What is shared

    // Fetched once, since a fetch costs more than a record. Methods are reference-counted and immutable, so threads may
    // share them; they live as long as the process.
    nonisolated(unsafe) private static let methods: [CipherAlgorithm: OpaquePointer] =
        OpenSSLLibrary.isStarted ? unsafe fetch(allCases.filter { !$0.isLegacy }, nil) : unsafe [:]

    /// The old ciphers, if the legacy provider is installed: it is loaded on the first use of one of them.
    ///
    /// Into a library context of its own, because loading a provider into the default one ends the implicit loading of
    /// all others.
    nonisolated(unsafe) private static let legacyMethods: [CipherAlgorithm: OpaquePointer] = {
        guard OpenSSLLibrary.isStarted, let context = unsafe OSSL_LIB_CTX_new() else { return unsafe [:] }
        guard unsafe OSSL_PROVIDER_load(context, "legacy") != nil else {
            ERR_clear_error()
            unsafe OSSL_LIB_CTX_free(context)
            return unsafe [:]
        }
        return unsafe fetch(allCases.filter(\.isLegacy), context)
    }()

    private static func fetch(
        _ algorithms: [CipherAlgorithm],
        _ context: OpaquePointer?
    ) -> [CipherAlgorithm: OpaquePointer] {
        var methods: [CipherAlgorithm: OpaquePointer] = unsafe [:]
        for algorithm in algorithms {
            unsafe methods[algorithm] = unsafe EVP_CIPHER_fetch(context, algorithm.rawValue, nil)
        }
        ERR_clear_error()
        return unsafe methods
    }
}
