import TLSWire
import Testing

@Suite struct `Cipher suite` {
    struct Row: CustomTestStringConvertible, Sendable {
        let value: UInt16
        let testDescription: String
        let keyExchange: CipherSuite.KeyExchange?
        let authentication: CipherSuite.Authentication?
        let protection: CipherSuite.RecordProtection?
        let macSize: Int?
        let hash: CipherSuite.HandshakeHash?

        init(
            _ value: UInt16,
            _ name: String,
            _ keyExchange: CipherSuite.KeyExchange?,
            _ authentication: CipherSuite.Authentication?,
            _ protection: CipherSuite.RecordProtection?,
            _ macSize: Int?,
            _ hash: CipherSuite.HandshakeHash?
        ) {
            self.value = value
            testDescription = name
            self.keyExchange = keyExchange
            self.authentication = authentication
            self.protection = protection
            self.macSize = macSize
            self.hash = hash
        }
    }

    static let gcm = CipherSuite.RecordProtection.aead(explicitNonceSize: 8, tagSize: 16)
    static let modern = CipherSuite.RecordProtection.aead(explicitNonceSize: 0, tagSize: 16)

    static let rows: [Row] = [
        Row(0x0000, "TLS_NULL_WITH_NULL_NULL", .null, .null, .null, 0, nil),
        Row(0x0001, "TLS_RSA_WITH_NULL_MD5", .rsa, .certificate, .null, 16, .sha256),
        Row(0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5", .rsa, .certificate, .stream, 16, .sha256),
        Row(0x0005, "TLS_RSA_WITH_RC4_128_SHA", .rsa, .certificate, .stream, 20, .sha256),
        Row(0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", .rsa, .certificate, .cbc(blockSize: 8), 20, .sha256),
        Row(0x0010, "TLS_DH_RSA_WITH_3DES_EDE_CBC_SHA", .dh, .certificate, .cbc(blockSize: 8), 20, .sha256),
        Row(0x0013, "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA", .dhe, .certificate, .cbc(blockSize: 8), 20, .sha256),
        Row(0x0018, "TLS_DH_anon_WITH_RC4_128_MD5", .dhAnonymous, .anonymous, .stream, 16, .sha256),
        Row(0x0026, "TLS_KRB5_EXPORT_WITH_DES_CBC_40_SHA", .krb5, .kerberos, .cbc(blockSize: 8), 20, .sha256),
        Row(0x002E, "TLS_RSA_PSK_WITH_NULL_SHA", .rsaPSK, .certificateAndPSK, .null, 20, .sha256),
        Row(0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA", .rsa, .certificate, .cbc(blockSize: 16), 20, .sha256),
        Row(0x003D, "TLS_RSA_WITH_AES_256_CBC_SHA256", .rsa, .certificate, .cbc(blockSize: 16), 32, .sha256),
        Row(0x008C, "TLS_PSK_WITH_AES_128_CBC_SHA", .psk, .psk, .cbc(blockSize: 16), 20, .sha256),
        Row(0x006E, "TLS_ASCONAEAD128_ASCONHASH256", .tls13, .tls13, modern, 0, .asconHash256),
        Row(0x0099, "TLS_DHE_DSS_WITH_SEED_CBC_SHA", .dhe, .certificate, .cbc(blockSize: 16), 20, .sha256),
        Row(0x009D, "TLS_RSA_WITH_AES_256_GCM_SHA384", .rsa, .certificate, gcm, 0, .sha384),
        Row(0x00AF, "TLS_PSK_WITH_AES_256_CBC_SHA384", .psk, .psk, .cbc(blockSize: 16), 48, .sha384),
        Row(0x00C6, "TLS_SM4_GCM_SM3", .tls13, .tls13, modern, 0, .sm3),
        Row(0x00FF, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", nil, nil, nil, nil, nil),
        Row(0x1301, "TLS_AES_128_GCM_SHA256", .tls13, .tls13, modern, 0, .sha256),
        Row(0x1302, "TLS_AES_256_GCM_SHA384", .tls13, .tls13, modern, 0, .sha384),
        Row(0x1303, "TLS_CHACHA20_POLY1305_SHA256", .tls13, .tls13, modern, 0, .sha256),
        Row(
            0x1305,
            "TLS_AES_128_CCM_8_SHA256",
            .tls13,
            .tls13,
            .aead(explicitNonceSize: 0, tagSize: 8),
            0,
            .sha256
        ),
        Row(0x1306, "TLS_AEGIS_256_SHA512", .tls13, .tls13, modern, 0, .sha512),
        Row(0x5600, "TLS_FALLBACK_SCSV", nil, nil, nil, nil, nil),
        Row(0xC006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA", .ecdhe, .certificate, .null, 20, .sha256),
        Row(
            0xC004,
            "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA",
            .ecdh,
            .certificate,
            .cbc(blockSize: 16),
            20,
            .sha256
        ),
        Row(
            0xC018,
            "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
            .ecdhAnonymous,
            .anonymous,
            .cbc(blockSize: 16),
            20,
            .sha256
        ),
        Row(0xC01D, "TLS_SRP_SHA_WITH_AES_128_CBC_SHA", .srp, .srp, .cbc(blockSize: 16), 20, .sha256),
        Row(
            0xC01E,
            "TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA",
            .srp,
            .certificateAndSRP,
            .cbc(blockSize: 16),
            20,
            .sha256
        ),
        Row(
            0xC024,
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
            .ecdhe,
            .certificate,
            .cbc(blockSize: 16),
            48,
            .sha384
        ),
        Row(0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", .ecdhe, .certificate, gcm, 0, .sha256),
        Row(
            0xC037,
            "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256",
            .ecdhePSK,
            .psk,
            .cbc(blockSize: 16),
            32,
            .sha256
        ),
        Row(
            0xC0A3,
            "TLS_DHE_RSA_WITH_AES_256_CCM_8",
            .dhe,
            .certificate,
            .aead(explicitNonceSize: 8, tagSize: 8),
            0,
            .sha256
        ),
        Row(
            0xC0AA,
            "TLS_PSK_DHE_WITH_AES_128_CCM_8",
            .dhePSK,
            .psk,
            .aead(explicitNonceSize: 8, tagSize: 8),
            0,
            .sha256
        ),
        Row(0xC0B0, "TLS_ECCPWD_WITH_AES_128_GCM_SHA256", .eccPWD, .password, gcm, 0, .sha256),
        Row(0xC0B5, "TLS_SHA384_SHA384", .tls13, .tls13, .null, 48, .sha384),
        Row(0xC102, "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT", .gost, .certificate, .stream, 4, .streebog256),
        Row(0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", .ecdhe, .certificate, modern, 0, .sha256),
    ]

    @Test(arguments: rows) func `says what its name says`(_ row: Row) {
        let suite = CipherSuite(rawValue: row.value)
        #expect(suite.registeredName == row.testDescription)
        #expect(suite.keyExchange == row.keyExchange)
        #expect(suite.authentication == row.authentication)
        #expect(suite.recordProtection == row.protection)
        #expect(suite.macSize == row.macSize)
        #expect(suite.handshakeHash == row.hash)
    }

    /// Every name is taken apart once more, by other means than the generator's.
    @Test func `agrees with every name of the registry`() {
        for suite in (0...UInt16.max).map(CipherSuite.init(rawValue:)) {
            guard let name = suite.registeredName, !name.hasSuffix("_SCSV"), suite.rawValue != 0 else {
                #expect(suite.rawValue == 0 || suite.keyExchange == nil)
                continue
            }
            #expect(
                suite.authentication != nil && suite.bulkCipher != nil && suite.handshakeHash != nil,
                "\(name)"
            )
            #expect((suite.keyExchange == .tls13) == !name.contains("_WITH_"), "\(name)")
            #expect((suite.authentication == .anonymous) == name.contains("_anon_"), "\(name)")
            #expect(
                [.psk, .certificateAndPSK].contains(suite.authentication) == name.contains("PSK_"),
                "\(name)"
            )
            #expect((suite.keyExchange == .srp) == name.contains("_SRP_"), "\(name)")
            let isEphemeralElliptic = name.contains("ECDHE_") || name.contains("ECDH_anon")
            #expect(
                [.ecdhe, .ecdhePSK, .ecdhAnonymous].contains(suite.keyExchange) == isEphemeralElliptic,
                "\(name)"
            )
            let isAEAD = ["_GCM", "_CCM", "POLY1305", "_MGM", "AEGIS", "ASCONAEAD"].contains(
                where: name.contains
            )
            if case .aead = suite.recordProtection {
                #expect(isAEAD, "\(name)")
            } else {
                #expect(!isAEAD, "\(name)")
            }
            if case .cbc = suite.recordProtection {
                #expect(name.contains("_CBC"), "\(name)")
            } else {
                #expect(!name.contains("_CBC"), "\(name)")
            }
            #expect((suite.macSize == 0) == isAEAD, "\(name)")
            if name.contains("_256_") && name.contains("AES") {
                #expect(suite.bulkCipher?.keySize == 32, "\(name)")
            }
            if name.contains("_128_") { #expect(suite.bulkCipher?.keySize == 16, "\(name)") }
        }
    }

    @Test func `without a registration says nothing`() {
        let suite = CipherSuite(rawValue: 0x0A0A)
        #expect(suite.keyExchange == nil && suite.authentication == nil && suite.bulkCipher == nil)
        #expect(suite.recordProtection == nil && suite.macSize == nil && suite.handshakeHash == nil)
    }
}
