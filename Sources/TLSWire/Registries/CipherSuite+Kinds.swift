// What the facts of CipherSuite+Facts.swift are made of. These sets are ours, hence enums.

extension CipherSuite {
    /// How the two sides agree on a secret.
    public enum KeyExchange: Hashable, Sendable {
        case null
        /// The client encrypts a secret to the key of the server's certificate.
        case rsa
        case dhe, ecdhe
        /// Diffie-Hellman with the key that stands in the server's certificate.
        case dh, ecdh
        case dhAnonymous, ecdhAnonymous
        case psk, dhePSK, ecdhePSK, rsaPSK
        case srp, krb5, eccPWD, gost
        /// TLS 1.3 negotiates it apart from the cipher suite.
        case tls13
    }

    /// What the server proves itself with, and so whether client certificates can follow.
    public enum Authentication: Hashable, Sendable {
        case null, certificate, psk, srp, kerberos, anonymous
        /// The server shows a certificate, and both sides a shared key (RFC 4279, section 4).
        case certificateAndPSK
        /// The server shows a certificate, and the client a password (RFC 5054, section 2.3).
        case certificateAndSRP
        /// Both sides show a password (RFC 8492).
        case password
        /// TLS 1.3 negotiates it apart from the cipher suite.
        case tls13

        /// Whether the server sends a Certificate; `false` for TLS 1.3, where the suite does not tell.
        public var usesServerCertificate: Bool {
            switch self {
            case .certificate, .certificateAndPSK, .certificateAndSRP: true
            case .null, .psk, .srp, .kerberos, .anonymous, .password, .tls13: false
            }
        }
    }

    /// The MAC that stands beside a cipher that has none of its own.
    public enum RecordMAC: Hashable, Sendable {
        case md5, sha1, sha256, sha384
        /// OMAC of the GOST ciphers of RFC 9189; ``size`` is that of Kuznyechik.
        case omac
        case imit

        /// In bytes.
        public var size: Int {
            switch self {
            case .md5, .omac: 16
            case .sha1: 20
            case .sha256: 32
            case .sha384: 48
            case .imit: 4
            }
        }
    }

    /// The hash of the key schedule and of Finished, from TLS 1.2 on.
    public enum HandshakeHash: Hashable, Sendable {
        case sha256, sha384, sha512, sm3, streebog256, asconHash256

        /// In bytes; a Finished of TLS 1.3 has this size, that of TLS 1.2 always 12 bytes.
        public var size: Int {
            switch self {
            case .sha256, .sm3, .streebog256, .asconHash256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }
    }

    /// The size of the MAC that stands beside the cipher, in bytes; 0 for AEAD suites, `nil` for an unknown one.
    public var macSize: Int? {
        guard let bulkCipher else { return nil }
        // Magma's block, and so its OMAC, is half as long as Kuznyechik's.
        if bulkCipher == .magmaCTR { return 8 }
        return recordMAC?.size ?? 0
    }
}
