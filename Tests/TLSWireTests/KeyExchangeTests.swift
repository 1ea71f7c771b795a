import ByteParsing
import TLSWire
import TestSupport
import Testing

private func parseServer(
    _ bytes: [UInt8],
    _ suite: CipherSuite?,
    _ version: ProtocolVersion = .tls12
) throws(ParseError) -> TLS12.ServerKeyExchange {
    try parse(bytes) { reader throws(ParseError) in
        try TLS12.ServerKeyExchange(
            parsing: &reader,
            context: HandshakeContext(sender: .server, version: version, cipherSuite: suite)
        )
    }
}

private func parseClient(
    _ bytes: [UInt8],
    _ suite: CipherSuite?,
    _ version: ProtocolVersion = .tls12
) throws(ParseError) -> TLS12.ClientKeyExchange {
    try parse(bytes) { reader throws(ParseError) in
        try TLS12.ClientKeyExchange(
            parsing: &reader,
            context: HandshakeContext(sender: .client, version: version, cipherSuite: suite)
        )
    }
}

@Suite struct `Server key exchange` {
    @Test func `of an elliptic curve in TLS 1.2`() throws {
        let whole = bytes(RealMessages.tls12ServerKeyExchange)
        let message = try parseServer(whole, .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
        #expect(message.parameters == .namedGroup(.x25519, publicKeySize: 32))
        #expect(message.signatureScheme == .ecdsaSecp256r1SHA256)
        #expect(message.signature == 40..<whole.count)
        #expect(message.pskIdentityHint == nil)
    }

    @Test func `of an elliptic curve in TLS 1.1 names no scheme`() throws {
        let whole = bytes(RealMessages.tls11ServerKeyExchange)
        let message = try parseServer(whole, .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, .tls11)
        #expect(message.parameters == .namedGroup(.x25519, publicKeySize: 32))
        #expect(message.signatureScheme == nil)
        #expect(message.signature == 38..<whole.count)
    }

    @Test func `of a shared key holds a hint and no signature`() throws {
        let whole = bytes(RealMessages.ecdhePSKServerKeyExchange)
        let message = try parseServer(whole, .TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256)
        #expect(message.pskIdentityHint == Array("hint".utf8))
        #expect(message.parameters == .namedGroup(.x25519, publicKeySize: 32))
        #expect(message.signature == nil)
        let plain = try parseServer(bytes("0002 6869"), .TLS_PSK_WITH_AES_128_CBC_SHA)
        #expect(plain.pskIdentityHint == [0x68, 0x69] && plain.parameters == .none && plain.signature == nil)
    }

    @Test func `of anonymous Diffie-Hellman tells the size of the field`() throws {
        let message = try parseServer(
            bytes(RealMessages.dhAnonServerKeyExchange),
            .TLS_DH_anon_WITH_AES_128_CBC_SHA
        )
        #expect(message.parameters == .finiteField(primeBits: 1024))
        #expect(message.signature == nil)
    }

    @Test func `of SRP tells the size of the field`() throws {
        let whole = bytes(RealMessages.srpServerKeyExchange)
        let message = try parseServer(whole, .TLS_SRP_SHA_WITH_AES_128_CBC_SHA)
        #expect(message.parameters == .srp(primeBits: 2048))
        #expect(message.signature == nil)
    }

    @Test func `of an export suite in SSL 3.0 is signed without a scheme`() throws {
        let message = try parseServer(
            bytes(RealMessages.ssl3ExportServerKeyExchange),
            .TLS_RSA_EXPORT_WITH_RC4_40_MD5,
            .ssl3
        )
        #expect(message.parameters == .exportRSA(modulusBits: 512))
        #expect(message.signatureScheme == nil)
        #expect(message.signature?.count == 256)
    }

    @Test func `does not count leading zeros of a prime`() throws {
        let message = try parseServer(
            bytes("0003 00017f 0001 02 0001 03 0804 0001 aa"),
            .TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
        )
        #expect(message.parameters == .finiteField(primeBits: 9))
        #expect(message.signatureScheme == .rsaPssRsaeSHA256)
        #expect(message.signature == 15..<16)
        let zero = try parseServer(bytes("0001 00 0001 02 0001 03"), .TLS_DH_anon_WITH_AES_128_CBC_SHA)
        #expect(zero.parameters == .finiteField(primeBits: 0))
    }

    @Test func `is left unread for an explicit curve or an unknown suite`() throws {
        let explicit = try parseServer(bytes("01 aabbcc"), .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)
        #expect(explicit.parameters == .unread(size: 4) && explicit.signature == nil)
        for suite in [nil, CipherSuite(rawValue: 0xFAFA), .TLS_ECCPWD_WITH_AES_128_GCM_SHA256] {
            #expect(try parseServer(bytes("aabbcc"), suite).parameters == .unread(size: 3))
        }
    }

    @Test func `keeps unknown groups and schemes`() throws {
        let message = try parseServer(
            bytes("03 fafa 01 aa eeee 0000"),
            .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        )
        #expect(message.parameters == .namedGroup(NamedGroup(rawValue: 0xFAFA), publicKeySize: 1))
        #expect(message.signatureScheme == SignatureScheme(rawValue: 0xEEEE))
    }

    static let real: [(String, CipherSuite, ProtocolVersion, [(Int, Int)])] = [
        (
            RealMessages.tls12ServerKeyExchange, .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .tls12,
            [(3, 1), (38, 2)]
        ),
        (
            RealMessages.tls11ServerKeyExchange, .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, .tls11,
            [(3, 1), (36, 2)]
        ),
        (
            RealMessages.ecdhePSKServerKeyExchange, .TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256, .tls12,
            [(0, 2), (9, 1)]
        ),
        (
            RealMessages.dhAnonServerKeyExchange, .TLS_DH_anon_WITH_AES_128_CBC_SHA, .tls12,
            [(0, 2), (130, 2), (133, 2)]
        ),
        (RealMessages.srpServerKeyExchange, .TLS_SRP_SHA_WITH_AES_128_CBC_SHA, .tls12, [(0, 2)]),
        (
            RealMessages.ssl3ExportServerKeyExchange, .TLS_RSA_EXPORT_WITH_RC4_40_MD5, .ssl3,
            [(0, 2), (71, 2)]
        ),
    ]

    @Test func `refuses every proper prefix and every length made shorter`() {
        for (hex, suite, version, fields) in Self.real {
            let whole = bytes(hex)
            #expect(acceptedPrefixes(of: whole) { _ = try parseServer($0, suite, version) } == [], "\(suite)")
            let accepted = acceptedShortenings(of: whole, fields: fields.map { (offset: $0.0, width: $0.1) })
            {
                _ = try parseServer($0, suite, version)
            }
            #expect(accepted == [], "\(suite)")
        }
    }

    @Test(
        arguments: [
            ("03 001d 00", .lengthOutOfBounds(0, allowed: 1...255), "ServerECDHParams.public", 3),
            ("03 001d 01 aa 0403 0001 bb cc", .trailingBytes(1), "ServerKeyExchange", 10),
            (
                "03 001d 01 aa 0403 0002 bb", .truncated(needed: 2, available: 1),
                "ServerKeyExchange.signature", 9
            ),
            ("", .truncated(needed: 1, available: 0), "ECParameters.curve_type", 0),
            ("04 001d 01 aa", .illegalValue(4), "ECParameters.curve_type", 0),
        ] as [(String, ParseError.Reason, String, Int)]
    )
    func `is refused`(_ hex: String, _ reason: ParseError.Reason, _ field: String, _ offset: Int) {
        #expect(throws: ParseError(reason, field: field, offset: offset)) {
            try parseServer(bytes(hex), .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
        }
    }
}

@Suite struct `Client key exchange` {
    @Test(
        arguments: [
            (RealMessages.tls12ClientKeyExchange, .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .tls12, nil, 32),
            (
                RealMessages.ecdhePSKClientKeyExchange, .TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256, .tls12,
                "device-7", 32
            ),
            (RealMessages.dhAnonClientKeyExchange, .TLS_DH_anon_WITH_AES_128_CBC_SHA, .tls12, nil, 128),
            (RealMessages.srpClientKeyExchange, .TLS_SRP_SHA_WITH_AES_128_CBC_SHA, .tls12, nil, 256),
            (RealMessages.ssl3ClientKeyExchange, .TLS_RSA_EXPORT_WITH_RC4_40_MD5, .ssl3, nil, 64),
            ("0003 aabbcc", .TLS_RSA_WITH_AES_128_CBC_SHA, .tls10, nil, 3),
            ("0001 61", .TLS_PSK_WITH_AES_128_CBC_SHA, .tls12, "a", 0),
            ("0001 61 0002 aabb", .TLS_RSA_PSK_WITH_AES_128_CBC_SHA, .tls12, "a", 2),
            ("", .TLS_DH_RSA_WITH_AES_128_CBC_SHA, .tls12, nil, 0),
            ("", .TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA, .tls12, nil, 0),
            ("aabbcc", .TLS_GOSTR341112_256_WITH_28147_CNT_IMIT, .tls12, nil, 3),
            ("aabbcc", nil, .tls12, nil, 3),
            ("aabbcc", CipherSuite(rawValue: 0xFAFA), .tls12, nil, 3),
        ] as [(String, CipherSuite?, ProtocolVersion, String?, Int)]
    )
    func `tells who it is and how much it sends`(
        _ hex: String,
        _ suite: CipherSuite?,
        _ version: ProtocolVersion,
        _ identity: String?,
        _ size: Int
    ) throws {
        let message = try parseClient(bytes(hex), suite, version)
        #expect(message.pskIdentity == identity.map { Array($0.utf8) })
        #expect(message.exchangeKeysSize == size)
    }

    @Test(
        arguments: [
            (
                "00", .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, .lengthOutOfBounds(0, allowed: 1...255),
                "ClientECDiffieHellmanPublic.ecdh_Yc", 0
            ),
            (
                "0000", .TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, .lengthOutOfBounds(0, allowed: 1...0xFFFF),
                "ClientDiffieHellmanPublic.dh_Yc", 0
            ),
            ("01 aa bb", .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, .trailingBytes(1), "ClientKeyExchange", 2),
            (
                "0002 aa", .TLS_RSA_WITH_AES_128_CBC_SHA, .truncated(needed: 2, available: 1),
                "EncryptedPreMasterSecret", 2
            ),
            ("0001 61 00", .TLS_PSK_WITH_AES_128_CBC_SHA, .trailingBytes(1), "ClientKeyExchange", 3),
        ] as [(String, CipherSuite, ParseError.Reason, String, Int)]
    )
    func `is refused`(
        _ hex: String,
        _ suite: CipherSuite,
        _ reason: ParseError.Reason,
        _ field: String,
        _ offset: Int
    ) {
        #expect(throws: ParseError(reason, field: field, offset: offset)) {
            try parseClient(bytes(hex), suite)
        }
    }

    @Test func `refuses every proper prefix and every length made shorter`() {
        let cases: [(String, CipherSuite, [(Int, Int)], [Int])] = [
            // Nothing at all is what a client sends whose certificate holds the value.
            (RealMessages.tls12ClientKeyExchange, .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, [(0, 1)], [0]),
            (
                RealMessages.ecdhePSKClientKeyExchange, .TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
                [(0, 2), (10, 1)], []
            ),
            (RealMessages.dhAnonClientKeyExchange, .TLS_DH_anon_WITH_AES_128_CBC_SHA, [(0, 2)], []),
            (RealMessages.srpClientKeyExchange, .TLS_SRP_SHA_WITH_AES_128_CBC_SHA, [(0, 2)], []),
        ]
        for (hex, suite, fields, prefixes) in cases {
            let whole = bytes(hex)
            #expect(acceptedPrefixes(of: whole) { _ = try parseClient($0, suite) } == prefixes, "\(suite)")
            let accepted = acceptedShortenings(of: whole, fields: fields.map { (offset: $0.0, width: $0.1) })
            {
                _ = try parseClient($0, suite)
            }
            #expect(accepted == [], "\(suite)")
        }
    }
}
