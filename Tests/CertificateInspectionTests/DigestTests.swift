import ByteParsing
import OpenSSLHandles
import Testing

@Suite struct `Digests` {
    @Test func `match the published values for "abc" and for nothing`() {
        let abc = Array("abc".utf8)
        let none: [UInt8] = []
        let digests = (Digest.sha256(of: abc.span), Digest.sha256(of: none.span), Digest.sha1(of: abc.span))
        #expect(
            digests.0.hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(
            digests.1.hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        #expect(digests.2.hexadecimal == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(Digest.sha256Block(of: abc.span).map { [UInt8](copying: $0.span) } == digests.0)
    }

    @Test(arguments: [0, 1, 7, 8, 16, 40, 54, 55]) func `of few bytes are the same by words`(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
        var words = InlineArray<7, UInt64>(repeating: 0)
        for (index, byte) in bytes.enumerated() {
            words[index / 8] |= UInt64(byte) << UInt64(56 - index % 8 * 8)
        }
        let digest = Digest.sha1(of: words, count: count)
        let digits = digest.map { digest in digest.indices.map { word in hexadecimal(digest[word]) }.joined()
        }
        #expect(digits == Digest.sha1(of: bytes.span).hexadecimal)
    }

    private func hexadecimal(_ word: UInt32) -> String {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }.hexadecimal
    }

    @Test func `of more bytes than a block holds are not made by words`() {
        #expect(Digest.sha1(of: InlineArray(repeating: 0), count: 56) == nil)
    }
}

@Suite struct `X509 handle` {
    @Test func `prints names as the summary does`() throws {
        for fixture in CertificateFixture.all {
            let handle = try X509Handle(parsing: fixture.der)
            #expect(handle.subject == fixture.subject)
            #expect(handle.issuer == fixture.issuer)
            #expect(handle.version == fixture.version)
        }
    }

    @Test func `refuses trailing bytes and rubbish`() {
        #expect(throws: OpenSSLError.trailingBytes(1)) {
            _ = try X509Handle(parsing: CertificateFixture.rsa.der + [0])
        }
        #expect(throws: OpenSSLError.self) { _ = try X509Handle(parsing: [1, 2, 3]) }
    }
}
