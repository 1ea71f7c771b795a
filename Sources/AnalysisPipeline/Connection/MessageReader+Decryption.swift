import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

// Records that are protected, where secrets are at hand: opened, they are read like any other.

extension MessageReader {
    /// Records of a direction for which a secret is looked for; a key log that grows may be late.
    private static let maximumLookups = 32

    /// Decides whether a record's bytes are worth collecting.
    mutating func prepareToOpen(_ header: RecordHeader) {
        guard facts.isTLS13 ? header.contentType == .applicationData : isEncrypted else { return }
        guard header.contentType != .changeCipherSpec, !keys.isEmpty else { return }
        if side.opener == nil {
            guard side.unopened < Self.maximumLookups else { return }
            side.opener = makeOpener()
        }
        guard let opener = side.opener else {
            side.unopened += 1
            loseTranscriptToClosedRecord()
            return
        }
        opener.begin()
    }

    /// Opens a collected record and reads what is in it; `false` if it stays closed.
    @inline(never)
    mutating func open(
        _ header: RecordHeader,
        _ opener: RecordOpener,
        isWhole: Bool,
        at packet: PacketReference
    ) -> Bool {
        guard isWhole else {
            loseTranscript()
            opener.drop()
            loseMessage()
            return false
        }
        guard let (type, content) = opener.open(header) ?? openInNextEpoch(header, opener) else {
            loseTranscriptToClosedRecord()
            if opener.isHopeless {
                side.opener = nil
                side.unopened = Self.maximumLookups
                log(.secretsRefused, at: packet)
            }
            return false
        }
        basis = .decrypted
        defer { basis = .observed }
        switch type {
        case .handshake:
            side.isAtRecordStart = true
            readHandshake(content.span, at: packet)
        case .alert: readAlerts(content.span, at: packet)
        case .applicationData:
            observe(content, at: packet)
            if facts.wantsData(from: sender) {
                log(.applicationData(length: content.count), at: packet)
            }
        default: break
        }
        return true
    }

    /// Shows data to the observer, which keeps none of it but the words of a refusal.
    private mutating func observe(_ content: [UInt8], at packet: PacketReference) {
        if observers.isEmpty { observers.append(ApplicationObserver()) }
        guard !observers[0].isDone else { return }
        var observer = observers.removeLast()
        let earlier = observer.refusal
        observer.receive(content.span, from: sender, at: packet)
        let isNew = observer.refusal != earlier
        let refusal = observer.refusal
        let answer = observer.answer
        isObserving = !observer.isDone
        observers.append(consume observer)
        if isNew, let refusal { log(.refusedByApplication(refusal), at: packet) }
        if refusal == nil, let answer, facts.isRequested, facts.applicationAnswer == nil {
            log(.answeredByApplication(code: answer), at: packet)
        }
    }

    /// A Finished that the capture lacks changed the keys unseen.
    private mutating func openInNextEpoch(
        _ header: RecordHeader,
        _ opener: RecordOpener
    ) -> (type: ContentType, content: [UInt8])? {
        guard facts.isTLS13, facts.isHandshakeHoled[sender], facts.finished[sender] == nil,
            let next = makeApplicationOpener()
        else { return nil }
        next.noteGap()
        guard let opened = opener.tryInstead(next, header) else { return nil }
        side.opener = next
        return opened
    }

    // MARK: Keys

    private func makeOpener() -> RecordOpener? {
        guard let client = facts.clientHello?.message, let server = facts.serverHello?.message,
            case let secrets = keys.secrets(for: client.random), secrets != nil || premaster != nil
        else { return nil }
        let missed = UInt64(side.unopened)
        if facts.isTLS13 {
            guard let secrets, let secret = secrets.handshakeTraffic(of: sender),
                let decryptor = try? RecordDecryptor.tls13(secret: secret, suite: server.cipherSuite)
            else { return nil }
            return RecordOpener(decryptor, early: earlyOpener(secrets, client, server), missed: missed)
        }
        guard let masterSecret = secrets?.masterSecret ?? premaster?.masterSecret(client, server),
            let decryptor = try? RecordDecryptor.tls12(
                masterSecret: masterSecret,
                clientRandom: client.random,
                serverRandom: server.random,
                suite: server.cipherSuite,
                version: server.negotiatedVersion,
                encryptThenMAC: server.usesEncryptThenMAC,
                sender: sender
            )
        else { return nil }
        return RecordOpener(decryptor, missed: missed)
    }

    /// Early data has keys of its own, of the suite that the resumed session had: as a rule the one chosen now.
    private func earlyOpener(
        _ secrets: SessionSecrets,
        _ client: ClientHello,
        _ server: ServerHello
    ) -> RecordOpener? {
        guard sender == .client, client.offersEarlyData, let secret = secrets.earlyTraffic,
            let decryptor = try? RecordDecryptor.tls13(secret: secret, suite: server.cipherSuite)
        else { return nil }
        return RecordOpener(decryptor)
    }

    /// A sender's Finished ends its handshake keys, and KeyUpdate the keys that it has.
    ///
    /// Both stand at the end of a record, so the next one is opened with what is set here.
    mutating func noteKeyChange(_ message: HandshakeMessage) {
        guard facts.isTLS13 else { return }
        switch message {
        case .finished where facts.finished[sender] == nil && !isInApplicationEpoch: enterApplicationEpoch()
        case .keyUpdate: side.opener?.updateKeys()
        default: break
        }
    }

    /// The client authenticates after the handshake with the keys of its data.
    private var isInApplicationEpoch: Bool { facts.certificateRequest?.stage == .postHandshake }

    private mutating func enterApplicationEpoch() {
        side.unopened = Self.maximumLookups
        side.opener = makeApplicationOpener()
    }

    private func makeApplicationOpener() -> RecordOpener? {
        guard let client = facts.clientHello?.message, let suite = facts.serverHello?.message.cipherSuite,
            let secret = keys.secrets(for: client.random)?.applicationTraffic(of: sender),
            let decryptor = try? RecordDecryptor.tls13(secret: secret, suite: suite)
        else { return nil }
        return RecordOpener(decryptor)
    }

    /// From here on this sender uses the keys that the hellos made; up to TLS 1.2 that is what the message means.
    mutating func changeCipherSpec(at packet: PacketReference) {
        side.hasChangedCipherSpec = true
        if !facts.isTLS13 {
            side.opener = nil
            side.unopened = 0
            endTranscript()
        }
        noteChangeCipherSpec(at: packet)
    }
}
