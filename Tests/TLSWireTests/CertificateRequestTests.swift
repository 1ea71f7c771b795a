import ByteParsing
import TLSWire
import TestSupport
import Testing

private func parse12(
    _ bytes: [UInt8],
    _ version: ProtocolVersion = .tls12
) throws(ParseError) -> TLS12.CertificateRequest {
    try parse(bytes) { reader throws(ParseError) in
        try TLS12.CertificateRequest(parsing: &reader, version: version)
    }
}

private func parse13(_ bytes: [UInt8]) throws(ParseError) -> TLS13.CertificateRequest {
    try parse(bytes) { reader throws(ParseError) in try TLS13.CertificateRequest(parsing: &reader) }
}

/// The name CN=Root.
private let root = bytes("300f 310d 300b 0603550403 0c04 526f6f74")

@Suite struct `Certificate request up to TLS 1.2` {
    @Test func `of OpenSSL in TLS 1.2`() throws {
        let request = try parse12(bytes(RealMessages.tls12CertificateRequest))
        #expect(request.certificateTypes == [.rsaSign, .dssSign, .ecdsaSign])
        #expect(request.supportedSignatureAlgorithms.count == 20)
        #expect(request.supportedSignatureAlgorithms.first == .ecdsaSecp256r1SHA256)
        #expect(request.certificateAuthorities == [root])
    }

    @Test func `of OpenSSL in TLS 1.1 names no schemes`() throws {
        let request = try parse12(bytes(RealMessages.tls11CertificateRequest), .tls11)
        #expect(request.certificateTypes == [.rsaSign, .dssSign, .ecdsaSign])
        #expect(request.supportedSignatureAlgorithms == [])
        #expect(request.certificateAuthorities == [root])
        #expect(throws: ParseError.self) { try parse12(bytes(RealMessages.tls11CertificateRequest), .tls12) }
        #expect(throws: ParseError.self) { try parse12(bytes(RealMessages.tls12CertificateRequest), .tls11) }
    }

    @Test func `names schemes from DTLS 1.2 on, not in DTLS 1.0`() throws {
        #expect(try parse12(bytes("01 40 0002 0403 0000"), .dtls12).supportedSignatureAlgorithms.count == 1)
        #expect(try parse12(bytes("01 40 0000"), .dtls10).supportedSignatureAlgorithms == [])
    }

    @Test func `may name no authority, and keeps unknown code points`() throws {
        let request = try parse12(bytes("02 40e7 0002 eeee 0000"))
        #expect(request.certificateTypes == [.ecdsaSign, ClientCertificateType(rawValue: 0xE7)])
        #expect(request.supportedSignatureAlgorithms == [SignatureScheme(rawValue: 0xEEEE)])
        #expect(request.certificateAuthorities == [])
    }

    @Test(
        arguments: [
            (
                "00 0002 0403 0000", .lengthOutOfBounds(0, allowed: 1...0xFF),
                "CertificateRequest.certificate_types", 0
            ),
            (
                "01 40 0000 0000", .lengthOutOfBounds(0, allowed: 2...0xFFFE),
                "CertificateRequest.supported_signature_algorithms", 2
            ),
            (
                "01 40 0003 040300 0000", .illegalValue(3),
                "CertificateRequest.supported_signature_algorithms", 2
            ),
            ("01 40 0002 0403 0002 0000", .lengthOutOfBounds(0, allowed: 1...0xFFFF), "DistinguishedName", 8),
            ("01 40 0002 0403 0003 0002 30", .truncated(needed: 2, available: 1), "DistinguishedName", 10),
            ("01 40 0002 0403 0000 00", .trailingBytes(1), "CertificateRequest", 8),
        ] as [(String, ParseError.Reason, String, Int)]
    )
    func `is refused`(_ hex: String, _ reason: ParseError.Reason, _ field: String, _ offset: Int) {
        #expect(throws: ParseError(reason, field: field, offset: offset)) { try parse12(bytes(hex)) }
    }

    @Test func `refuses every proper prefix and every length made shorter`() {
        let whole = bytes(RealMessages.tls12CertificateRequest)
        #expect(acceptedPrefixes(of: whole) { _ = try parse12($0) } == [])
        let fields = [(0, 1), (4, 2), (46, 2), (48, 2)].map { (offset: $0.0, width: $0.1) }
        #expect(acceptedShortenings(of: whole, fields: fields) { _ = try parse12($0) } == [])
    }
}

@Suite struct `Certificate request of TLS 1.3` {
    @Test func `of OpenSSL`() throws {
        let request = try parse13(bytes(RealMessages.tls13CertificateRequest))
        #expect(request.certificateRequestContext == [])
        #expect(request.signatureAlgorithms.first == .ecdsaSecp256r1SHA256)
        #expect(request.signatureAlgorithmsCert == [])
        #expect(request.certificateAuthorities == [root])
        #expect(request.extensions.types == [.signatureAlgorithms, .certificateAuthorities])
        #expect(request.extensions.malformed == [])
    }

    @Test func `keeps the rest of what it can hold`() throws {
        let request = try parse13(
            bytes(
                "02 abcd 0021 000d 0004 0002 0807  0032 0004 0002 0401  0030 0002 0000  001b 0003 02 0001 8a8a 0000"
            )
        )
        #expect(request.certificateRequestContext == [0xAB, 0xCD])
        #expect(request.signatureAlgorithms == [.ed25519])
        #expect(request.signatureAlgorithmsCert == [.rsaPKCS1SHA256])
        #expect(request.oidFilters == [0, 0])
        #expect(request.certificateCompressionAlgorithms == [.zlib])
        #expect(request.extensions.types.last?.isGREASE == true)
    }

    @Test func `notes a malformed extension`() throws {
        let request = try parse13(bytes("00 0006 000d 0002 0000"))
        let error = ParseError(
            .lengthOutOfBounds(0, allowed: 2...0xFFFE),
            field: "signature_algorithms",
            offset: 7
        )
        #expect(request.extensions.malformed == [error])
        #expect(request.signatureAlgorithms == [])
    }

    @Test func `refuses every proper prefix and every length made shorter`() {
        let whole = bytes(RealMessages.tls13CertificateRequest)
        #expect(acceptedPrefixes(of: whole) { _ = try parse13($0) } == [])
        let fields = [(1, 2), (5, 2)].map { (offset: $0.0, width: $0.1) }
        #expect(acceptedShortenings(of: whole, fields: fields) { _ = try parse13($0) } == [])
        let inner = [(7, 2), (45, 2), (47, 2)].map { (offset: $0.0, width: $0.1) }
        let accepted = acceptedShortenings(of: whole, fields: inner) { changed in
            if let error = try parse13(changed).extensions.malformed.first { throw error }
        }
        #expect(accepted == [])
        #expect(throws: ParseError(.trailingBytes(1), field: "CertificateRequest", offset: 3)) {
            try parse13(bytes("00 0000 00"))
        }
    }
}
