import ByteParsing
import HandshakeAnalysis
import TLSWire

// Records up to DTLS 1.2 under protection, and what brings it on.

extension DTLSSession {
    func receiveChangeCipherSpec(_ sender: Role, _ packet: PacketReference) {
        guard sides[sender].epoch == 0 else { return noteRepetition(sender, packet) }
        guard !sides[sender].held.contains(where: { $0.type == .changeCipherSpec }) else { return }
        noteTurn(of: sender, packet)
        guard mayLackMessage(sender) else { return changeCipherSpec(sender, packet, to: 1) }
        hold(
            DTLSSide.HeldRecord(
                type: .changeCipherSpec,
                epoch: 0,
                number: 0,
                header: [],
                fragment: [],
                length: 1,
                packet: packet
            ),
            sender
        )
    }

    func changeCipherSpec(_ sender: Role, _ packet: PacketReference, to epoch: UInt16) {
        sides[sender].epoch = epoch
        if countsChangeCipherSpec { sides[sender].assembly.advance() }
        stream.records.handshake.receiveChangeCipherSpec(from: sender, at: packet)
    }

    func receiveSealed(_ record: DTLSRecord, _ bytes: Span<UInt8>, _ sender: Role, _ packet: PacketReference)
    {
        guard sides[sender].isNew(record.sequenceNumber, in: record.epoch) else { return }
        if sides[sender].renegotiation?.epoch == record.epoch {
            sides[sender].renegotiation?.note(record.sequenceNumber)
        }
        let lacksFinished = lacksFinished(sender, record.contentType, record.epoch, record.sequenceNumber)
        if sides[sender].held.isEmpty, !mayLackMessage(sender), !lacksFinished {
            return read(
                record.contentType,
                record.epoch,
                record.sequenceNumber,
                header: bytes.extracting(record.header),
                bytes.extracting(record.fragment),
                length: record.length,
                sender,
                packet
            )
        }
        hold(
            DTLSSide.HeldRecord(
                type: record.contentType,
                epoch: record.epoch,
                number: record.sequenceNumber,
                header: [UInt8](copying: bytes.extracting(record.header)),
                fragment: [UInt8](copying: bytes.extracting(record.fragment)),
                length: record.length,
                packet: packet
            ),
            sender
        )
    }

    // MARK: What waits

    /// Whether a message of this sender, which stands before its ChangeCipherSpec, may yet come.
    private func mayLackMessage(_ sender: Role) -> Bool {
        guard sides[sender].epoch == 0 else { return false }
        if !sides[sender].assembly.isIdle { return true }
        if sender == .server {
            return stream.records.handshake.facts.clientHello != nil
                && stream.records.handshake.facts.serverHello == nil
        }
        guard stream.records.handshake.facts.serverHelloDone != nil else { return false }
        if stream.records.handshake.facts.clientKeyExchange == nil { return true }
        return stream.records.handshake.facts.isPresented
            && stream.records.handshake.facts.clientCertificate?.provenAt == nil
    }

    /// Whether a record is not the first of its epoch, which is the Finished, and that has not come.
    private func lacksFinished(_ sender: Role, _ type: ContentType, _ epoch: UInt16, _ number: UInt64) -> Bool
    {
        epoch == sides[sender].handshakeEpoch &+ 1 && number > 0 && type != .handshake && type != .tls12CID
            && stream.records.handshake.facts.finished[sender] == nil
    }

    private func hold(_ record: DTLSSide.HeldRecord, _ sender: Role) {
        let count = record.fragment.count + record.header.count
        guard sides[sender].held.count < Self.maximumHeld, budget.reserve(count) else {
            releaseHeld(sender, all: true)
            return
        }
        sides[sender].held.append(record)
    }

    /// Reads what waited, once the messages before it are there, or will not come.
    func releaseHeld(_ sender: Role, all: Bool = false) {
        guard !sides[sender].held.isEmpty, all || !mayLackMessage(sender) else { return }
        var held: [DTLSSide.HeldRecord] = []
        swap(&held, &sides[sender].held)
        for record in held {
            budget.release(record.fragment.count + record.header.count)
            if record.type == .changeCipherSpec, record.epoch == 0 {
                if sides[sender].epoch == 0 { changeCipherSpec(sender, record.packet, to: 1) }
                continue
            }
            if lacksFinished(sender, record.type, record.epoch, record.number) {
                guard all else {
                    hold(record, sender)
                    continue
                }
                // The numbers tell that the capture lacks it.
                if !stream.records.handshake.facts.isHandshakeHoled[sender] {
                    noteUnseenFinished(of: sender, record.packet)
                }
            }
            read(
                record.type,
                record.epoch,
                record.number,
                header: record.header.span,
                record.fragment.span,
                length: record.length,
                sender,
                record.packet
            )
        }
    }

    private func noteUnseenFinished(of sender: Role, _ packet: PacketReference) {
        stream.records.handshake.receiveGap(DTLSFragment.headerLength, isCut: false, from: sender, at: packet)
        notes.missingBytes += DTLSFragment.headerLength
    }

    // MARK: What is sealed

    private func read(
        _ type: ContentType,
        _ epoch: UInt16,
        _ number: UInt64,
        header: Span<UInt8>,
        _ fragment: Span<UInt8>,
        length: Int,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        // Who uses the next epoch has said so, whether the capture has it or not.
        if sides[sender].epoch < epoch {
            // With the Finished, all of a renegotiation's last flight may be missing.
            if epoch > 1, number > 0, stream.records.handshake.facts.finished[sender] != nil {
                noteUnseenFinished(of: sender, packet)
            }
            changeCipherSpec(sender, packet, to: epoch)
        }
        if fragment.count == length, !stream.records.handshake.keys.isEmpty,
            let opened = opener.open(
                type,
                epoch,
                number,
                header: header,
                fragment,
                sender,
                &stream.records.handshake,
                packet
            )
        {
            switch opened.type {
            case .handshake: noteHandshakeEpoch(epoch, opened.content.span, sender)
            case .changeCipherSpec: return renew(epoch, sender, packet)
            default: break
            }
            return readOpened(opened.type, opened.content.span, .application, sender, packet)
        }
        closes.note(type, from: sender, at: packet)
        switch type {
        case .handshake: readSealedHandshake(epoch, number, length, sender, packet)
        case .alert:
            stream.records.handshake.receiveAlert(nil, length: length, from: sender, .application, at: packet)
        case .tls12CID: readHidden(epoch, number, length, sender, packet)
        case .changeCipherSpec: renew(epoch, sender, packet)
        default:
            stream.records.handshake.receiveSealed(.applicationData, length: length, from: sender, at: packet)
        }
    }

    func readOpened(
        _ type: ContentType,
        _ content: Span<UInt8>,
        _ level: ProtectionLevel,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        closes.note(type, from: sender, at: packet)
        switch type {
        case .handshake: readFragments(content, level, sender, packet)
        case .alert:
            guard content.count == 2 else { return }
            let alert = Alert(
                level: AlertLevel(rawValue: content[0]),
                description: AlertDescription(rawValue: content[1])
            )
            stream.records.handshake.receiveAlert(alert, length: 2, from: sender, level, at: packet)
        case .applicationData: stream.records.handshake.receiveData(content, from: sender, at: packet)
        default: break
        }
    }

    /// The first of an epoch is the Finished; one of the same length is the same again.
    private func readSealedHandshake(
        _ epoch: UInt16,
        _ number: UInt64,
        _ length: Int,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        if let finished = sides[sender].finished, finished.epoch == epoch, finished.length == length {
            return noteRepetition(sender, packet)
        }
        if sides[sender].finished?.epoch != epoch {
            sides[sender].finished = (length, epoch)
            if number > 0, stream.records.handshake.facts.finished[sender] == nil,
                let size = stream.records.handshake.facts.finishedSize,
                size != length
            {
                // It belongs to another handshake already.
                noteUnseenFinished(of: sender, packet)
                stream.records.handshake.receiveUnseenFinished(from: sender, at: packet)
                _ = isNewOfRenegotiation(epoch, number, length, sender, packet)
            }
        } else if !isNewOfRenegotiation(epoch, number, length, sender, packet) {
            return noteRepetition(sender, packet)
        }
        noteTurn(of: sender, packet)
        stream.records.handshake.receiveSealed(.handshake, length: length, from: sender, at: packet)
        releaseHeld(sender)
    }

    /// A record with a connection id hides its type (RFC 9146, section 4): the first is the Finished, and alerts are
    /// known by their size.
    ///
    /// Mbed TLS fills records with an id up to 16 bytes, so that the number tells the Finished, and its length those that follow when it
    /// is sent again.
    private func readHidden(
        _ epoch: UInt16,
        _ number: UInt64,
        _ length: Int,
        _ sender: Role,
        _ packet: PacketReference
    ) {
        guard let sizes = stream.records.handshake.facts.hiddenSizes else {
            return stream.records.handshake.receiveSealed(
                .applicationData,
                length: length,
                from: sender,
                at: packet
            )
        }
        let isFirst = sides[sender].finished?.epoch != epoch
        let finished = isFirst ? (number == 0 ? length : sizes.finished) : sides[sender].finished?.length
        if length == finished, isFirst || !stream.records.handshake.facts.isComplete {
            readSealedHandshake(epoch, number, length, sender, packet)
        } else if length == sizes.alert {
            stream.records.handshake.receiveAlert(nil, length: length, from: sender, .application, at: packet)
        } else {
            stream.records.handshake.receiveSealed(.applicationData, length: length, from: sender, at: packet)
        }
    }
}
