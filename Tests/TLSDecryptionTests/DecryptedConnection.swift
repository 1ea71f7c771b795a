import ByteParsing
import TLSDecryption
import TLSWire

/// A connection as its records say it, read with the keys: a small stand-in for the pipeline.
struct DecryptedConnection {
    private struct Side {
        var decryptor: Opener?
        var deframer = HandshakeDeframer()
        var sawGap = false
        var hasFinished = false
    }

    /// Every handshake message of either side, in order: `1>` from the client, `2<` from the server.
    private(set) var messages: [String] = []
    private(set) var problems: [String] = []
    /// Records that were opened.
    private(set) var opened = 0
    /// Records that a handshake's keys should have opened.
    private(set) var failed = 0
    /// Records of a direction whose secret the key log lacks.
    private(set) var withoutSecret = 0

    private let keyLog: KeyLog
    private var client = Side()
    private var server = Side()
    private var clientRandom: Random?
    private var hello: ServerHello?
    private var offersEarlyData = false

    init(_ records: [CapturedRecords.Record], keyLog: KeyLog) {
        self.keyLog = keyLog
        guard
            let first = records.first(where: { $0.bytes.count > 5 && $0.bytes[0] == 22 && $0.bytes[5] <= 2 })
        else {
            return
        }
        let clientDirection = first.bytes[5] == 1 ? first.direction : first.direction.opposite
        for record in records {
            receive(record, from: record.direction == clientDirection ? .client : .server)
        }
    }

    var hasSecrets: Bool { secrets != nil }

    private var secrets: SessionSecrets? { clientRandom.flatMap { keyLog.secrets(for: $0) } }

    private var isTLS13: Bool { hello?.selectedVersion?.isTLS13 == true }

    private subscript(role: Role) -> Side {
        get { role == .client ? client : server }
        set { if role == .client { client = newValue } else { server = newValue } }
    }

    // MARK: Records

    private mutating func receive(_ record: CapturedRecords.Record, from sender: Role) {
        guard record.isWhole else {
            self[sender].sawGap = true
            return
        }
        let contentType = ContentType(rawValue: record.bytes[0])
        guard let decryptor = self[sender].decryptor else {
            if contentType == .applicationData {
                withoutSecret += 1
            } else {
                read(contentType, Array(record.bytes.dropFirst(5)), from: sender)
            }
            return
        }
        if isTLS13, contentType == .changeCipherSpec { return }
        let lookahead = self[sender].sawGap ? RecordDecryptor.maximumLookahead : 0
        switch decryptor.outcome(record.bytes, lookingAhead: lookahead) {
        case .decrypted(let contentType, _):
            opened += 1
            read(contentType, decryptor.plaintext, from: sender)
        case .notProtected: read(contentType, Array(record.bytes.dropFirst(5)), from: sender)
        case .authenticationFailed:
            if resume(after: record, from: sender) { return }
            failed += 1
            problems.append("\(sender): \(contentType.registeredName ?? "?") of \(record.bytes.count - 5)")
        }
    }

    /// Goes on with the application's keys, if the Finished was lost in a gap.
    private mutating func resume(after record: CapturedRecords.Record, from sender: Role) -> Bool {
        guard isTLS13, self[sender].sawGap, !self[sender].hasFinished,
            let opener = opener(secrets?.applicationTraffic(of: sender)),
            let found = opener.open(record.bytes, lookingAhead: RecordDecryptor.maximumLookahead)
        else { return false }
        self[sender].decryptor = opener
        self[sender].hasFinished = true
        opened += 1
        read(found.contentType, found.bytes, from: sender)
        return true
    }

    private mutating func read(_ contentType: ContentType, _ bytes: [UInt8], from sender: Role) {
        switch contentType {
        case .handshake: readHandshake(bytes, from: sender)
        case .changeCipherSpec: if !isTLS13 { changeCipherSpec(sender) }
        default: break
        }
    }

    private mutating func readHandshake(_ bytes: [UInt8], from sender: Role) {
        var deframer = self[sender].deframer
        var found: [(HandshakeType, [UInt8])] = []
        deframer.receive(bytes.span) { output in
            if case .message(let type, let body) = output { found.append((type, [UInt8](copying: body))) }
        }
        self[sender].deframer = deframer
        for (type, body) in found { take(type, body, from: sender) }
    }

    private mutating func take(_ type: HandshakeType, _ body: [UInt8], from sender: Role) {
        messages.append("\(type.rawValue)\(sender == .client ? ">" : "<")")
        let context = HandshakeContext(
            sender: sender,
            version: hello.map { $0.selectedVersion ?? $0.legacyVersion },
            cipherSuite: hello?.cipherSuite,
            clientCertificateType: hello?.clientCertificateType ?? .x509,
            serverCertificateType: hello?.serverCertificateType ?? .x509
        )
        do {
            let message = try HandshakeMessage(parsing: body.span, type: type, context: context)
            if case .unknown = message { problems.append("\(sender): unknown message \(type.rawValue)") }
            follow(message, from: sender)
        } catch {
            problems.append("\(sender): \(error)")
        }
    }

    // MARK: Epochs

    private mutating func follow(_ message: HandshakeMessage, from sender: Role) {
        switch message {
        case .clientHello(let hello):
            clientRandom = hello.random
            self.hello = client.decryptor == nil ? nil : self.hello
        case .serverHello(let hello):
            guard !hello.random.isHelloRetryRequest else { return }
            self.hello = hello
            if isTLS13 {
                server.decryptor = opener(secrets?.serverHandshakeTraffic)
                client.decryptor = opener(secrets?.clientHandshakeTraffic)
            }
        case .finished:
            // That of post-handshake authentication changes no keys.
            if isTLS13, !self[sender].hasFinished {
                self[sender].hasFinished = true
                self[sender].decryptor = opener(secrets?.applicationTraffic(of: sender))
            }
        case .keyUpdate: _ = self[sender].decryptor?.updateKeys()
        default: break
        }
    }

    private func opener(_ secret: [UInt8]?) -> Opener? {
        guard let secret, let hello else { return nil }
        return try? Opener(secret: secret, suite: hello.cipherSuite)
    }

    private mutating func changeCipherSpec(_ sender: Role) {
        guard let hello, let clientRandom, let masterSecret = secrets?.masterSecret else { return }
        let decryptor = try? Opener(
            RecordDecryptor.tls12(
                masterSecret: masterSecret,
                clientRandom: clientRandom,
                serverRandom: hello.random,
                suite: hello.cipherSuite,
                version: hello.legacyVersion,
                encryptThenMAC: hello.usesEncryptThenMAC,
                sender: sender
            )
        )
        if decryptor == nil { problems.append("no decryptor for \(hello.cipherSuite.rawValue)") }
        self[sender].decryptor = decryptor
    }
}
