import ByteParsing
import OpenSSLHandles
import TLSWire
import Testing

@testable import TLSDecryption

@Suite struct `Record decryptor` {
    /// The records of this suite that are of TLS 1.3 were sealed by Python's cryptography under this secret.
    static let secret = [UInt8](repeating: 0x42, count: 32)

    // MARK: TLS 1.3

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let record: String
        let expected: Opened

        init(_ testDescription: String, _ record: String, _ contentType: ContentType, _ bytes: [UInt8]) {
            self.testDescription = testDescription
            self.record = record
            expected = Opened(contentType: contentType, bytes: bytes)
        }
    }

    static let rows: [Row] = [
        Row("no padding", "17030300138742c767f155484a7f7763ddb8c32cd5451568", .alert, [1, 0]),
        Row(
            "padding",
            "17030300208742c74fe8b50159c792bf8ff58d14581fead0257dc81033c5f0d8d9a2ccd170",
            .alert,
            [1, 0]
        ),
        Row("no content", "1703030011912a8028b0248891c2f747d5eb9d370ba2", .applicationData, []),
        Row(
            "zeros before the type",
            "1703030015e742d258e84e3dfdf3013b3e09895a60ccb3f6c73d",
            .applicationData,
            [0x61, 0, 0]
        ),
        Row(
            "nothing but padding",
            "17030300158642d24fe88f5c1aa3c2c098f72c3a16a4ad2d0ce8",
            ContentType(rawValue: 0),
            []
        ),
    ]

    @Test(arguments: rows) func `strips padding and finds the inner type`(_ row: Row) throws {
        let decryptor = try Opener(secret: Self.secret, suite: .TLS_AES_128_GCM_SHA256)
        let opened = try decryptor.open(bytes(row.record))
        #expect(opened == row.expected)
        #expect(decryptor.sequenceNumber == 1)
        // The same record has not the next number.
        #expect(try decryptor.outcome(bytes(row.record)) == .authenticationFailed)
        #expect(decryptor.plaintext.isEmpty)
    }

    @Test func `follows KeyUpdates`() throws {
        let decryptor = try Opener(secret: Self.secret, suite: .TLS_AES_128_GCM_SHA256)
        let first = try bytes("17030300138742c767f155484a7f7763ddb8c32cd5451568")
        #expect(decryptor.open(first) != nil)
        #expect(decryptor.updateKeys())
        #expect(decryptor.sequenceNumber == 0)
        #expect(decryptor.outcome(first) == .authenticationFailed)
        let after = try decryptor.open(bytes("170303001641e79fb15f0192a6439a3f62e03b5be87ff03cced41e"))
        let later = try decryptor.open(bytes("170303001649ed81ea3ff752d0ba32b0d86d1ded536963df0bac8e"))
        #expect(decryptor.updateKeys())
        let latest = try decryptor.open(bytes("170303001784c9d8c088c37be68f580395b7008b82a9d4eb36cd561f"))
        let texts = [after, later, latest].map { String(decoding: $0?.bytes ?? [], as: UTF8.self) }
        #expect(texts == ["after", "later", "latest"])
    }

    @Test func `takes records of another type for unprotected in TLS 1.3`() throws {
        let decryptor = try Opener(secret: Self.secret, suite: .TLS_AES_128_GCM_SHA256)
        #expect(decryptor.outcome([20, 3, 3, 0, 1, 1]) == .notProtected)
        #expect(decryptor.outcome([21, 3, 3, 0, 2, 2, 40]) == .notProtected)
        #expect(decryptor.sequenceNumber == 0)
    }

    @Test func `gets over as many lost records as it is told, and the limit allows`() throws {
        let records = [
            (63, "1703030016e362b63e532be1fa37353138b180456498b1d7c0fd6a"),
            (64, "170303001614fab744ba35cbfb41a063add4f2022cd20d9fd46700"),
            (65, "1703030016b0d075cbe5e4516b82dc8f7d97744f3299ed4243966b"),
        ]
        #expect(RecordDecryptor.maximumLookahead == 64)
        for (number, record) in records {
            for lookahead in [0, 62, 63, 64, 65, UInt64.max] {
                let decryptor = try Opener(secret: Self.secret, suite: .TLS_AES_128_GCM_SHA256)
                let opened = try decryptor.open(bytes(record), lookingAhead: lookahead)
                let reach = min(lookahead, 64)
                #expect(opened?.skipped == (number <= reach ? UInt64(number) : nil))
                #expect(decryptor.sequenceNumber == (number <= reach ? UInt64(number) + 1 : 0))
            }
        }
    }

    // MARK: What cannot be

    @Test func `says why there is none`() {
        #expect(throws: DecryptionError.wrongSecretSize(31)) {
            _ = try Opener(secret: [UInt8](repeating: 0, count: 31), suite: .TLS_AES_128_GCM_SHA256)
        }
        #expect(throws: DecryptionError.wrongSecretSize(32)) {
            _ = try Opener(secret: Self.secret, suite: .TLS_AES_256_GCM_SHA384)
        }
        let old = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
        #expect(throws: DecryptionError.unsupportedVersion(.tls13, old)) {
            _ = try Opener(secret: Self.secret, suite: old)
        }
        let aegis = CipherSuite.TLS_AEGIS_128L_SHA256
        #expect(throws: DecryptionError.unsupportedCipherSuite(aegis)) {
            _ = try Opener(secret: Self.secret, suite: aegis)
        }
        let integrityOnly = CipherSuite(rawValue: 0xC0B4)
        #expect(throws: DecryptionError.unsupportedCipherSuite(integrityOnly)) {
            _ = try Opener(secret: Self.secret, suite: integrityOnly)
        }
    }

    @Test func `exists for SM4 where OpenSSL has it`() {
        for (suite, algorithm) in [
            (CipherSuite.TLS_SM4_GCM_SM3, CipherAlgorithm.sm4GCM), (.TLS_SM4_CCM_SM3, .sm4CCM),
        ] {
            let decryptor = try? Opener(secret: Self.secret, suite: suite)
            #expect((decryptor != nil) == algorithm.isAvailable)
        }
    }

    @Test func `exists for each suite and version, or is refused with the reason`() {
        for value in UInt16.min...UInt16.max {
            let suite = CipherSuite(rawValue: value)
            for version: ProtocolVersion in [.ssl2, .ssl3, .tls10, .tls12, .tls13] {
                do throws(DecryptionError) {
                    _ = try Self.decryptor(suite, version)
                    #expect(suite.keyExchange != .tls13 && version != .tls13 && version != .ssl2)
                } catch .unsupportedVersion(let version, let suite) {
                    let isAEAD = suite.recordMAC == nil
                    #expect(isAEAD || suite.keyExchange == .tls13 || version == .tls13 || version == .ssl2)
                } catch .unsupportedCipherSuite(let refused) {
                    #expect(refused == suite)
                } catch {
                    Issue.record("\(error)")
                }
            }
        }
    }

    // MARK: Limits

    /// A record without encryption under a MAC, made as RFC 5246, section 6.2.3.1 has it.
    @Test func `opens records up to the longest`() throws {
        let suite = CipherSuite.TLS_RSA_WITH_NULL_SHA256
        for (excess, isOpened) in [(-1, true), (0, true), (1, false)] {
            let count = RecordHeader.maximumLength - 32 + excess
            let content = [UInt8](repeating: 0x61, count: count)
            let record = try Self.sealWithoutEncryption(content, suite)
            let decryptor = try Opener(Self.decryptor(suite, .tls12))
            let opened = decryptor.open(record)
            #expect((opened?.bytes == content) == isOpened)
        }
    }

    @Test func `refuses a fragment that is not as long as its header says`() throws {
        var record = try bytes("17030300138742c767f155484a7f7763ddb8c32cd5451568")
        record.append(0)
        let decryptor = try Opener(secret: Self.secret, suite: .TLS_AES_128_GCM_SHA256)
        #expect(decryptor.outcome(record) == .authenticationFailed)
        #expect(decryptor.outcome([23, 3, 3, 0, 0]) == .authenticationFailed)
    }

    @Test func `opens an empty record of TLS 1.2, as stacks send before data in TLS 1.0`() throws {
        let suite = CipherSuite.TLS_RSA_WITH_NULL_SHA256
        let decryptor = try Opener(Self.decryptor(suite, .tls12))
        let opened = try decryptor.open(Self.sealWithoutEncryption([], suite))
        #expect(opened == Opened(contentType: .applicationData, bytes: []))
    }

    // MARK: Anything at all

    @Test func `is never stopped by what it is given`() throws {
        var generator = SeededGenerator(state: 8)
        var decryptors: [Opener] = [try Opener(secret: Self.secret, suite: .TLS_AES_128_CCM_8_SHA256)]
        for suite: CipherSuite in [
            .TLS_RSA_WITH_AES_128_GCM_SHA256, .TLS_RSA_WITH_AES_128_CCM, .TLS_RSA_WITH_AES_128_CBC_SHA,
            .TLS_RSA_WITH_RC4_128_MD5, .TLS_RSA_WITH_NULL_SHA256, .TLS_RSA_WITH_3DES_EDE_CBC_SHA,
            .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_RSA_WITH_AES_256_CBC_SHA256,
        ] {
            for version: ProtocolVersion in [.ssl3, .tls10, .tls12] {
                for encryptThenMAC in [false, true] {
                    if let made = try? Self.decryptor(suite, version, encryptThenMAC: encryptThenMAC) {
                        decryptors.append(Opener(made))
                    }
                }
            }
        }
        for _ in 0..<300 {
            let length = Int.random(in: 0...80, using: &generator)
            let fragment = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            for decryptor in decryptors {
                let outcome = decryptor.outcome([23, 3, 3, 0, UInt8(length)] + fragment, lookingAhead: 1)
                #expect(outcome == .authenticationFailed)
            }
        }
    }

    // MARK: Helpers

    private static func decryptor(
        _ suite: CipherSuite,
        _ version: ProtocolVersion,
        encryptThenMAC: Bool = false
    ) throws(DecryptionError) -> RecordDecryptor {
        try RecordDecryptor.tls12(
            masterSecret: [UInt8](repeating: 7, count: 48),
            clientRandom: Random(rightJustifying: [1]),
            serverRandom: Random(rightJustifying: [2]),
            suite: suite,
            version: version,
            encryptThenMAC: encryptThenMAC,
            sender: .client
        )
    }

    private static func sealWithoutEncryption(_ content: [UInt8], _ suite: CipherSuite) throws -> [UInt8] {
        let keys = KeyBlock(
            masterSecret: [UInt8](repeating: 7, count: 48),
            clientRandom: Random(rightJustifying: [1]),
            serverRandom: Random(rightJustifying: [2]),
            version: .tls12,
            suite: suite,
            sizes: KeyBlock.Sizes(macKey: 32, key: 0, iv: 0),
            sender: .client
        )
        let key = try #require(keys?.macKey)
        let input =
            [0, 0, 0, 0, 0, 0, 0, 0, 23, 3, 3, UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
            + content
        guard var mac = HMACContext(.sha256) else { return [] }
        mac.start(key: key.span)
        mac.update(input.span)
        let fragment = content + mac.finish()
        return [23, 3, 3, UInt8(fragment.count >> 8), UInt8(fragment.count & 0xFF)] + fragment
    }
}
