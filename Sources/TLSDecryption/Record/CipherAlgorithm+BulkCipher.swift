import OpenSSLHandles
import TLSWire

extension CipherAlgorithm {
    /// What OpenSSL calls a cipher of the registry.
    ///
    /// `nil` for what it has no name for: no cipher at all, the export ciphers with their shortened keys, Camellia in
    /// Galois mode, AEGIS, Ascon, and the GOST ciphers.
    init?(_ cipher: CipherSuite.BulkCipher) {
        switch cipher {
        case .aes128GCM: self = .aes128GCM
        case .aes256GCM: self = .aes256GCM
        case .aria128GCM: self = .aria128GCM
        case .aria256GCM: self = .aria256GCM
        case .sm4GCM: self = .sm4GCM
        case .aes128CCM, .aes128CCM8: self = .aes128CCM
        case .aes256CCM, .aes256CCM8: self = .aes256CCM
        case .sm4CCM: self = .sm4CCM
        case .chacha20Poly1305: self = .chacha20Poly1305
        case .aes128CBC: self = .aes128CBC
        case .aes256CBC: self = .aes256CBC
        case .camellia128CBC: self = .camellia128CBC
        case .camellia256CBC: self = .camellia256CBC
        case .aria128CBC: self = .aria128CBC
        case .aria256CBC: self = .aria256CBC
        case .tripleDES: self = .tripleDESCBC
        case .seed: self = .seedCBC
        case .idea: self = .ideaCBC
        case .des: self = .desCBC
        case .rc4: self = .rc4
        default: return nil
        }
    }
}
