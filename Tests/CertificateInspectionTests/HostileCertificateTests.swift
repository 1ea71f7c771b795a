import ByteParsing
import CertificateInspection
import Testing

@Suite struct `Hostile certificates` {
    private let good = CertificateFixture.spiffeDevice.der

    @Test func `no bytes are opaque`() {
        #expect(CertificateParser.summary(ofDER: []).reading == .opaque(.empty))
    }

    @Test(arguments: [
        ("0400", CertificateReading.opaque(.malformed("Certificate"))),
        ("3000", .opaque(.malformed("tbsCertificate"))),
        ("deadbeef", .opaque(.notASN1)),
        ("3003020101", .opaque(.malformed("tbsCertificate"))),
    ]) func `what is no certificate is opaque, with the reason`(_ hex: String, _ reading: CertificateReading)
    {
        let summary = CertificateParser.summary(ofDER: bytes(hex))
        #expect(summary.reading == reading)
        #expect(summary.subject == nil)
        #expect(summary.der == bytes(hex))
        #expect(summary.fingerprintSHA256.count == 32)
    }

    @Test func `every proper prefix is opaque`() {
        for length in 1..<good.count {
            let summary = CertificateParser.summary(ofDER: Array(good.prefix(length)))
            #expect(summary.reading == .opaque(.notASN1), "\(length) bytes")
        }
    }

    @Test func `trailing bytes make it opaque`() {
        #expect(CertificateParser.summary(ofDER: good + [0]).reading == .opaque(.notASN1))
    }

    @Test(arguments: [CertificateFixture.spiffeDevice, .everyAlternativeName, .everyStringType, .rsa])
    func `any one byte may be anything`(_ fixture: CertificateFixture) {
        for index in fixture.der.indices {
            for value: UInt8 in [0, 0x7F, 0x80, 0xFF, fixture.der[index] &+ 1] {
                var der = fixture.der
                der[index] = value
                #expect(CertificateParser.summary(ofDER: der).fingerprintSHA256.count == 32)
            }
        }
    }

    @Test(arguments: CertificateFixture.all)
    func `no text needs more room than it says`(_ fixture: CertificateFixture) {
        for index in fixture.der.indices.prefix(700) {
            var der = fixture.der
            // Tags and contents that are written at length: control characters, UTF-16, unknown types.
            der[index] = [0x01, 0x1E, 0x1C, 0x0C, 0xFF][index % 5]
            let summary = CertificateParser.summary(ofDER: der)
            var texts = [
                summary.subjectText, summary.issuerText, summary.serialNumberText, summary.publicKeyText,
                summary.publicExponentText, summary.signatureAlgorithmText,
            ].compactMap { $0 }
            for list in CertificateList.allCases { summary.forEach(list) { texts.append($0) } }
            for text in texts {
                let roomy = [UInt8](capacity: text.capacity * 2 + 64) { text.append(to: &$0) }
                #expect(roomy.count <= text.capacity)
            }
        }
    }

    @Test func `what is malformed is read up to there, and beyond it where that is possible`() {
        // The key's BIT STRING becomes an INTEGER.
        var der = good
        let key = der.firstRange(of: bytes("03420004"))?.lowerBound ?? 0
        der[key] = 2
        let summary = CertificateParser.summary(ofDER: der)
        #expect(summary.reading == .partial(.malformed("subjectPublicKeyInfo")))
        #expect(summary.subject == "CN=device-7")
        #expect(summary.notAfter?.seconds == CertificateFixture.spiffeDevice.notAfter)
        #expect(summary.signatureAlgorithm == "ecdsa-with-SHA256")
        #expect(summary.publicKey == nil)
        #expect(summary.subjectAlternativeNames == [])
    }

    @Test func `an entry that is no extension hides none of the others`() {
        // The first extension's identifier becomes an INTEGER.
        var der = good
        let first = der.firstRange(of: bytes("0603551d"))?.lowerBound ?? 0
        der[first] = 2
        let whole = CertificateParser.summary(ofDER: good)
        let summary = CertificateParser.summary(ofDER: der)
        #expect(summary.reading == .partial(.malformed("extensions")))
        #expect(summary.extendedKeyUsage == whole.extendedKeyUsage)
        #expect(summary.authorityKeyIdentifier == whole.authorityKeyIdentifier)
    }

    @Test func `of two extensions of a kind the first counts, and both are doubtful`() {
        // Key usage becomes another extended key usage.
        var der = good
        let usage = der.firstRange(of: bytes("0603551d25"))?.lowerBound ?? 0
        let other = der.firstRange(of: bytes("0603551d0f"))?.lowerBound ?? 0
        der[other + 4] = 0x25
        let summary = CertificateParser.summary(ofDER: der)
        #expect(summary.unreadableExtensions == ["2.5.29.37"])
        let first = CertificateParser.summary(ofDER: good).extendedKeyUsage
        #expect(summary.extendedKeyUsage == (usage < other ? first : nil))
    }

    @Test func `a length in more bytes than DER allows is tolerated`() {
        // The outer length 0x0182 written in three bytes instead of two.
        let count = good.count - 4
        let der = [0x30, 0x83, 0, UInt8(count >> 8), UInt8(count & 0xFF)] + good[4...]
        let summary = CertificateParser.summary(ofDER: der)
        #expect(summary.reading == .tolerated(.notASN1))
        #expect(summary.subject == "CN=device-7")
    }

    @Test(arguments: [(5000, false), (DERLimits.nesting, false), (DERLimits.nesting - 1, true)])
    func `nesting is bounded`(_ depth: Int, _ isRead: Bool) {
        // As a parameter of the signature's algorithm.
        var parameter: [UInt8] = [0x05, 0x00]
        for _ in 0..<depth { parameter = value(0x30, parameter) }
        let algorithm = value(0x30, bytes("06082a8648ce3d040302") + parameter)
        let signed = good[4..<4 + 4 + Int(good[6]) << 8 + Int(good[7])]
        let summary = CertificateParser.summary(ofDER: value(0x30, signed + algorithm + [3, 2, 0, 1]))
        #expect(
            summary.reading == (isRead ? .tolerated(.notASN1) : .partial(.malformed("signatureAlgorithm")))
        )
        #expect(summary.subject == "CN=device-7")
        #expect(summary.signatureAlgorithm == (isRead ? "ecdsa-with-SHA256" : nil))
    }

    private enum DERLimits {
        /// As the reader has it; the algorithm's parameters are the first level.
        static let nesting = 50
    }

    private func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        return [tag, 0x83, UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] + content
    }

    @Test(arguments: [-1, 0, 1]) func `size is bounded`(_ excess: Int) {
        let size = CertificateParser.largestCertificate + excess
        let der = [UInt8](repeating: 0, count: size)
        let expected: CertificateRefusal = excess > 0 ? .tooLarge(size) : .notASN1
        #expect(CertificateParser.summary(ofDER: der).reading == .opaque(expected))
    }

    @Test func `a multitude of tiny values is read in time`() {
        // 60,000 empty values, in one extension's place and as one name.
        let values = [UInt8](repeating: 0, count: 120_000).enumerated().map {
            UInt8($0.offset % 2 == 0 ? 5 : 0)
        }
        let name = [0x30, 0x83] + [UInt8(values.count >> 16), UInt8(values.count >> 8 & 0xFF)]
        #expect(DistinguishedName.text(ofDER: name + [UInt8(values.count & 0xFF)] + values) == nil)
    }
}
