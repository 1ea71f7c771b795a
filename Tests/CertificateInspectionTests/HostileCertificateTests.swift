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

    @Test func `a length in more bytes than DER allows is tolerated`() {
        // The outer length 0x0182 written in three bytes instead of two.
        let count = good.count - 4
        let der = [0x30, 0x83, 0, UInt8(count >> 8), UInt8(count & 0xFF)] + good[4...]
        let summary = CertificateParser.summary(ofDER: der)
        #expect(summary.reading == .tolerated(.notASN1))
        #expect(summary.subject == "CN=device-7")
    }

    @Test func `nesting is bounded`() {
        var der: [UInt8] = [0x05, 0x00]
        for _ in 0..<5000 { der = [0x30, 0x82, UInt8(der.count >> 8), UInt8(der.count & 0xFF)] + der }
        #expect(CertificateParser.summary(ofDER: der).reading == .opaque(.notASN1))
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
