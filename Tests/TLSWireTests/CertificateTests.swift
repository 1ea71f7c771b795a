import ByteParsing
import TLSWire
import TestSupport
import Testing

private func parse12(
    _ bytes: [UInt8],
    _ type: CertificateType = .x509
) throws(ParseError) -> TLS12.Certificate {
    try parse(bytes) { reader throws(ParseError) in try TLS12.Certificate(parsing: &reader, type: type) }
}

private func parse13(_ bytes: [UInt8]) throws(ParseError) -> TLS13.Certificate {
    try parse(bytes) { reader throws(ParseError) in try TLS13.Certificate(parsing: &reader) }
}

@Suite struct `Certificate up to TLS 1.2` {
    @Test func `of OpenSSL holds the client's certificate as it was sent`() throws {
        let whole = bytes(RealMessages.tls12Certificate)
        let certificate = try parse12(whole)
        #expect(certificate.type == .x509)
        #expect(certificate.certificates == [Array(whole[6...])])
        #expect(certificate.certificates.first?.starts(with: [0x30, 0x82]) == true)
    }

    @Test func `may be empty`() throws {
        #expect(try parse12(bytes("000000")).certificates == [])
        #expect(try parse12(bytes("000000"), .rawPublicKey).certificates == [])
    }

    @Test func `keeps the order of a chain`() throws {
        #expect(try parse12(bytes("000009 000002 3000 000001 aa")).certificates == [[0x30, 0x00], [0xAA]])
    }

    @Test func `of GnuTLS holds a raw public key`() throws {
        let whole = bytes(RealMessages.rawKeyCertificate)
        let certificate = try parse12(whole, .rawPublicKey)
        #expect(certificate.type == .rawPublicKey)
        #expect(certificate.certificates == [Array(whole[3...])])
    }

    @Test func `of another type is kept whole`() throws {
        #expect(try parse12(bytes("02 0014"), .openPGP).certificates == [[2, 0, 0x14]])
        #expect(try parse12([], CertificateType(rawValue: 0xE0)).certificates == [])
    }

    @Test(
        arguments: [
            (.x509, "000003 000000", .lengthOutOfBounds(0, allowed: 1...0xFF_FFFF), "ASN.1Cert", 3),
            (.x509, "000004 000002 30", .truncated(needed: 2, available: 1), "ASN.1Cert", 6),
            (.x509, "000002 0000", .truncated(needed: 3, available: 2), "ASN.1Cert", 3),
            (.x509, "000000 00", .trailingBytes(1), "Certificate", 3),
            (.x509, "000004 000001", .truncated(needed: 4, available: 3), "Certificate.certificate_list", 3),
            (.rawPublicKey, "000001 30 00", .trailingBytes(1), "Certificate", 4),
            (
                .rawPublicKey, "000002 30", .truncated(needed: 2, available: 1),
                "Certificate.ASN.1_subjectPublicKeyInfo", 3
            ),
        ] as [(CertificateType, String, ParseError.Reason, String, Int)]
    )
    func `is refused`(
        _ type: CertificateType,
        _ hex: String,
        _ reason: ParseError.Reason,
        _ field: String,
        _ offset: Int
    ) {
        #expect(throws: ParseError(reason, field: field, offset: offset)) { try parse12(bytes(hex), type) }
    }

    @Test func `refuses every proper prefix and every length made shorter`() {
        let whole = bytes(RealMessages.tls12Certificate)
        #expect(acceptedPrefixes(of: whole) { _ = try parse12($0) } == [])
        #expect(acceptedShortenings(of: whole, fields: [(0, 3), (3, 3)]) { _ = try parse12($0) } == [])
        let key = bytes(RealMessages.rawKeyCertificate)
        #expect(acceptedPrefixes(of: key) { _ = try parse12($0, .rawPublicKey) } == [])
        #expect(acceptedShortenings(of: key, fields: [(0, 3)]) { _ = try parse12($0, .rawPublicKey) } == [])
    }
}

@Suite struct `Certificate of TLS 1.3` {
    @Test func `of OpenSSL holds the client's certificate as it was sent`() throws {
        let whole = bytes(RealMessages.tls13Certificate)
        let certificate = try parse13(whole)
        #expect(certificate.certificateRequestContext == [])
        #expect(certificate.certificateList.map(\.certData) == [Array(whole[7..<whole.count - 2])])
        #expect(certificate.certificateList.first?.extensions.types == [])
        #expect(
            certificate.certificateList.map(\.certData)
                == (try parse12(bytes(RealMessages.tls12Certificate)).certificates)
        )
    }

    @Test func `may be empty`() throws {
        #expect(try parse13(bytes(RealMessages.tls13EmptyCertificate)).certificateList == [])
    }

    @Test func `repeats the context of a request and names the extensions of an entry`() throws {
        let certificate = try parse13(bytes("02 abcd 00000f 000001 30 0009 0005 0001 01 0a0a 0000"))
        #expect(certificate.certificateRequestContext == [0xAB, 0xCD])
        #expect(
            certificate.certificateList.first?.extensions.types == [
                .statusRequest, ExtensionType(rawValue: 0x0A0A),
            ]
        )
    }

    @Test(
        arguments: [
            (
                "00 000005 000000 0000", .lengthOutOfBounds(0, allowed: 1...0xFF_FFFF),
                "CertificateEntry.cert_data", 4
            ),
            ("00 000004 000001 30", .truncated(needed: 2, available: 0), "CertificateEntry.extensions", 8),
            ("00 000000 00", .trailingBytes(1), "Certificate", 4),
        ] as [(String, ParseError.Reason, String, Int)]
    )
    func `is refused`(_ hex: String, _ reason: ParseError.Reason, _ field: String, _ offset: Int) {
        #expect(throws: ParseError(reason, field: field, offset: offset)) { try parse13(bytes(hex)) }
    }

    @Test func `refuses every proper prefix and every length made shorter`() {
        let whole = bytes(RealMessages.tls13Certificate)
        #expect(acceptedPrefixes(of: whole) { _ = try parse13($0) } == [])
        #expect(acceptedShortenings(of: whole, fields: [(1, 3), (4, 3)]) { _ = try parse13($0) } == [])
        let small = bytes("02 abcd 00000b 000001 30 0005 0005 0001 01")
        let fields = [(0, 1), (3, 3), (6, 3), (10, 2), (14, 2)].map { (offset: $0.0, width: $0.1) }
        #expect(acceptedShortenings(of: small, fields: fields) { _ = try parse13($0) } == [])
    }
}

@Suite struct `Compressed certificate` {
    private func parseCompressed(_ bytes: [UInt8]) throws(ParseError) -> TLS13.CompressedCertificate {
        try parse(bytes) { reader throws(ParseError) in try TLS13.CompressedCertificate(parsing: &reader) }
    }

    @Test func `keeps the compressed bytes and the claimed length`() throws {
        let message = try parseCompressed(bytes("0002 ffffff 000003 aabbcc"))
        #expect(message.algorithm == .brotli)
        #expect(message.uncompressedLength == 0xFF_FFFF)
        #expect(message.compressedCertificateMessage == [0xAA, 0xBB, 0xCC])
        #expect(try parseCompressed(bytes("1234 000001 000001 aa")).algorithm.displayName == "0x1234")
    }

    @Test func `is refused when its length is wrong`() {
        let whole = bytes("0002 000100 000003 aabbcc")
        #expect(acceptedPrefixes(of: whole) { _ = try self.parseCompressed($0) } == [])
        #expect(acceptedShortenings(of: whole, fields: [(5, 3)]) { _ = try self.parseCompressed($0) } == [])
        let field = "CompressedCertificate.compressed_certificate_message"
        #expect(throws: ParseError(.lengthOutOfBounds(0, allowed: 1...0xFF_FFFF), field: field, offset: 5)) {
            try self.parseCompressed(bytes("0002 000100 000000"))
        }
    }
}
