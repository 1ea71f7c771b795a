import ByteParsing
import TLSDecryption
import TLSWire
import Testing

/// What a real stack sent under one cipher suite: the first records of each direction after its keys were in use.
struct RecordVector: CustomTestStringConvertible, Sendable {
    let name: String
    let version: UInt16
    let suite: UInt16
    let encryptThenMAC: Bool
    let extendedMasterSecret: Bool
    let clientRandom: String
    let serverRandom: String
    let keyLog: [String]
    /// The messages from ClientHello to ClientKeyExchange, where the premaster secret is known.
    var handshake: String?
    let client: [String]
    let server: [String]

    var testDescription: String { name }

    var isTLS13: Bool { version == ProtocolVersion.tls13.rawValue }

    func records(of sender: Role) throws -> [[UInt8]] {
        try (sender == .client ? client : server).map { try bytes($0) }
    }

    /// What the client wrote.
    static let text = "mtlscope reads this line"

    var hasChainedIV: Bool {
        if case .cbc = CipherSuite(rawValue: suite).recordProtection { version <= 0x0301 } else { false }
    }

    // MARK: Secrets

    func masterSecret() throws -> [UInt8] {
        let log = KeyLog(lines: keyLog)
        if let secret = try log.secrets(for: random(clientRandom))?.masterSecret { return secret }
        let derived = try masterSecretFromPremaster(log)
        return try #require(derived)
    }

    /// The master secret by way of the `RSA` line; `nil` if there is none.
    func masterSecretFromPremaster(_ log: KeyLog) throws -> [UInt8]? {
        guard let handshake, let messages = [UInt8](hexadecimal: handshake) else { return nil }
        // ClientKeyExchange comes last; the encrypted premaster secret is its end, of the 1024-bit key's size.
        let encrypted = Array(messages.suffix(128))
        guard let premaster = log.premasterSecret(encryptedAs: encrypted.span) else { return nil }
        let version = ProtocolVersion(rawValue: version)
        let suite = CipherSuite(rawValue: suite)
        if extendedMasterSecret {
            let hash = MasterSecret.sessionHash(of: messages.span, version: version, suite: suite)
            return MasterSecret.deriveExtended(
                fromPremaster: premaster,
                sessionHash: try #require(hash),
                version: version,
                suite: suite
            )
        }
        return try MasterSecret.derive(
            fromPremaster: premaster,
            clientRandom: random(clientRandom),
            serverRandom: random(serverRandom),
            version: version,
            suite: suite
        )
    }

    func decryptor(_ sender: Role, masterSecret: [UInt8]) throws -> Opener {
        try Opener(
            RecordDecryptor.tls12(
                masterSecret: masterSecret,
                clientRandom: random(clientRandom),
                serverRandom: random(serverRandom),
                suite: CipherSuite(rawValue: suite),
                version: ProtocolVersion(rawValue: version),
                encryptThenMAC: encryptThenMAC,
                sender: sender
            )
        )
    }
}

@Suite struct `Records of real stacks` {
    static let supported = recordVectors.filter { $0.name != "tls12 Camellia-128-GCM" }
    static let tls12 = supported.filter { !$0.isTLS13 }
    static let tls13 = supported.filter(\.isTLS13)

    @Test(arguments: tls12) func `open up to TLS 1.2`(_ vector: RecordVector) throws {
        let masterSecret = try vector.masterSecret()
        for sender in Role.allCases {
            let decryptor = try vector.decryptor(sender, masterSecret: masterSecret)
            var text: [UInt8] = []
            for (index, record) in try vector.records(of: sender).enumerated() {
                let opened = try #require(decryptor.open(record), "record \(index) of the \(sender)")
                #expect(opened.contentType == ContentType(rawValue: record[0]))
                if index == 0 {
                    let length = vector.version == ProtocolVersion.ssl3.rawValue ? 36 : 12
                    #expect(Message.all(in: opened.bytes) == [Message(.finished, length)])
                }
                if opened.contentType == .applicationData { text += opened.bytes }
            }
            if sender == .client {
                #expect(String(decoding: text, as: UTF8.self).contains(RecordVector.text))
            }
        }
    }

    @Test(arguments: tls13) func `open in TLS 1.3`(_ vector: RecordVector) throws {
        let log = KeyLog(lines: vector.keyLog)
        let secrets = try #require(log.secrets(for: random(vector.clientRandom)))
        let suite = CipherSuite(rawValue: vector.suite)
        var messages: [Role: [HandshakeType]] = [:]
        var text: [UInt8] = []
        for sender in Role.allCases {
            let handshake = try #require(secrets.handshakeTraffic(of: sender))
            let application = try #require(secrets.applicationTraffic(of: sender))
            var decryptor = try Opener(secret: handshake, suite: suite)
            for record in try vector.records(of: sender) {
                let opened = try #require(decryptor.open(record))
                if opened.contentType == .handshake {
                    let types = Message.all(in: opened.bytes).map(\.type)
                    messages[sender, default: []] += types
                    if types == [.keyUpdate] { #expect(decryptor.updateKeys()) }
                } else {
                    text += opened.bytes
                }
                if messages[sender]?.last == .finished {
                    decryptor = try Opener(secret: application, suite: suite)
                }
            }
        }
        #expect(
            messages[.client] == (vector.name.contains("KeyUpdate") ? [.finished, .keyUpdate] : [.finished])
        )
        #expect(messages[.server]?.first == .encryptedExtensions)
        #expect(String(decoding: text, as: UTF8.self).contains(RecordVector.text))
    }

    @Test(arguments: tls12) func `fail with another secret, a bit changed, or a record left out`(
        _ vector: RecordVector
    ) throws {
        var masterSecret = try vector.masterSecret()
        let records = try vector.records(of: .client)
        for position in 0..<records[0].count {
            // A changed type or version is not noticed by SSL 3.0, which authenticates the type alone.
            if (1...2).contains(position), vector.version == ProtocolVersion.ssl3.rawValue { continue }
            // A changed length makes another record.
            if (3...4).contains(position) { continue }
            let decryptor = try vector.decryptor(.client, masterSecret: masterSecret)
            var changed = records[0]
            changed[position] ^= 0x01
            #expect(decryptor.outcome(changed) == .authenticationFailed, "byte \(position)")
            #expect(decryptor.plaintext.isEmpty)
        }
        if records.count > 1 {
            let decryptor = try vector.decryptor(.client, masterSecret: masterSecret)
            #expect(decryptor.outcome(records[1]) == .authenticationFailed)
        }
        masterSecret[47] ^= 1
        let decryptor = try vector.decryptor(.client, masterSecret: masterSecret)
        #expect(decryptor.outcome(records[0]) == .authenticationFailed)
    }

    @Test(arguments: tls12) func `leave the decryptor where it was when one fails`(
        _ vector: RecordVector
    ) throws {
        let masterSecret = try vector.masterSecret()
        let records = try vector.records(of: .client)
        let decryptor = try vector.decryptor(.client, masterSecret: masterSecret)
        var changed = records[0]
        changed[0] ^= 1
        #expect(decryptor.outcome(changed) == .authenticationFailed)
        // With CBC before TLS 1.1 the failed record was the one whose last block the next depends on.
        if vector.hasChainedIV {
            if records.count > 1 { #expect(decryptor.open(records[1], lookingAhead: 1)?.skipped == 1) }
        } else {
            #expect(decryptor.open(records[0])?.skipped == 0)
        }
    }

    @Test func `have a premaster secret that makes the logged master secret`() throws {
        var count = 0
        for vector in Self.tls12 where vector.handshake != nil {
            let log = KeyLog(lines: vector.keyLog)
            guard let logged = try log.secrets(for: random(vector.clientRandom))?.masterSecret else {
                continue
            }
            #expect(try vector.masterSecretFromPremaster(log) == logged)
            count += 1
        }
        #expect(count == 4)
    }

    @Test func `are said to be unsupported where OpenSSL has no cipher`() throws {
        let vector = try #require(recordVectors.first { $0.name == "tls12 Camellia-128-GCM" })
        let suite = CipherSuite(rawValue: vector.suite)
        #expect(throws: DecryptionError.unsupportedCipherSuite(suite)) {
            _ = try vector.decryptor(.client, masterSecret: vector.masterSecret())
        }
    }
}
