import ByteParsing
import TLSWire
import TestSupport
import Testing

private func parseHello(_ bytes: [UInt8]) throws(ParseError) -> ClientHello {
    try parse(bytes) { reader throws(ParseError) in try ClientHello(parsing: &reader) }
}

/// The smallest hello with a block of extensions, which is `body` of type `type` and nothing else.
private func hello(extensions: String) -> [UInt8] {
    let block = bytes(extensions)
    let random = String(repeating: "5a", count: 32)
    return bytes("0303 \(random) 00 0002 c02f 0100") + [UInt8(block.count >> 8), UInt8(block.count & 0xFF)]
        + block
}

@Suite struct `Extensions of a client hello` {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let hex: String
        let error: ParseError

        init(_ name: String, _ hex: String, _ reason: ParseError.Reason, _ field: String, _ offset: Int) {
            testDescription = name
            self.hex = hex
            error = ParseError(reason, field: field, offset: offset)
        }
    }

    @Test(arguments: [
        ("0036 0003 02 aabb", [0xAA, 0xBB]), ("00fe 0002 01 cc", [0xCC]), ("0036 0001 00", []),
    ])
    func `connection ids are read by their number, and by that of the draft`(
        _ extensions: String,
        _ id: [UInt8]
    ) throws {
        #expect(try parseHello(hello(extensions: extensions)).connectionID == id)
    }

    /// The body of the only extension starts at 47.
    static let malformed: [Row] = [
        Row(
            "empty server name list",
            "0000 0002 0000",
            .lengthOutOfBounds(0, allowed: 1...0xFFFF),
            "server_name.server_name_list",
            47
        ),
        Row(
            "server name beyond its list",
            "0000 0006 0004 00 0002 61",
            .truncated(needed: 2, available: 1),
            "server_name.HostName",
            52
        ),
        Row(
            "byte after the server names",
            "0000 0007 0004 00 0001 61 ff",
            .trailingBytes(1),
            "server_name",
            53
        ),
        Row(
            "empty protocol",
            "0010 0004 0002 0000",
            .lengthOutOfBounds(0, allowed: 1...255),
            "application_layer_protocol_negotiation.protocol_name_list",
            49
        ),
        Row("odd versions", "002b 0004 03 030403", .illegalValue(3), "supported_versions", 47),
        Row("no version", "002b 0001 00", .lengthOutOfBounds(0, allowed: 2...254), "supported_versions", 47),
        Row("odd groups", "000a 0005 0003 001d00", .illegalValue(3), "supported_groups", 47),
        Row(
            "bytes after the schemes",
            "000d 0005 0002 0403 00",
            .trailingBytes(1),
            "signature_algorithms",
            51
        ),
        Row(
            "truncated schemes for certificates",
            "0032 0003 0002 04",
            .truncated(needed: 2, available: 1),
            "signature_algorithms_cert",
            49
        ),
        Row(
            "empty key share",
            "0033 0006 0004 001d 0000",
            .lengthOutOfBounds(0, allowed: 1...0xFFFF),
            "key_share.key_exchange",
            51
        ),
        Row(
            "empty authorities",
            "002f 0002 0000",
            .lengthOutOfBounds(0, allowed: 3...0xFFFF),
            "certificate_authorities.authorities",
            47
        ),
        Row(
            "empty authority",
            "002f 0005 0003 0000 00",
            .lengthOutOfBounds(0, allowed: 1...0xFFFF),
            "DistinguishedName",
            49
        ),
        Row(
            "no PSK mode",
            "002d 0001 00",
            .lengthOutOfBounds(0, allowed: 1...255),
            "psk_key_exchange_modes",
            47
        ),
        Row(
            "no certificate type",
            "0013 0001 00",
            .lengthOutOfBounds(0, allowed: 1...255),
            "client_certificate_type",
            47
        ),
        Row(
            "short renegotiation info",
            "ff01 0002 0200",
            .truncated(needed: 2, available: 1),
            "renegotiation_info.renegotiated_connection",
            48
        ),
        Row("flag with a body", "0017 0001 00", .trailingBytes(1), "extended_master_secret", 47),
        Row(
            "post-handshake authentication with a body",
            "0031 0001 00",
            .trailingBytes(1),
            "post_handshake_auth",
            47
        ),
        Row(
            "short PSK identities",
            "0029 0002 0000",
            .lengthOutOfBounds(0, allowed: 7...0xFFFF),
            "pre_shared_key.identities",
            47
        ),
    ]

    @Test(arguments: malformed) func `are noted and do not hide the message`(_ row: Row) throws {
        let parsed = try parseHello(hello(extensions: row.hex))
        #expect(parsed.malformedExtensions == [row.error])
        #expect(parsed.extensionTypes == [ExtensionType(rawValue: UInt16(row.hex.prefix(4), radix: 16) ?? 0)])
        // Nothing of a malformed extension is believed.
        let untouched = try parseHello(hello(extensions: ""))
        #expect(
            parsed.serverName == nil && parsed.applicationProtocols == [] && parsed.supportedVersions == []
        )
        #expect(
            parsed.supportedGroups == [] && parsed.signatureAlgorithms == [] && parsed.keyShareGroups == []
        )
        #expect(parsed.certificateAuthorities == [] && parsed.renegotiationInfo == nil)
        #expect(parsed.offersExtendedMasterSecret == untouched.offersExtendedMasterSecret)
    }

    @Test func `go on after a malformed one`() throws {
        let parsed = try parseHello(hello(extensions: "0000 0001 ff 0031 0000"))
        #expect(parsed.serverName == nil)
        #expect(parsed.offersPostHandshakeAuth)
        #expect(parsed.malformedExtensions.map(\.field) == ["server_name.server_name_list"])
    }

    @Test func `count once when they come twice`() throws {
        let parsed = try parseHello(
            hello(extensions: "0000 0006 0004 00 0001 61 0000 0006 0004 00 0001 62 4a4a 0000 4a4a 0000")
        )
        #expect(parsed.serverName == "a")
        #expect(parsed.extensionTypes.map(\.rawValue) == [0, 0, 0x4A4A, 0x4A4A])
        #expect(
            parsed.malformedExtensions == [
                ParseError(.illegalValue(0), field: "Extension.extension_type", offset: 53),
                ParseError(.illegalValue(0x4A4A), field: "Extension.extension_type", offset: 67),
            ]
        )
    }

    @Test func `may be many, and only the first errors are kept`() throws {
        let block = (0..<16_000).map { index in
            let value = String(index % 2 == 0 ? 0x5555 : 0x1000 + index, radix: 16)
            return String(repeating: "0", count: 4 - value.count) + value + "0000"
        }
        let parsed = try parseHello(hello(extensions: block.joined()))
        #expect(parsed.extensionTypes.count == 16_000)
        #expect(parsed.malformedExtensions.count == ExtensionList.maximumMalformed)
    }

    @Test func `replace bytes that are not UTF-8`() throws {
        let parsed = try parseHello(hello(extensions: "0000 0007 0005 00 0002 61ff 0010 0004 0002 01 c3"))
        #expect(parsed.serverName == "a\u{FFFD}")
        #expect(parsed.applicationProtocols == ["\u{FFFD}"])
        #expect(parsed.malformedExtensions == [])
    }

    @Test func `take the first host name and skip names of other types`() throws {
        let parsed = try parseHello(hello(extensions: "0000 000e 000c 01 0001 78 00 0001 61 00 0001 62"))
        #expect(parsed.serverName == "a")
        let other = try parseHello(hello(extensions: "0000 0006 0004 01 0001 78"))
        #expect(other.serverName == nil && other.malformedExtensions == [])
    }

    @Test func `keep authorities, tickets and unknown code points`() throws {
        let parsed = try parseHello(
            hello(
                extensions: """
                    002f 0009 0007 0002 3000 0001 30  0023 0003 010203  ff01 000d 0c 000102030405060708090a0b
                    0013 0003 02 02e0  002d 0002 01 7f  001b 0003 02 1234  000d 0004 0002 eeee
                    """
            )
        )
        #expect(parsed.certificateAuthorities == [[0x30, 0x00], [0x30]])
        #expect(parsed.sessionTicket == [1, 2, 3])
        #expect(parsed.renegotiationInfo == Array(0...11))
        #expect(parsed.clientCertificateTypes == [.rawPublicKey, CertificateType(rawValue: 0xE0)])
        #expect(parsed.pskKeyExchangeModes == [PSKKeyExchangeMode(rawValue: 0x7F)])
        #expect(
            parsed.certificateCompressionAlgorithms == [CertificateCompressionAlgorithm(rawValue: 0x1234)]
        )
        #expect(parsed.signatureAlgorithms == [SignatureScheme(rawValue: 0xEEEE)])
        #expect(parsed.malformedExtensions == [])
    }

    @Test func `count as many binders as identities`() throws {
        let identity = "0001 61 00000007"
        let binder = "20" + String(repeating: "bb", count: 32)
        let good = try parseHello(hello(extensions: "0029 002c 0007 \(identity) 0021 \(binder)"))
        #expect(good.preSharedKeyIdentities == [PSKIdentity(identity: [0x61], obfuscatedTicketAge: 7)])
        let bad = try parseHello(hello(extensions: "0029 0033 000e \(identity) \(identity) 0021 \(binder)"))
        #expect(bad.preSharedKeyIdentities == [])
        #expect(
            bad.malformedExtensions == [
                ParseError(.illegalValue(1), field: "pre_shared_key.binders", offset: 63)
            ]
        )
    }

    @Test func `refuse every inner length made shorter`() throws {
        let cases: [(String, [(Int, Int)])] = [
            ("0000 0008 0006 00 0003 616161", [(0, 2), (3, 2)]),
            ("0010 0005 0003 02 6832", [(0, 2), (2, 1)]),
            ("002b 0005 04 0304 0303", [(0, 1)]),
            ("0033 0007 0005 001d 0001 aa", [(0, 2), (4, 2)]),
            ("002f 0006 0004 0002 3000", [(0, 2), (2, 2)]),
            ("ff01 0003 02 aabb", [(0, 1)]),
        ]
        for (hex, fields) in cases {
            let whole = hello(extensions: hex)
            for (offset, width) in fields {
                let accepted = acceptedShortenings(of: whole, fields: [(47 + offset, width)]) { changed in
                    if let error = try parseHello(changed).malformedExtensions.first { throw error }
                }
                #expect(accepted == [], "\(hex) at \(offset)")
            }
        }
    }

    @Test func `lends the first body of a type where it lies`() throws {
        let block =
            "000a 0002 0000 0010 0001 aa 0000 0003 010203 0010 0002 bbcc 0000 0001 ff 0a0a 0000 0011 0001 dd"
        let parsed = try parseHello(hello(extensions: block))
        let cases: [(ExtensionType, String?)] = [
            (.serverName, "010203"), (.applicationLayerProtocolNegotiation, "aa"), (.supportedGroups, "0000"),
            (ExtensionType(rawValue: 0x0A0A), ""), (.statusRequestV2, "dd"), (.keyShare, nil),
            // Their bits are those of types that are there.
            (ExtensionType(rawValue: 74), nil), (ExtensionType(rawValue: 0x4A4A), nil),
        ]
        for (type, expected) in cases {
            let lent = [UInt8](copying: parsed.deferred.bytes(of: type))
            #expect(lent == bytes(expected ?? ""), "\(type)")
            #expect(parsed.hasExtension(type) == (expected != nil), "\(type)")
        }
    }
}
