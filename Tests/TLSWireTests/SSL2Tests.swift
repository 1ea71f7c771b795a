import ByteParsing
import TLSWire
import TestSupport
import Testing

private func parseHello(_ bytes: [UInt8]) throws(ParseError) -> SSL2.ClientHello {
    try parse(bytes) { reader throws(ParseError) in try SSL2.ClientHello(parsing: &reader) }
}

private func parseServerHello(_ bytes: [UInt8]) throws(ParseError) -> SSL2.ServerHello {
    try parse(bytes) { reader throws(ParseError) in try SSL2.ServerHello(parsing: &reader) }
}

private let challenge = String(repeating: "cc", count: 16)

@Suite struct `SSL 2.0` {
    @Test func `hello of a browser offers TLS 1.0`() throws {
        let hello = try parseHello(bytes(RealMessages.ssl2ClientHello))
        #expect(hello.version == .tls10)
        #expect(hello.sessionID == [])
        #expect(hello.challenge == Array(bytes(RealMessages.ssl2ClientHello).suffix(16)))
        #expect(hello.cipherSpecs.count == 20)
        let converted = try #require(ClientHello(hello))
        #expect(converted.legacyVersion == .tls10)
        #expect(converted.versionsOffered == [.tls10])
        #expect(converted.random.bytes == [UInt8](repeating: 0, count: 16) + hello.challenge)
        #expect(converted.cipherSuites.first == .TLS_DHE_RSA_WITH_AES_256_CBC_SHA)
        #expect(converted.cipherSuites.count == 20)
        #expect(converted.extensionTypes == [] && converted.serverName == nil)
    }

    @Test func `hello may offer ciphers of its own and secure renegotiation`() throws {
        let hello = try parseHello(bytes("8022 01 0002 0009 0000 0010 010080 00002f 0000ff \(challenge)"))
        #expect(hello.version == .ssl2)
        #expect(hello.cipherSpecs.map(\.rawValue) == [0x010080, 0x2F, 0xFF])
        #expect(
            hello.cipherSpecs.map(\.cipherSuite) == [
                nil, CipherSuite(rawValue: 0x2F), CipherSuite(rawValue: 0xFF),
            ]
        )
        let converted = try #require(ClientHello(hello))
        #expect(
            converted.cipherSuites == [.TLS_RSA_WITH_AES_128_CBC_SHA, .TLS_EMPTY_RENEGOTIATION_INFO_SCSV]
        )
        #expect(converted.renegotiationInfo == [])
    }

    @Test(
        arguments: [
            (
                "no high bit", "001c 01 0301 0003 0000 0010 00002f \(challenge)", .illegalValue(0x001C),
                "V2ClientHello.msg_length", 0
            ),
            (
                "another message", "801c 02 0301 0003 0000 0010 00002f \(challenge)", .illegalValue(2),
                "V2ClientHello.msg_type", 2
            ),
            (
                "short challenge", "801b 01 0301 0003 0000 000f 00002f \(challenge)",
                .lengthOutOfBounds(15, allowed: 16...32), "V2ClientHello.challenge_length", 9
            ),
            (
                "lengths that do not fill it", "801c 01 0301 0006 0000 0010 00002f \(challenge)",
                .lengthOutOfBounds(22, allowed: 19...19), "V2ClientHello", 11
            ),
            (
                "no room for the lengths", "8003 01 0301 0006 0000 0010 00002f \(challenge)",
                .lengthOutOfBounds(22, allowed: -6 ... -6), "V2ClientHello", 11
            ),
            (
                "ciphers of two bytes", "801b 01 0301 0002 0000 0010 002f \(challenge)", .illegalValue(2),
                "V2ClientHello.cipher_specs", 11
            ),
            (
                "not whole", "801d 01 0301 0003 0000 0010 00002f \(challenge)",
                .truncated(needed: 29, available: 28), "V2ClientHello.msg_length", 0
            ),
        ] as [(String, String, ParseError.Reason, String, Int)]
    )
    func `hello is refused`(
        _ name: String,
        _ hex: String,
        _ reason: ParseError.Reason,
        _ field: String,
        _ offset: Int
    ) {
        #expect(throws: ParseError(reason, field: field, offset: offset)) { try parseHello(bytes(hex)) }
    }

    @Test func `hello refuses every proper prefix and every length made shorter`() {
        let whole = bytes(RealMessages.ssl2ClientHello)
        #expect(acceptedPrefixes(of: whole) { _ = try parseHello($0) } == [])
        let fields = [(0, 2), (5, 2), (9, 2)].map { (offset: $0.0, width: $0.1) }
        #expect(acceptedShortenings(of: whole, fields: fields) { _ = try parseHello($0) } == [])
    }

    static let serverHello = "8016 04 00 01 0002 0004 0003 0004 30020500 010080 aabbccdd"

    @Test func `server hello shows its certificate and ciphers`() throws {
        let hello = try parseServerHello(bytes(Self.serverHello))
        #expect(!hello.isSessionIDHit)
        #expect(hello.certificateType == 1)
        #expect(hello.version == .ssl2)
        #expect(hello.certificate == [0x30, 0x02, 0x05, 0x00])
        #expect(hello.cipherSpecs.map(\.rawValue) == [0x010080])
        #expect(hello.connectionID == [0xAA, 0xBB, 0xCC, 0xDD])
    }

    @Test func `server hello is refused when its lengths do not fill it`() {
        let whole = bytes(Self.serverHello)
        #expect(acceptedPrefixes(of: whole) { _ = try parseServerHello($0) } == [])
        let fields = [(0, 2), (7, 2), (9, 2), (11, 2)].map { (offset: $0.0, width: $0.1) }
        #expect(acceptedShortenings(of: whole, fields: fields) { _ = try parseServerHello($0) } == [])
    }

    @Test func `error has a code`() throws {
        let read = { (reader: inout ByteReader) throws(ParseError) in try SSL2.ErrorMessage(parsing: &reader)
        }
        #expect(try parse(bytes("8003 00 0001"), read).errorCode == 1)
        #expect(acceptedPrefixes(of: bytes("8003 00 0001")) { _ = try parse($0, read) } == [])
        #expect(throws: ParseError(.lengthOutOfBounds(2, allowed: 3...3), field: "ERROR", offset: 3)) {
            try parse(bytes("8004 00 000100"), read)
        }
    }
}
