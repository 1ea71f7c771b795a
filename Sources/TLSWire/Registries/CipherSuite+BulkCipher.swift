extension CipherSuite {
    /// What protects the records of a connection.
    public enum BulkCipher: Hashable, Sendable {
        case null
        case rc4Export40, rc4, rc2Export40, idea, desExport40, des, tripleDES, seed
        case aes128CBC, aes256CBC, camellia128CBC, camellia256CBC, aria128CBC, aria256CBC
        case aes128GCM, aes256GCM, camellia128GCM, camellia256GCM, aria128GCM, aria256GCM
        case aes128CCM, aes256CCM, aes128CCM8, aes256CCM8
        case chacha20Poly1305, sm4GCM, sm4CCM, aegis128L, aegis256, asconAEAD128
        case gost28147CNT, kuznyechikCTR, magmaCTR, kuznyechikMGM, magmaMGM
    }

    /// How a record grows when it is protected, as far as the cipher suite decides it.
    public enum RecordProtection: Hashable, Sendable {
        /// Plaintext and, but for TLS_NULL_WITH_NULL_NULL, a MAC.
        case null
        /// As long as the plaintext and its MAC.
        case stream
        /// Padded to blocks; from TLS 1.1 on each record also starts with an IV of one block.
        case cbc(blockSize: Int)
        /// Sizes in bytes; TLS 1.3 suites send no nonce.
        case aead(explicitNonceSize: Int, tagSize: Int)
    }

    /// How this suite protects records; `nil` for a suite that is unknown or a signalling value.
    public var recordProtection: RecordProtection? {
        guard let bulkCipher else { return nil }
        let isTLS13 = keyExchange == .tls13
        switch bulkCipher {
        case .null: return .null
        case .rc4Export40, .rc4, .gost28147CNT, .kuznyechikCTR, .magmaCTR: return .stream
        case .rc2Export40, .idea, .desExport40, .des, .tripleDES: return .cbc(blockSize: 8)
        case .seed, .aes128CBC, .aes256CBC, .camellia128CBC, .camellia256CBC, .aria128CBC, .aria256CBC:
            return .cbc(blockSize: 16)
        case .aes128GCM, .aes256GCM, .camellia128GCM, .camellia256GCM, .aria128GCM, .aria256GCM, .aes128CCM,
            .aes256CCM, .sm4GCM, .sm4CCM:
            // RFC 5288, section 3, and RFC 6655, section 3, against RFC 9846, section 5.3.
            return .aead(explicitNonceSize: isTLS13 ? 0 : 8, tagSize: 16)
        case .aes128CCM8, .aes256CCM8: return .aead(explicitNonceSize: isTLS13 ? 0 : 8, tagSize: 8)
        case .chacha20Poly1305, .aegis128L, .aegis256, .asconAEAD128, .kuznyechikMGM:
            return .aead(explicitNonceSize: 0, tagSize: 16)
        case .magmaMGM: return .aead(explicitNonceSize: 0, tagSize: 8)
        }
    }
}

extension CipherSuite.BulkCipher {
    /// The size of the key that the key schedule yields, in bytes; 5 for the 40-bit export ciphers.
    public var keySize: Int {
        switch self {
        case .null: 0
        case .rc4Export40, .rc2Export40, .desExport40: 5
        case .des: 8
        case .tripleDES: 24
        case .rc4, .idea, .seed, .aes128CBC, .camellia128CBC, .aria128CBC, .aes128GCM, .camellia128GCM,
            .aria128GCM,
            .aes128CCM, .aes128CCM8, .sm4GCM, .sm4CCM, .aegis128L, .asconAEAD128:
            16
        case .aes256CBC, .camellia256CBC, .aria256CBC, .aes256GCM, .camellia256GCM, .aria256GCM, .aes256CCM,
            .aes256CCM8, .chacha20Poly1305, .aegis256, .gost28147CNT, .kuznyechikCTR, .magmaCTR,
            .kuznyechikMGM,
            .magmaMGM:
            32
        }
    }
}
