import ByteParsing
import TLSWire
import TestSupport
import Testing

private func read(
    _ hex: String,
    _ type: HandshakeType,
    _ context: HandshakeContext = HandshakeContext(sender: .client, version: .tls12)
) throws(ParseError) -> HandshakeMessage {
    try HandshakeMessage(parsing: bytes(hex).span, type: type, context: context)
}

private let tls12 = HandshakeContext(
    sender: .server,
    version: .tls12,
    cipherSuite: .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
)
private let tls13 = HandshakeContext(sender: .server, version: .tls13, cipherSuite: .TLS_AES_256_GCM_SHA384)

@Suite struct `Handshake message` {
    @Test func `of every kind is read by type and version`() throws {
        guard case .clientHello(let client) = try read(RealMessages.tls13ClientHello, .clientHello) else {
            Issue.record("no ClientHello")
            return
        }
        #expect(client.offersTLS13)
        guard case .serverHello = try read(RealMessages.tls12ServerHello, .serverHello) else {
            Issue.record("no ServerHello")
            return
        }
        guard case .certificate = try read(RealMessages.tls12Certificate, .certificate, tls12),
            case .certificateRequest = try read(
                RealMessages.tls12CertificateRequest,
                .certificateRequest,
                tls12
            ),
            case .serverKeyExchange = try read(RealMessages.tls12ServerKeyExchange, .serverKeyExchange, tls12),
            case .clientKeyExchange = try read(RealMessages.tls12ClientKeyExchange, .clientKeyExchange, tls12),
            case .certificateVerify = try read(RealMessages.tls12CertificateVerify, .certificateVerify, tls12),
            case .newSessionTicket = try read(RealMessages.tls12NewSessionTicket, .newSessionTicket, tls12),
            case .certificateStatus = try read("01 000001 aa", .certificateStatus, tls12),
            case .finished = try read(RealMessages.tls12Finished, .finished, tls12)
        else {
            Issue.record("a message of TLS 1.2 is read as another")
            return
        }
        guard
            case .encryptedExtensions = try read(
                RealMessages.tls13EncryptedExtensions,
                .encryptedExtensions,
                tls13
            ),
            case .certificateRequest13 = try read(
                RealMessages.tls13CertificateRequest,
                .certificateRequest,
                tls13
            ),
            case .certificate13 = try read(RealMessages.tls13Certificate, .certificate, tls13),
            case .compressedCertificate = try read("0002 000001 000001 aa", .compressedCertificate, tls13),
            case .certificateVerify13 = try read(
                RealMessages.tls13CertificateVerify,
                .certificateVerify,
                tls13
            ),
            case .newSessionTicket13 = try read(RealMessages.tls13NewSessionTicket, .newSessionTicket, tls13),
            case .keyUpdate = try read("01", .keyUpdate, tls13),
            case .finished = try read(RealMessages.tls13Finished, .finished, tls13)
        else {
            Issue.record("a message of TLS 1.3 is read as another")
            return
        }
        #expect(try read("", .helloRequest, tls12) == .helloRequest)
        #expect(try read("", .serverHelloDone, tls12) == .serverHelloDone)
        #expect(try read("", .endOfEarlyData, tls13) == .endOfEarlyData)
    }

    @Test func `without a version is taken for TLS 1.2`() throws {
        let unknown = HandshakeContext(sender: .server)
        #expect(try read("000000", .certificate, unknown) == read("000000", .certificate, tls12))
    }

    @Test func `of a type without a registration keeps type and length`() throws {
        let type = HandshakeType(rawValue: 99)
        #expect(try read("aabb", type, tls12) == .unknown(type, length: 2))
        #expect(try read("aabb", type, tls13) == .unknown(type, length: 2))
    }

    @Test func `of another version is unknown, not wrong`() throws {
        #expect(try read("0000", .encryptedExtensions, tls12) == .unknown(.encryptedExtensions, length: 2))
        #expect(try read("", .serverHelloDone, tls13) == .unknown(.serverHelloDone, length: 0))
    }

    @Test func `that says nothing to a verdict is kept whole`() throws {
        guard case .opaque(let message) = try read("0102", .certificateURL, tls12) else {
            Issue.record("not opaque")
            return
        }
        #expect(message.type == .certificateURL && message.body == [1, 2])
    }

    @Test func `takes the certificate type of its sender`() throws {
        var context = HandshakeContext(sender: .client, version: .tls12, clientCertificateType: .rawPublicKey)
        let key = try read(RealMessages.rawKeyCertificate, .certificate, context)
        guard case .certificate(let certificate) = key else {
            Issue.record("no Certificate")
            return
        }
        #expect(certificate.type == .rawPublicKey)
        context.sender = .server
        #expect(throws: ParseError.self) { try read(RealMessages.rawKeyCertificate, .certificate, context) }
        context.serverCertificateType = .rawPublicKey
        #expect(try read(RealMessages.rawKeyCertificate, .certificate, context) == key)
    }

    @Test func `is no larger than a few words`() {
        #expect(MemoryLayout<HandshakeMessage>.size <= 40)
    }

    /// Not what it makes of them: that it comes back at all.
    @Test func `survives what was changed at random`() {
        var random = FixedRandom(seed: 1)
        let types = (0...UInt8.max).map(HandshakeType.init(rawValue:)).filter { $0.registeredName != nil }
        let suites = (0...UInt16.max).map(CipherSuite.init(rawValue:)).filter { $0.keyExchange != nil }
        let versions: [ProtocolVersion?] = [nil, .ssl3, .tls11, .tls12, .tls13, .dtls12]
        let all = RealMessages.all.map(bytes)
        var refused = 0
        for _ in 0..<40_000 {
            var message = all[Int.random(in: 0..<all.count, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                message[Int.random(in: 0..<message.count, using: &random)] = UInt8.random(
                    in: 0...255,
                    using: &random
                )
            }
            if Bool.random(using: &random) {
                message.removeLast(Int.random(in: 0...message.count, using: &random))
            }
            let context = HandshakeContext(
                sender: Bool.random(using: &random) ? .client : .server,
                version: versions[Int.random(in: 0..<versions.count, using: &random)],
                cipherSuite: suites[Int.random(in: 0..<suites.count, using: &random)],
                clientCertificateType: CertificateType(rawValue: UInt8.random(in: 0...3, using: &random))
            )
            let type = types[Int.random(in: 0..<types.count, using: &random)]
            if (try? HandshakeMessage(parsing: message.span, type: type, context: context)) == nil {
                refused += 1
            }
            _ = result(message) { reader throws(ParseError) in try SSL2.ClientHello(parsing: &reader) }
            _ = result(message) { reader throws(ParseError) in try SSL2.ServerHello(parsing: &reader) }
        }
        #expect(refused > 0)
    }
}
