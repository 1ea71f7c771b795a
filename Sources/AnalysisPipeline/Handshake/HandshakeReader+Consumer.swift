import ByteParsing
import HandshakeAnalysis
import TLSWire

// What every carrier says.

extension HandshakeReader: HandshakeConsumer {
    @inline(never)
    mutating func receiveHandshake(
        _ bytes: Span<UInt8>,
        atBoundary: Bool,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    ) {
        if sides[sender].hasTooMany, level == .plaintext { return loseMessage(sender) }
        let event = sighting(sender, level, packet)
        if sides[sender].deframer.dropsAll {
            if atBoundary { sides[sender].deframer.resumeIfMessageStarts(bytes) }
            // Known messages are begun where messages begin.
            if sides[sender].deframer.dropsAll { return }
        }
        var offset = 0
        if let message = sides[sender].cached { offset = continueCached(message, bytes, event) }
        while offset < bytes.count,
            let (type, body) = sides[sender].deframer.readWhole(in: bytes, at: &offset)
        {
            readMessage(type, bytes.extracting(body), event)
        }
        guard offset < bytes.count else { return }
        let rest = bytes.extracting(offset...)
        if !beginCached(rest, event) { readPieces(rest, event) }
    }

    mutating func receiveMessage(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        sequence: UInt16,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    ) {
        readMessage(type, body, sequence: sequence, sighting(sender, level, packet))
    }

    mutating func receiveAlert(
        _ alert: Alert?,
        length: Int,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    ) {
        guard let alert else {
            let event = Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
            return log(.encryptedAlert(length: length), event)
        }
        log(.alert(alert), sighting(sender, level, packet))
    }

    /// Shows data to the observer, which keeps none of it but the words of a refusal.
    mutating func receiveData(_ content: Span<UInt8>, from sender: Role, at packet: PacketReference) {
        let event = Sighting(sender: sender, packet: packet, basis: .decrypted, reach: reach)
        observe(content, event)
        observeTunnel(content, event)
        if facts.wantsData(from: sender) { record(DataRecord(length: content.count), event) }
    }

    mutating func receiveSealed(
        _ type: ContentType?,
        length: Int,
        from sender: Role,
        at packet: PacketReference
    ) {
        let event = Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        guard type != .handshake else { return record(EncryptedHandshake(length: length), event) }
        let isOfInterest =
            facts.isTLS13
            ? facts.encryptedRecords.hasRoom(for: sender)
            : facts.wantsData(from: sender)
        if isOfInterest { record(DataRecord(length: length), event) }
    }

    mutating func receiveChangeCipherSpec(from sender: Role, at packet: PacketReference) {
        if !facts.isTLS13 { endTranscript(sender) }
        record(ChangeCipherSpec(), Sighting(sender: sender, packet: packet, basis: .observed, reach: reach))
    }

    /// What was begun before the gap cannot be finished by what comes after it.
    mutating func receiveGap(_ count: Int, isCut: Bool, from sender: Role, at packet: PacketReference) {
        log(
            isCut ? .cut(bytes: count) : .gap(bytes: count),
            Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        )
        loseTranscript()
        loseMessage(sender)
    }

    mutating func receiveLoss(_ loss: HandshakeLoss, from sender: Role, at packet: PacketReference) {
        let event = Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        switch loss {
        case .synchronization:
            log(.lostSynchronization, event)
            loseTranscript()
            loseMessage(sender)
        case .message:
            loseTranscript()
            loseMessage(sender)
        case .sealed: loseTranscriptToClosedRecord(sender)
        case .secrets: log(.secretsRefused, event)
        }
    }

    /// A record that opens with the keys of application data says that its sender's Finished had gone before.
    mutating func receiveUnseenFinished(from sender: Role, at packet: PacketReference) {
        facts.noteFinished(by: sender, before: packet)
        hasNews = true
    }

    /// The client sent a certificate that the capture lacks, or lacks a part of.
    mutating func receiveUnseenCertificate(at packet: PacketReference) {
        facts.noteUnseenCertificate(at: packet)
        hasNews = true
    }

    mutating func receiveClose(_ kind: CloseKind, from sender: Role, at packet: PacketReference) {
        guard !facts.hasDeparted(sender) else {
            // Whoever resets after they have closed says nothing new, and ends the wait for the other side.
            if kind == .abrupt { noteTeardown() }
            return
        }
        log(
            kind == .abrupt ? .reset : .closed,
            Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        )
    }

    // MARK: Steps

    @inline(__always)
    private func sighting(_ sender: Role, _ level: ProtectionLevel, _ packet: PacketReference) -> Sighting {
        Sighting(
            sender: sender,
            packet: packet,
            basis: level == .plaintext ? .observed : .decrypted,
            reach: reach
        )
    }

    /// Bytes of the sender's handshake are missing: a message that was begun will not be whole.
    private mutating func loseMessage(_ sender: Role) {
        sides[sender].cached = nil
        sides[sender].deframer.reset()
    }
}
