import ByteParsing
import TLSWire
import TestSupport
import Testing

private func parseHello(_ bytes: [UInt8]) throws(ParseError) -> ClientHello {
    try parse(bytes) { reader throws(ParseError) in try ClientHello(parsing: &reader) }
}

@Suite struct `Client hello` {
    @Test func `of OpenSSL in TLS 1.2`() throws {
        let hello = try parseHello(bytes(RealMessages.tls12ClientHello))
        #expect(hello.legacyVersion == .tls12)
        #expect(hello.random.bytes == Array(bytes(RealMessages.tls12ClientHello)[2..<34]))
        #expect(hello.legacySessionID == [])
        #expect(
            hello.cipherSuites == [
                .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
            ]
        )
        #expect(hello.compressionMethods == [0])
        #expect(hello.serverName == "api.example")
        #expect(hello.applicationProtocols == ["h2", "http/1.1"])
        #expect(hello.supportedGroups == [.x25519, .secp256r1])
        #expect(hello.signatureAlgorithms.count == 20)
        #expect(hello.signatureAlgorithms.first == .ecdsaSecp256r1SHA256)
        #expect(hello.signatureAlgorithms.last == .dsaSHA512)
        #expect(hello.sessionTicket == [])
        #expect(hello.offersExtendedMasterSecret && hello.offersEncryptThenMAC && hello.requestsStatus)
        #expect(!hello.offersPostHandshakeAuth && !hello.offersEarlyData && !hello.hasEncryptedClientHello)
        #expect(hello.renegotiationInfo == [], "by TLS_EMPTY_RENEGOTIATION_INFO_SCSV")
        #expect(hello.supportedVersions == [])
        #expect(hello.versionsOffered == [.tls12])
        #expect(
            hello.extensionTypes == [
                .serverName, .ecPointFormats, .supportedGroups, .sessionTicket, .statusRequest,
                .applicationLayerProtocolNegotiation, .encryptThenMAC, .extendedMasterSecret,
                .signatureAlgorithms,
            ]
        )
        #expect(hello.malformedExtensions == [])
    }

    @Test func `of OpenSSL in TLS 1.3`() throws {
        let hello = try parseHello(bytes(RealMessages.tls13ClientHello))
        #expect(hello.legacyVersion == .tls12)
        #expect(hello.supportedVersions == [.tls13])
        #expect(hello.versionsOffered == [.tls13])
        #expect(hello.offersTLS13)
        #expect(hello.keyShareGroups == [.x25519])
        #expect(hello.pskKeyExchangeModes == [.pskDHEKE])
        #expect(hello.offersPostHandshakeAuth)
        #expect(hello.legacySessionID.count == 32)
        #expect(hello.malformedExtensions == [])
    }

    @Test func `that resumes with early data`() throws {
        let hello = try parseHello(bytes(RealMessages.tls13ResumingClientHello))
        #expect(hello.offersEarlyData)
        #expect(hello.preSharedKeyIdentities.count == 1)
        #expect(hello.preSharedKeyIdentities.first?.identity.count == 32)
        #expect(hello.preSharedKeyIdentities.first?.obfuscatedTicketAge != 0)
        #expect(hello.extensionTypes.last == .preSharedKey)
        #expect(hello.malformedExtensions == [])
    }

    @Test func `of a browser, with GREASE kept as unknown`() throws {
        let hello = try parseHello(bytes(RealMessages.browserClientHello))
        #expect(hello.cipherSuites.first == CipherSuite(rawValue: 0xEAEA))
        #expect(hello.cipherSuites.count == 16)
        #expect(hello.supportedVersions == [ProtocolVersion(rawValue: 0x8A8A), .tls13, .tls12])
        #expect(hello.supportedGroups.first?.isGREASE == true)
        #expect(hello.keyShareGroups == [NamedGroup(rawValue: 0xCACA), .x25519Kyber768Draft00, .x25519])
        #expect(hello.certificateCompressionAlgorithms == [.brotli])
        #expect(hello.hasEncryptedClientHello)
        #expect(hello.serverName == "lh3.google.com")
        #expect(hello.renegotiationInfo == [])
        #expect(hello.extensionTypes.count == 18)
        #expect(hello.extensionTypes.filter(\.isGREASE).map(\.rawValue) == [0x6A6A, 0x4A4A])
        #expect(
            hello.extensionTypes.contains(ExtensionType(rawValue: 0x4469)),
            "application_settings, unregistered"
        )
        #expect(hello.malformedExtensions == [])
    }

    @Test func `of GnuTLS with raw public keys`() throws {
        let hello = try parseHello(bytes(RealMessages.rawKeyClientHello))
        #expect(hello.clientCertificateTypes == [.rawPublicKey])
        #expect(hello.serverCertificateTypes == [.rawPublicKey])
        #expect(hello.renegotiationInfo == [])
    }

    @Test func `of SSL 3.0, without extensions`() throws {
        let hello = try parseHello(bytes(RealMessages.ssl3ClientHello))
        #expect(hello.legacyVersion == .ssl3)
        #expect(hello.cipherSuites.count == 52)
        #expect(hello.compressionMethods == [1, 0])
        #expect(hello.extensionTypes == [])
        #expect(hello.serverName == nil && hello.sessionTicket == nil)
        #expect(hello.versionsOffered == [.ssl3])
    }

    @Test func `of DTLS has a cookie`() throws {
        let random = String(repeating: "00", count: 32)
        let hello = try parseHello(bytes("fefd \(random) 00 02 aabb 0002 c02f 0100"))
        #expect(hello.legacyVersion == .dtls12)
        #expect(hello.cipherSuites == [.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256])
    }

    // MARK: Refusals

    static let random = String(repeating: "00", count: 32)

    @Test(
        arguments: [
            (
                "odd cipher suites", "0303 \(random) 00 0003 c02f00 0100",
                ParseError(.illegalValue(3), field: "ClientHello.cipher_suites", offset: 35)
            ),
            (
                "no cipher suite", "0303 \(random) 00 0000 0100",
                ParseError(
                    .lengthOutOfBounds(0, allowed: 2...0xFFFE),
                    field: "ClientHello.cipher_suites",
                    offset: 35
                )
            ),
            (
                "long session", "0303 \(random) 21",
                ParseError(
                    .lengthOutOfBounds(33, allowed: 0...32),
                    field: "ClientHello.legacy_session_id",
                    offset: 34
                )
            ),
            (
                "no compression", "0303 \(random) 00 0002 c02f 00",
                ParseError(
                    .lengthOutOfBounds(0, allowed: 1...0xFF),
                    field: "ClientHello.legacy_compression_methods",
                    offset: 39
                )
            ),
            (
                "byte after the extensions", "0303 \(random) 00 0002 c02f 0100 0000 ff",
                ParseError(.trailingBytes(1), field: "ClientHello", offset: 43)
            ),
            (
                "extension beyond its block", "0303 \(random) 00 0002 c02f 0100 0005 0023000200",
                ParseError(.truncated(needed: 2, available: 1), field: "Extension.extension_data", offset: 47)
            ),
            (
                "half an extension type", "0303 \(random) 00 0002 c02f 0100 0001 00",
                ParseError(.truncated(needed: 2, available: 1), field: "Extension.extension_type", offset: 43)
            ),
        ] as [(String, String, ParseError)]
    )
    func `is refused when its outer lengths are wrong`(_ name: String, _ hex: String, _ error: ParseError) {
        #expect(throws: error) { try parseHello(bytes(hex)) }
    }

    @Test(arguments: [
        RealMessages.tls12ClientHello, RealMessages.tls13ResumingClientHello, RealMessages.browserClientHello,
    ])
    func `refuses every proper prefix but the one without extensions`(_ hex: String) throws {
        let whole = bytes(hex)
        let sessionEnd = 35 + Int(whole[34])
        let suitesEnd = sessionEnd + 2 + Int(whole[sessionEnd]) << 8 + Int(whole[sessionEnd + 1])
        let accepted = acceptedPrefixes(of: whole) { prefix in _ = try parseHello(prefix) }
        #expect(accepted == [suitesEnd + 2])
    }

    @Test func `refuses every outer length made shorter`() {
        // Session, cipher suites, compression methods, extensions, and the last extension.
        let whole = bytes(RealMessages.tls12ClientHello)
        let fields = [(34, 1), (35, 2), (41, 1), (43, 2), (whole.count - 44, 2)].map {
            (offset: $0.0, width: $0.1)
        }
        #expect(acceptedShortenings(of: whole, fields: fields) { _ = try parseHello($0) } == [])
    }
}
