import ByteParsing
import TLSWire
import TestSupport
import Testing

private func parseHello(_ bytes: [UInt8]) throws(ParseError) -> ServerHello {
    try parse(bytes) { reader throws(ParseError) in try ServerHello(parsing: &reader) }
}

private let zeros = String(repeating: "00", count: 32)

@Suite struct `Server hello` {
    @Test func `of OpenSSL in TLS 1.2`() throws {
        let hello = try parseHello(bytes(RealMessages.tls12ServerHello))
        #expect(hello.legacyVersion == .tls12 && hello.negotiatedVersion == .tls12)
        #expect(hello.cipherSuite == .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
        #expect(hello.compressionMethod == 0)
        #expect(hello.sessionID == [])
        #expect(hello.applicationProtocol == "h2")
        let lent = [UInt8](copying: hello.deferred.bytes(of: .applicationLayerProtocolNegotiation))
        #expect(lent == bytes("0003 02 6832"))
        #expect(hello.renegotiationInfo == [])
        #expect(hello.usesExtendedMasterSecret && hello.announcesSessionTicket)
        #expect(!hello.announcesStatus && !hello.usesEncryptThenMAC && !hello.acknowledgesServerName)
        #expect(!hello.isHelloRetryRequest && hello.downgradeSentinel == nil)
        #expect(hello.malformedExtensions == [])
    }

    @Test func `of OpenSSL in TLS 1.3`() throws {
        let hello = try parseHello(bytes(RealMessages.tls13ServerHello))
        #expect(hello.legacyVersion == .tls12 && hello.negotiatedVersion == .tls13)
        #expect(hello.cipherSuite == .TLS_AES_256_GCM_SHA384)
        #expect(hello.sessionID.count == 32)
        #expect(hello.keyShareGroup == .x25519)
        #expect(hello.selectedIdentity == nil)
        #expect(hello.malformedExtensions == [])
    }

    @Test func `that resumes names the identity`() throws {
        let hello = try parseHello(bytes(RealMessages.tls13ResumingServerHello))
        #expect(hello.selectedIdentity == 0)
        #expect(hello.extensionTypes == [.supportedVersions, .keyShare, .preSharedKey])
    }

    @Test func `that is a HelloRetryRequest names the group it wants`() throws {
        let hello = try parseHello(bytes(RealMessages.helloRetryRequest))
        #expect(hello.isHelloRetryRequest)
        #expect(hello.negotiatedVersion == .tls13)
        #expect(hello.keyShareGroup == .secp384r1)
        #expect(hello.malformedExtensions == [])
    }

    @Test func `of GnuTLS with raw public keys`() throws {
        let hello = try parseHello(bytes(RealMessages.rawKeyServerHello))
        #expect(hello.clientCertificateType == .rawPublicKey)
        #expect(hello.serverCertificateType == .rawPublicKey)
    }

    @Test func `may lack extensions`() throws {
        let hello = try parseHello(bytes("0300 \(zeros) 00 0005 00"))
        #expect(hello.negotiatedVersion == .ssl3)
        #expect(hello.cipherSuite == .TLS_RSA_WITH_RC4_128_SHA)
        #expect(hello.extensionTypes == [])
    }

    @Test func `of an early draft of TLS 1.3 has neither session nor compression`() throws {
        let hello = try parseHello(bytes("7f12 \(zeros) 1301 000a 0033 0006 001d 0002 aabb"))
        #expect(hello.negotiatedVersion.reportName == "TLS 1.3")
        #expect(hello.sessionID == [] && hello.cipherSuite == .TLS_AES_128_GCM_SHA256)
        #expect(hello.keyShareGroup == .x25519)
    }

    @Test func `of a late draft says its version in the extension`() throws {
        let hello = try parseHello(bytes("0303 \(zeros) 00 1301 00 0006 002b 0002 7f1c"))
        #expect(hello.negotiatedVersion == ProtocolVersion(rawValue: 0x7F1C))
        #expect(hello.negotiatedVersion.isTLS13)
    }

    @Test(
        arguments: [
            ("444f574e47524401", .toTLS12), ("444f574e47524400", .toTLS11OrBelow), ("444f574e47524402", nil),
        ] as [(String, Random.DowngradeSentinel?)]
    )
    func `shows that the server was held to less`(
        _ tail: String,
        _ expected: Random.DowngradeSentinel?
    ) throws {
        let hello = try parseHello(bytes("0303 \(zeros.prefix(48)) \(tail) 00 c02f 00"))
        #expect(hello.downgradeSentinel == expected)
    }

    @Test func `keeps unknown code points`() throws {
        let hello = try parseHello(bytes("0399 \(zeros) 00 fafa 07 0009 0013 0001 e7 4a4a 0000"))
        #expect(hello.negotiatedVersion.displayName == "0x0399")
        #expect(hello.cipherSuite.displayName == "0xfafa")
        #expect(hello.compressionMethod == 7)
        #expect(hello.clientCertificateType == CertificateType(rawValue: 0xE7))
    }

    @Test(
        arguments: [
            (
                "two protocols", "0010 0006 0004 01 61 01 62",
                ParseError(
                    .illegalValue(2),
                    field: "application_layer_protocol_negotiation.protocol_name_list",
                    offset: 44
                )
            ),
            (
                "long version", "002b 0003 030400",
                ParseError(.trailingBytes(1), field: "supported_versions", offset: 46)
            ),
            (
                "short key share", "0033 0002 001d",
                ParseError(.truncated(needed: 2, available: 0), field: "key_share.key_exchange", offset: 46)
            ),
            (
                "long identity", "0029 0003 000000",
                ParseError(.trailingBytes(1), field: "pre_shared_key", offset: 46)
            ),
            (
                "ticket with a body", "0023 0001 00",
                ParseError(.trailingBytes(1), field: "session_ticket", offset: 44)
            ),
            (
                "short certificate type", "0014 0000",
                ParseError(.truncated(needed: 1, available: 0), field: "server_certificate_type", offset: 44)
            ),
        ] as [(String, String, ParseError)]
    )
    func `notes malformed extensions`(_ name: String, _ hex: String, _ error: ParseError) throws {
        let block = bytes(hex)
        let hello = try parseHello(bytes("0303 \(zeros) 00 c02f 00") + [0, UInt8(block.count)] + block)
        #expect(hello.malformedExtensions == [error])
        #expect(
            hello.applicationProtocol == nil && hello.selectedVersion == nil && hello.keyShareGroup == nil
        )
        #expect(
            hello.selectedIdentity == nil && !hello.announcesSessionTicket
                && hello.serverCertificateType == nil
        )
    }

    @Test func `refuses trailing bytes and a long session`() {
        #expect(throws: ParseError(.trailingBytes(1), field: "ServerHello", offset: 40)) {
            try parseHello(bytes("0303 \(zeros) 00 c02f 00 0000 ff"))
        }
        let field = "ServerHello.legacy_session_id_echo"
        #expect(throws: ParseError(.lengthOutOfBounds(33, allowed: 0...32), field: field, offset: 34)) {
            try parseHello(bytes("0303 \(zeros) 21"))
        }
    }

    @Test(arguments: [
        RealMessages.tls12ServerHello, RealMessages.tls13ServerHello, RealMessages.helloRetryRequest,
    ])
    func `refuses every proper prefix but the one without extensions`(_ hex: String) {
        let whole = bytes(hex)
        #expect(acceptedPrefixes(of: whole) { _ = try parseHello($0) } == [38 + Int(whole[34])])
    }

    @Test func `refuses every outer length made shorter`() {
        let whole = bytes(RealMessages.tls13ServerHello)
        let fields = [(34, 1), (70, 2), (74, 2), (80, 2)].map { (offset: $0.0, width: $0.1) }
        #expect(acceptedShortenings(of: whole, fields: fields) { _ = try parseHello($0) } == [])
    }
}

@Suite struct `Random of a hello` {
    @Test func `keeps its bytes and compares by them`() throws {
        let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        let random = try parse(bytes(hex)) { reader throws(ParseError) in try Random(parsing: &reader) }
        #expect(random.bytes == Array(0...31))
        #expect(random == Random(rightJustifying: Array(0...31)))
        #expect(random.hashValue == Random(rightJustifying: Array(0...31)).hashValue)
        #expect(random != Random(rightJustifying: Array(1...32)))
    }

    @Test func `puts a short challenge after zeros`() {
        let random = Random(rightJustifying: Array(1...16))
        #expect(random.bytes == [UInt8](repeating: 0, count: 16) + Array(1...16))
        #expect(Random(rightJustifying: Array(0...40)).bytes == Array(9...40))
    }

    @Test func `is refused when short`() {
        #expect(
            acceptedPrefixes(of: [UInt8](repeating: 7, count: 32)) { prefix in
                _ = try parse(prefix) { reader throws(ParseError) in try Random(parsing: &reader) }
            } == []
        )
    }
}
