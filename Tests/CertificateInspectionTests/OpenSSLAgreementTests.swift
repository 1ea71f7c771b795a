import ByteParsing
import CertificateInspection
import OpenSSLHandles
import Testing

/// OpenSSL is what most peers read certificates with: whatever it reads, we must name, and in the same words.
@Suite struct `Agreement with OpenSSL` {
    @Test(arguments: CertificateFixture.all)
    func `damaged certificates have the names that OpenSSL finds in them`(_ fixture: CertificateFixture) {
        var random = LinearGenerator(state: UInt64(fixture.der.count))
        var compared = 0
        for round in 0..<600 {
            var der = fixture.der
            for _ in 0..<(round % 3 + 1) {
                let index = Int(random.next() % UInt64(der.count))
                der[index] = round % 2 == 0 ? UInt8(truncatingIfNeeded: random.next()) : der[index] ^ 1
            }
            guard let handle = try? X509Handle(parsing: der) else { continue }
            let summary = CertificateParser.summary(ofDER: der)
            // OpenSSL gives up on text that is not what its type says; we escape it.
            if let subject = handle.subject, let mine = summary.subject, Self.isPlain(subject, mine) {
                #expect(mine.replacing("STREET=", with: "street=") == subject)
            }
            if let issuer = handle.issuer, let mine = summary.issuer, Self.isPlain(issuer, mine) {
                #expect(mine.replacing("STREET=", with: "street=") == issuer)
            }
            #expect(summary.subject != nil, "\(der.hexadecimal)")
            #expect(summary.version == nil || summary.version == handle.version)
            compared += 1
        }
        #expect(compared > 100)
    }

    /// Whether neither writer had to make do with hexadecimal or escapes, which are matters of taste.
    private static func isPlain(_ one: String, _ other: String) -> Bool {
        !one.contains("#") && !other.contains("#") && !one.contains("\\") && !other.contains("\\")
            && !one.contains("\u{FFFD}")
    }
}

/// Numbers that are the same in every run.
private struct LinearGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
