import ByteParsing
import HandshakeAnalysis
import TLSDecryption
import TLSWire

// Packets, from the datagram to the frames.

extension QUICConnection {
    /// Takes an Initial packet; `false` if it does not open.
    func receiveInitial(
        _ datagram: Span<UInt8>,
        from start: Int,
        _ header: QUICLongHeader,
        by sender: Role,
        at packet: PacketReference
    ) -> Bool {
        guard header.end <= datagram.count, let family = header.version.family,
            let keys = initialKeys(family, of: sender)
        else { return false }
        let opened = opener.open(
            datagram,
            from: start,
            numberAt: header.start,
            to: header.end,
            keys,
            largest: numbers[sender][0]?.highest
        )
        guard let opened else { return false }
        receive(opened, datagram, header, by: sender, at: packet)
        return true
    }

    /// Takes an Initial packet that was opened, and whose payload the opener holds.
    func receive(
        _ opened: QUICPacketOpener.Opened,
        _ datagram: Span<UInt8>,
        _ header: QUICLongHeader,
        by sender: Role,
        at packet: PacketReference
    ) {
        version = header.version
        let isNew = note(opened.number, sender, space: 0)
        _ = ids.add(datagram.extracting(header.source), of: sender)
        if sender == .server { notes.chosenVersion = header.version }
        notes.isInitialPadded = false
        if isNew { readFrames(opened.payloadLength, .initial, sender, packet) }
    }

    private func initialKeys(_ family: QUICVersion.Family, of sender: Role) -> QUICPacketKeys? {
        if let place = initialKeys.firstIndex(where: { $0.family == family }) {
            return initialKeys[place].keys.keys(of: sender)
        }
        guard let keys = opener.initialKeys(family, connectionID: ids.keying.span) else { return nil }
        initialKeys.append((family, keys))
        return keys.keys(of: sender)
    }

    /// Takes a Retry: what follows is protected by keys that follow from its id, and the client begins anew.
    func receiveRetry(_ datagram: Span<UInt8>, from start: Int, _ header: QUICLongHeader) {
        guard !notes.hasRetry, let family = header.version.family,
            opener.isAuthentic(
                retry: datagram.extracting(start..<header.end),
                originalDestination: ids.original.span,
                family
            ) != false
        else { return }
        notes.hasRetry = true
        ids.retry(datagram.extracting(header.source))
        initialKeys = []
        numbers[.client][0] = nil
        streams[.client][0].drop(budget)
        streams[.client][0] = QUICStream()
    }

    /// Takes an Initial packet that answers a Retry which the capture lacks; `false` if it is something else.
    ///
    /// It has a token, and goes to another id than those before, which nobody has answered. Of several Retries, which a server sends
    /// to a client that repeats itself, the client took the one that reached it first.
    func receiveInitial(
        afterUnseenRetry datagram: Span<UInt8>,
        from start: Int,
        _ header: QUICLongHeader,
        at packet: PacketReference
    ) -> Bool {
        let source = datagram.extracting(header.source)
        guard notes.retryTrials < QUICNotes.maximumRetryTrials,
            session.stream.records.handshake.facts.serverHello == nil,
            !header.token.isEmpty, ids.ids(of: .client).contains(where: { source.hasSameBytes(as: $0) })
        else { return false }
        notes.retryTrials += 1
        let before = (ids: ids.keying, keys: initialKeys, numbers: numbers[.client][0])
        var stream = QUICStream()
        swap(&stream, &streams[.client][0])
        ids.retry(datagram.extracting(header.destination))
        (initialKeys, numbers[.client][0]) = ([], nil)
        guard receiveInitial(datagram, from: start, header, by: .client, at: packet) else {
            ids.retry(before.ids.span)
            (initialKeys, numbers[.client][0]) = (before.keys, before.numbers)
            swap(&stream, &streams[.client][0])
            return false
        }
        notes.hasRetry = true
        stream.drop(budget)
        return true
    }

    /// From where a packet number may begin, so much has to follow: what header protection samples lies behind four bytes of
    /// it, and whoever sends less pads it (RFC 9001, section 5.4.2).
    private static let leastProtected = 4 + 16

    /// Takes a Handshake, 0-RTT or 1-RTT packet, which it opens if it can; what is too short for one is none.
    func receiveProtected(
        _ datagram: Span<UInt8>,
        from start: Int,
        numberAt numberStart: Int,
        to end: Int,
        _ sealed: SealedPacket
    ) {
        guard end - numberStart >= Self.leastProtected else { return }
        if sealed.type == .zeroRTT { session.stream.records.handshake.receiveSealed(sealed) }
        guard end <= datagram.count else { return passOver(sealed) }
        if sealed.type == .handshake, sealed.sender == .client { skipUnseenRetryRequest(at: sealed.packet) }
        if open(datagram, from: start, numberAt: numberStart, to: end, sealed) { return }
        // The tag is at its end, and no two packets have the same.
        let print = datagram.bigEndianUInt64(at: end - 16) ^ datagram.bigEndianUInt64(at: end - 8)
        guard prints[sealed.sender].isNew(print) else { return }
        guard mayOpenLater(sealed.type), waiting.count < Self.maximumWaiting, budget.reserve(end - start)
        else {
            // What came before is to be seen before.
            for packet in waiting { passOver(packet.sealed) }
            dropWaiting()
            return passOver(sealed)
        }
        waiting.append(
            Waiting(
                sealed: sealed,
                bytes: [UInt8](copying: datagram.extracting(start..<end)),
                start: numberStart - start
            )
        )
    }

    /// Tries the packets again that wait, since something was learned.
    func retryWaiting() {
        guard !waiting.isEmpty else { return }
        let packets = waiting
        waiting = []
        for packet in packets {
            let bytes = packet.bytes
            if open(bytes.span, from: 0, numberAt: packet.start, to: bytes.count, packet.sealed) {
                budget.release(bytes.count)
            } else if mayOpenLater(packet.sealed.type) {
                waiting.append(packet)
            } else {
                budget.release(bytes.count)
                passOver(packet.sealed)
            }
        }
    }

    /// Looks at what can be seen of a packet that stays closed.
    func passOver(_ sealed: SealedPacket) {
        progress.note(sealed)
        if sealed.type != .zeroRTT { session.stream.records.handshake.receiveSealed(sealed) }
    }

    private func open(
        _ datagram: Span<UInt8>,
        from start: Int,
        numberAt numberStart: Int,
        to end: Int,
        _ sealed: SealedPacket
    ) -> Bool {
        let space = Self.space(of: sealed.type)
        let sender = sealed.sender
        func attempt(_ keys: QUICPacketKeys) -> QUICPacketOpener.Opened? {
            opener.open(
                datagram,
                from: start,
                numberAt: numberStart,
                to: end,
                keys,
                largest: numbers[sender][space]?.highest
            )
        }
        let opened: QUICPacketOpener.Opened?
        switch sealed.type {
        case .handshake: opened = handshakeKeys(of: sender).flatMap(attempt)
        case .zeroRTT: opened = earlyDataKeys().flatMap(attempt)
        case .oneRTT: opened = openInPhase(sender, attempt)
        case .initial, .retry, .versionNegotiation: opened = nil
        }
        guard let opened else { return false }
        guard note(opened.number, sender, space: space) else { return true }
        if sealed.type != .zeroRTT { session.stream.records.handshake.noteOpened(sealed) }
        readFrames(opened.payloadLength, sealed.type, sender, sealed.packet)
        return true
    }

    /// Opens a 1-RTT packet with the keys that its key phase says, or with the next ones, or those before.
    private func openInPhase(
        _ sender: Role,
        _ attempt: (QUICPacketKeys) -> QUICPacketOpener.Opened?
    ) -> QUICPacketOpener.Opened? {
        guard var phase = phase(of: sender) else { return nil }
        if let opened = attempt(phase.keys) { return opened }
        if let earlier = phase.earlier, let opened = attempt(earlier) { return opened }
        guard let (secret, keys) = keys(after: phase), let opened = attempt(keys),
            opened.keyPhase != phase.bit
        else { return nil }
        phase.earlier = phase.keys
        phase.keys = keys
        phase.secret = secret
        phase.bit = opened.keyPhase
        learn().phases[sender] = phase
        return opened
    }

    /// Notes the number of a packet that was opened; `false` if it came before.
    private func note(_ number: UInt64, _ sender: Role, space: Int) -> Bool {
        if let isNew = numbers[sender][space]?.note(number) { return isNew }
        numbers[sender][space] = ReplayWindow(highest: number)
        return true
    }
}
