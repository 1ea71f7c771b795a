import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

// Records that are protected, where secrets are at hand: opened, they are read like any other.

extension RecordLayer {
    /// Records of a direction for which a secret is looked for; a key log that grows may be late.
    private static let maximumLookups = 32

    /// Decides whether a record's bytes are worth collecting.
    mutating func prepareToOpen(_ header: RecordHeader, _ sender: Role, _ packet: PacketReference) {
        guard handshake.facts.isTLS13 ? header.contentType == .applicationData : isEncrypted(sender) else {
            return
        }
        guard header.contentType != .changeCipherSpec, !handshake.keys.isEmpty else { return }
        if sides[sender].opener == nil {
            guard sides[sender].unopened < Self.maximumLookups else { return }
            sides[sender].opener = makeOpener(sender)
        }
        guard let opener = sides[sender].opener else {
            sides[sender].unopened += 1
            handshake.receiveLoss(.sealed, from: sender, at: packet)
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
        _ sender: Role,
        _ packet: PacketReference
    ) -> Bool {
        guard isWhole else {
            opener.drop()
            handshake.receiveLoss(.message, from: sender, at: packet)
            return false
        }
        guard let (type, content) = opener.open(header) ?? openInNextEpoch(header, opener, sender, packet)
        else {
            handshake.receiveLoss(.sealed, from: sender, at: packet)
            if opener.isHopeless {
                sides[sender].opener = nil
                sides[sender].unopened = Self.maximumLookups
                // So late, it may be the count of the records that does not fit, and not the secret.
                if !sides[sender].isLate { handshake.receiveLoss(.secrets, from: sender, at: packet) }
            }
            return false
        }
        let level = handshake.level(of: sender)
        switch type {
        case .handshake:
            handshake.receiveHandshake(content.span, atBoundary: true, from: sender, level, at: packet)
            changeKeys(sender)
        case .alert: readAlerts(content.span, sender, level, packet)
        case .applicationData: handshake.receiveData(content.span, from: sender, at: packet)
        default: break
        }
        return true
    }

    /// A Finished that the capture lacks changed the keys unseen.
    private mutating func openInNextEpoch(
        _ header: RecordHeader,
        _ opener: RecordOpener,
        _ sender: Role,
        _ packet: PacketReference
    ) -> (type: ContentType, content: [UInt8])? {
        guard handshake.facts.isTLS13, handshake.facts.isHandshakeHoled[sender],
            handshake.facts.finished[sender] == nil, let next = makeTLS13Opener(.application, sender)
        else { return nil }
        next.noteGap()
        guard let opened = opener.tryInstead(next, header) else { return nil }
        sides[sender].opener = next
        handshake.receiveUnseenFinished(from: sender, at: packet)
        return opened
    }

    // MARK: Keys

    func makeOpener(_ sender: Role) -> RecordOpener? {
        let missed =
            sides[sender].isLate ? RecordDecryptor.maximumLookahead : UInt64(sides[sender].unopened)
        if handshake.facts.isTLS13 { return makeTLS13Opener(.handshake, sender, missed: missed) }
        guard let client = handshake.facts.clientHello?.message,
            let server = handshake.facts.serverHello?.message, let masterSecret = handshake.masterSecret,
            let decryptor = try? RecordDecryptor.tls12(
                masterSecret: masterSecret,
                clientRandom: client.random,
                serverRandom: server.random,
                suite: server.cipherSuite,
                version: server.negotiatedVersion,
                encryptThenMAC: server.usesEncryptThenMAC,
                compressionMethod: server.compressionMethod,
                sender: sender
            )
        else { return nil }
        return RecordOpener(decryptor, missed: missed)
    }

    /// Opens records of a level of TLS 1.3; before those of the handshake, a client may send early data.
    private func makeTLS13Opener(
        _ level: ProtectionLevel,
        _ sender: Role,
        missed: UInt64 = 0
    ) -> RecordOpener? {
        guard let suite = handshake.facts.serverHello?.message.cipherSuite,
            let secret = handshake.secret(for: level, sender),
            let decryptor = try? RecordDecryptor.tls13(secret: secret, suite: suite)
        else { return nil }
        let early = level == .handshake ? makeEarlyOpener(suite, sender) : nil
        return RecordOpener(decryptor, early: early, missed: missed)
    }

    /// Early data has keys of its own, of the suite that the resumed session had: as a rule the one chosen now.
    private func makeEarlyOpener(_ suite: CipherSuite, _ sender: Role) -> RecordOpener? {
        guard handshake.facts.clientHello?.message.offersEarlyData == true,
            let secret = handshake.secret(for: .earlyData, sender),
            let decryptor = try? RecordDecryptor.tls13(secret: secret, suite: suite)
        else { return nil }
        return RecordOpener(decryptor)
    }

    /// Heeds what was said of keys: it stood at the end of a record, so the next one is opened with what is set here.
    private mutating func changeKeys(_ sender: Role) {
        switch handshake.takeKeyChange(of: sender) {
        case .none: break
        case .application:
            sides[sender].unopened = Self.maximumLookups
            sides[sender].opener = makeTLS13Opener(.application, sender)
        case .update(let count): for _ in 0..<count { sides[sender].opener?.updateKeys() }
        }
    }
}
