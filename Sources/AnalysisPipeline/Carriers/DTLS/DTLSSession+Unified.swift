import ByteParsing
import HandshakeAnalysis
import TLSWire

// Records of DTLS 1.3 after the hellos: opened, or, where no secret is at hand, told by epoch, size, order and time.

extension DTLSSession {
    /// The epoch of the handshake's keys (RFC 9147, section 6.1); what its two lowest bits are.
    private static let handshakeEpoch: UInt16 = 2
    /// Of early data (RFC 9147, section 6.1).
    private static let earlyEpoch: UInt16 = 1

    func receiveUnified(_ record: DTLSRecord, _ bytes: Span<UInt8>, _ sender: Role, _ packet: PacketReference)
    {
        let fragment = bytes.extracting(record.fragment)
        guard fragment.count >= 16,
            sides[sender].trail.isNew(fragment.bigEndianUInt64(at: 0) ^ fragment.bigEndianUInt64(at: 8))
        else { return }
        if stream.records.handshake.facts.serverHello == nil,
            stream.records.handshake.facts.clientHello != nil,
            keepEarly(record, bytes, sender, packet)
        {
            return
        }
        if awaitsFinished(record, sender), keepEarly(record, bytes, sender, packet) { return }
        // Whoever answers data has taken the Finished before it.
        if sender == .server, record.epoch != Self.handshakeEpoch { releaseEarly() }
        read(record, bytes, sender, packet)
    }

    /// Whether a record can be opened that stands behind the client's Finished, which has not come.
    private func awaitsFinished(_ record: DTLSRecord, _ sender: Role) -> Bool {
        sender == .client && stream.records.handshake.facts.isDecrypted
            && stream.records.handshake.facts.finished.client == nil
            && stream.records.handshake.facts.serverHello != nil && record.epoch != Self.handshakeEpoch
            && record.epoch != Self.earlyEpoch
    }

    private func read(_ record: DTLSRecord, _ bytes: Span<UInt8>, _ sender: Role, _ packet: PacketReference) {
        if record.missingLength == 0, !stream.records.handshake.keys.isEmpty,
            let opened = opener13.open(record, in: bytes, sender, &stream.records.handshake, packet)
        {
            guard sides[sender].isNew(opened.number, in: opened.epoch) else { return }
            return receive(opened, sender, packet)
        }
        if record.epoch == Self.handshakeEpoch {
            receiveHandshakeRecord(record.length, sender, packet)
        } else {
            receiveLaterRecord(record.length, sender, record.epoch, packet)
        }
    }

    /// Keeps a record that came before the ServerHello, without which nothing can be said of it, or before the client's Finished;
    /// `false` if there is no room.
    private func keepEarly(
        _ record: DTLSRecord,
        _ bytes: Span<UInt8>,
        _ sender: Role,
        _ packet: PacketReference
    ) -> Bool {
        let slice = bytes.extracting(record.header.lowerBound..<record.end)
        guard early.count < Self.maximumHeld, record.missingLength == 0, budget.reserve(slice.count) else {
            return false
        }
        early.append((sender, [UInt8](copying: slice), packet))
        return true
    }

    /// Reads what was kept.
    func releaseEarly() {
        guard !early.isEmpty else { return }
        var taken: [(sender: Role, record: [UInt8], packet: PacketReference)] = []
        swap(&taken, &early)
        for (sender, bytes, packet) in taken {
            budget.release(bytes.count)
            guard let record = DTLSRecord(bytes.span, at: 0, connectionIDLength: sides[sender].idLength)
            else { continue }
            read(record, bytes.span, sender, packet)
        }
    }

    /// A record of the handshake: a message, several, a piece of one, an acknowledgement, or one of those again.
    private func receiveHandshakeRecord(_ length: Int, _ sender: Role, _ packet: PacketReference) {
        if acknowledged(by: length).map({ $0 <= 4 }) ?? false,
            sender == .client || !sides[.client].trail.sizes.isEmpty
        {
            sides[sender].trail.hasAcknowledged = true
            return
        }
        let quiet = packet.time.nanoseconds &- max(sides[sender].lastHeard, 0)
        let isLate = sides[sender].lastHeard != .min && quiet >= Self.shortestTimer
        if isLate, sides[sender].trail.sizes.contains(length) { return noteRepetition(sender, packet) }
        // The server's flight was whole when the client answered it.
        if sender == .server, !sides[.client].trail.sizes.isEmpty { return }
        endFlight(of: sender.opposite)
        sides[sender].trail.add(length, at: packet)
        noteTurn(of: sender, packet)
        if sides[sender].trail.waiting.count == SealedTrail.maximumRecords { endFlight(of: sender) }
    }

    /// Reads a flight of sealed records, of which no more will come.
    func endFlight(of sender: Role) {
        guard !sides[sender].trail.waiting.isEmpty else { return }
        for record in sides[sender].trail.takeFlight(
            finished: stream.records.handshake.facts.sealedFinishedSize
        ) {
            stream.records.handshake.receiveSealed(
                .applicationData,
                length: record.length,
                from: sender,
                at: record.packet
            )
        }
    }

    /// A record of the application's keys: data, a ticket, an alert, or an acknowledgement.
    private func receiveLaterRecord(
        _ length: Int,
        _ sender: Role,
        _ epoch: UInt16,
        _ packet: PacketReference
    ) {
        endFlight(of: .server)
        endFlight(of: .client)
        // A client that uses these keys has finished: its flight was there, and is not in the capture.
        if sender == .client, epoch != Self.earlyEpoch, sides[.client].trail.sizes.isEmpty,
            stream.records.handshake.facts.missingBytes.client == 0
        {
            stream.records.handshake.receiveGap(
                DTLSFragment.headerLength,
                isCut: false,
                from: .client,
                at: packet
            )
        }
        if let count = acknowledged(by: length) {
            // One that names every record of the client's flight says that the server took it.
            let isWhole = sender == .server && count == sides[.client].trail.sizes.count
            let isFirst = !sides[sender].trail.hasAcknowledged
            sides[sender].trail.hasAcknowledged = true
            guard isWhole, isFirst else { return }
        }
        stream.records.handshake.receiveSealed(.applicationData, length: length, from: sender, at: packet)
    }

    /// How many records an acknowledgement of this size names; `nil` for what has not the size of one.
    ///
    /// A list of record numbers of 16 bytes, its length, the content type and the tag (RFC 9147, section 7).
    private func acknowledged(by length: Int) -> Int? {
        guard
            case .aead(_, let tag)? = stream.records.handshake.facts.serverHello?.message.cipherSuite
                .recordProtection
        else {
            return nil
        }
        let list = length - tag - 1 - 2
        return list > 0 && list.isMultiple(of: 16) ? list / 16 : nil
    }
}
