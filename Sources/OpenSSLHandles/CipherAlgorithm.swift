import COpenSSL
import Synchronization

/// A cipher of TLS records, under the name by which OpenSSL's providers offer it.
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

    /// How the cipher is worked.
    public enum Mode: Hashable, Sendable { case gcm, ccm, chacha20Poly1305, cbc, stream }

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
        }
    }

    /// Whether OpenSSL has it, here and now.
    public var isAvailable: Bool { unsafe method.pointer != nil }

    /// What OpenSSL works the cipher with.
    ///
    /// Fetched once, since a fetch costs more than a record.
    var method: Method {
        Self.cache.withLock { cache in
            if let known = cache[self] { return known }
            let method = unsafe Method(pointer: fetch())
            cache[self] = method
            return method
        }
    }

    private func fetch() -> OpaquePointer? {
        defer { ERR_clear_error() }
        switch self {
        case .seedCBC, .ideaCBC, .desCBC, .rc4:
            guard let context = unsafe Self.legacyContext else { return nil }
            return unsafe EVP_CIPHER_fetch(context, rawValue, nil)
        default:
            return unsafe EVP_CIPHER_fetch(nil, rawValue, nil)
        }
    }

    // MARK: What is shared

    /// An `EVP_CIPHER *`, or `nil` if no provider has the cipher.
    ///
    /// Unchecked, because methods are immutable and reference-counted atomically: threads may share them. They are
    /// never freed, so the pointer is valid as long as the process lives.
    @safe
    struct Method: @unchecked Sendable {
        let pointer: OpaquePointer?
    }

    private static let cache = Mutex<[CipherAlgorithm: Method]>([:])

    /// A library context with the legacy provider, or `nil` where that is not installed.
    ///
    /// A context of its own, because loading a provider into the default one ends the implicit loading of all others.
    /// It is made once, on the first use of an old cipher, immutable from then on, and lives as long as the process.
    nonisolated(unsafe) private static let legacyContext: OpaquePointer? = {
        guard let context = unsafe OSSL_LIB_CTX_new() else { return nil }
        guard unsafe OSSL_PROVIDER_load(context, "legacy") != nil else {
            unsafe OSSL_LIB_CTX_free(context)
            return nil
        }
        return unsafe context
    }()
}
