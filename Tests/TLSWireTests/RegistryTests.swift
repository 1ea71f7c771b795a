import Foundation
import TLSWire
import Testing

@Suite struct `Registries` {
    @Test(
        arguments: [
            (AlertDescription.closeNotify.rawValue, 0, "close_notify"),
            (AlertDescription.noCertificate.rawValue, 41, "no_certificate"),
            (AlertDescription.badCertificate.rawValue, 42, "bad_certificate"),
            (AlertDescription.unknownCA.rawValue, 48, "unknown_ca"),
            (AlertDescription.certificateRequired.rawValue, 116, "certificate_required"),
            (AlertDescription.generalError.rawValue, 117, "general_error"),
            (AlertDescription.echRequired.rawValue, 121, "ech_required"),
        ] as [(UInt8, UInt8, String)]
    )
    func `name alerts as IANA does`(_ value: UInt8, _ expected: UInt8, _ name: String) {
        #expect(value == expected)
        #expect(AlertDescription(rawValue: expected).registeredName == name)
    }

    @Test(
        arguments: [
            (0x0000, "server_name"), (0x000D, "signature_algorithms"),
            (0x0010, "application_layer_protocol_negotiation"), (0x0013, "client_certificate_type"),
            (0x001B, "compress_certificate"), (0x0023, "session_ticket"), (0x002B, "supported_versions"),
            (0x002F, "certificate_authorities"), (0x0031, "post_handshake_auth"),
            (0xFE0D, "encrypted_client_hello"),
            (0xFF01, "renegotiation_info"),
        ] as [(UInt16, String)]
    )
    func `name extensions as IANA does`(_ value: UInt16, _ name: String) {
        #expect(ExtensionType(rawValue: value).registeredName == name)
    }

    @Test(
        arguments: [
            (0x0017, "secp256r1"), (0x001D, "x25519"), (0x0100, "ffdhe2048"), (0x11EB, "SecP256r1MLKEM768"),
            (0x11EC, "X25519MLKEM768"), (0x6399, "X25519Kyber768Draft00"),
        ] as [(UInt16, String)]
    )
    func `name groups as IANA does`(_ value: UInt16, _ name: String) {
        #expect(NamedGroup(rawValue: value).registeredName == name)
    }

    @Test(
        arguments: [
            (0x0201, "rsa_pkcs1_sha1"), (0x0202, "dsa_sha1"), (0x0301, "rsa_pkcs1_sha224"),
            (0x0401, "rsa_pkcs1_sha256"),
            (0x0403, "ecdsa_secp256r1_sha256"), (0x0804, "rsa_pss_rsae_sha256"), (0x0807, "ed25519"),
            (0x0809, "rsa_pss_pss_sha256"), (0x0905, "mldsa65"),
        ] as [(UInt16, String)]
    )
    func `name signature schemes and the pairs of TLS 1.2`(_ value: UInt16, _ name: String) {
        #expect(SignatureScheme(rawValue: value).registeredName == name)
    }

    @Test func `name the small sets as IANA does`() {
        #expect(AlertLevel.fatal.registeredName == "fatal")
        #expect(HandshakeType.certificateRequest.registeredName == "certificate_request")
        #expect(HandshakeType.serverHelloDone.registeredName == "server_hello_done")
        #expect(ContentType.applicationData.registeredName == "application_data")
        #expect(ClientCertificateType.rsaSign.registeredName == "rsa_sign")
        #expect(ClientCertificateType.ecdsaSign.rawValue == 64)
        #expect(CertificateType.rawPublicKey.registeredName == "RawPublicKey")
        #expect(PSKKeyExchangeMode.pskDHEKE.registeredName == "psk_dhe_ke")
        #expect(CertificateCompressionAlgorithm.brotli.registeredName == "brotli")
        #expect(ECPointFormat.uncompressed.registeredName == "uncompressed")
    }

    @Test func `keep an unknown value as its number`() {
        #expect(AlertDescription(rawValue: 200).registeredName == nil)
        #expect(AlertDescription(rawValue: 200).displayName == "0xc8")
        #expect(AlertDescription(rawValue: 9).displayName == "0x09")
        #expect(CipherSuite(rawValue: 0x1A2B).displayName == "0x1a2b")
        #expect(NamedGroup(rawValue: 0x000) == NamedGroup(rawValue: 0))
        #expect(NamedGroup.x25519.displayName == "x25519")
    }

    @Test func `leave GREASE without a name`() {
        let values = (0..<16).map { UInt16($0) << 4 | 0x0A }.map { $0 << 8 | $0 }
        #expect(values.first == 0x0A0A && values.last == 0xFAFA)
        for value in values {
            #expect(CipherSuite(rawValue: value).isGREASE)
            #expect(CipherSuite(rawValue: value).registeredName == nil)
            #expect(ExtensionType(rawValue: value).registeredName == nil)
            #expect(NamedGroup(rawValue: value).registeredName == nil)
            #expect(SignatureScheme(rawValue: value).registeredName == nil)
            #expect(ProtocolVersion(rawValue: value).registeredName == nil)
        }
        #expect((0...UInt16.max).filter { ExtensionType(rawValue: $0).isGREASE } == values)
        let modes = (0...UInt8.max).filter { PSKKeyExchangeMode(rawValue: $0).isGREASE }
        #expect(modes == [0x0B, 0x2A, 0x49, 0x68, 0x87, 0xA6, 0xC5, 0xE4])
    }

    /// The numbers of entries of IANA's tables on 2026-09-29; signature schemes have 12 pairs of TLS 1.2 besides.
    @Test func `are whole`() {
        func count<Point: CodePoint>(_: Point.Type) -> Int {
            (0...Point.RawValue.max).count { Point(rawValue: $0).registeredName != nil }
        }
        #expect(count(CipherSuite.self) == 356)
        #expect(count(NamedGroup.self) == 59)
        #expect(count(SignatureScheme.self) == 49 + 12)
        #expect(count(ExtensionType.self) == 64)
    }

    @Test func `give no name twice`() {
        func duplicates<Point: CodePoint>(_: Point.Type) -> [String] {
            let names = (0...Point.RawValue.max).compactMap { Point(rawValue: $0).registeredName }
            return Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
        }
        #expect(duplicates(CipherSuite.self) == [])
        #expect(duplicates(ExtensionType.self) == [])
        #expect(duplicates(NamedGroup.self) == [])
        #expect(duplicates(SignatureScheme.self) == [])
        #expect(duplicates(AlertDescription.self) == [])
        #expect(duplicates(HandshakeType.self) == [])
    }

    @Test func `are what the generator writes from the tables`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let generator = Process()
        generator.executableURL = root.appending(path: "scripts/generate-registries")
        generator.arguments = ["--check"]
        try generator.run()
        generator.waitUntilExit()
        #expect(generator.terminationStatus == 0)
    }
}

@Suite struct `Protocol version` {
    @Test(
        arguments: [
            (0x0002, "SSL 2.0"), (0x0300, "SSL 3.0"), (0x0301, "TLS 1.0"), (0x0302, "TLS 1.1"),
            (0x0303, "TLS 1.2"),
            (0x0304, "TLS 1.3"), (0x7F0E, "TLS 1.3"), (0x7F1C, "TLS 1.3"), (0xFB17, "TLS 1.3"),
            (0x7E02, "TLS 1.3"),
            (0xFEFF, "DTLS 1.0"),
            (0xFEFD, "DTLS 1.2"), (0xFEFC, "DTLS 1.3"), (0x0305, nil), (0x7F1D, nil), (0x0101, nil),
            (0xFEFE, nil),
        ] as [(UInt16, String?)]
    )
    func `has the name that reports use`(_ value: UInt16, _ name: String?) {
        #expect(ProtocolVersion(rawValue: value).reportName == name)
        #expect(
            ProtocolVersion(rawValue: value).displayName == name
                ?? ProtocolVersion(rawValue: value).hexadecimalName
        )
    }

    @Test func `knows the handshake of TLS 1.3, drafts included`() {
        let values: [UInt16] = (0...UInt16.max).filter { ProtocolVersion(rawValue: $0).isTLS13 }
        #expect(
            values == [0x0304] + Array(0x7E01...0x7E03) + Array(0x7F00...0x7F1C) + [0xFB17, 0xFB1A, 0xFEFC]
        )
    }
}
