import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSDecryption
import TLSWire

// What may be QUIC: by the first bytes of a datagram, and by the ids of servers that are known.

extension QUICCarrier {
    static func mayBegin(_ header: UInt64, _ length: Int, _ known: CarrierDirectory) -> Bool {
        guard header >> 63 == 1 else { return !known.isEmpty }
        let version = QUICVersion(rawValue: UInt32(truncatingIfNeeded: header >> 24))
        return version.isReserved || version.family != nil
    }

    static func recognize(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        _ known: CarrierDirectory
    ) -> Recognition {
        guard payload[0] & 0x80 != 0 else { return mover(datagram, payload, known) }
        guard let header = QUICLongHeader(payload, at: 0) else {
            return isReservedVersion(payload) ? .undecided : .no
        }
        switch header.type {
        case .initial:
            guard header.destination.count >= shortestOriginalID,
                header.end <= payload.count || isCut(header, payload, missing: datagram.missingLength)
            else { return .unread(.quic) }
            return .begins(.client, token: token(payload.extracting(header.destination)))
        case .handshake, .zeroRTT:
            let moved = mover(datagram, payload, known)
            return moved == .no ? .unread(.quic) : moved
        case .retry, .versionNegotiation, .oneRTT: return .no
        }
    }

    /// A client's first datagram of a version that nobody knows, to which a server answers with those that it has.
    static func isReservedVersion(_ payload: Span<UInt8>) -> Bool {
        payload.count >= shortestFirstDatagram
            && QUICVersion(rawValue: payload.bigEndianUInt32(at: 1)).isReserved
            && (UInt8(shortestOriginalID)...20).contains(payload[5])
    }

    /// Whether a packet is of a client that moved: it is addressed to one of the server's ids, at the server.
    static func mover(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        _ known: CarrierDirectory
    ) -> Recognition {
        guard !known.isEmpty else { return .no }
        let start = payload[0] & 0x80 == 0 ? 1 : 6
        for length in CarrierDirectory.shortestID...QUICLongHeader.maximumConnectionIDLength
        where known.hasNames(of: length + 1) && start + length <= payload.count {
            guard let flow = known.flow(quic: payload.extracting(start..<start + length)) else { continue }
            let target = datagram.key.sender(in: datagram.direction.opposite)
            let isSameServer =
                flow.sender(in: .forward) == target || flow.sender(in: .backward) == target
            if isSameServer, flow != datagram.key { return .belongs(to: flow) }
        }
        return .no
    }

    /// Tells one first Initial packet from another: FNV-1a of the id that the client made up.
    static func token(_ id: Span<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for index in id.indices { hash = (hash ^ UInt32(id[index])) &* 16_777_619 }
        return hash | 1
    }
}

// What a connection begins with.

extension QUICCarrier {
    /// A client's first Initial packet.
    enum FirstPacket {
        case opened(QUICPacketOpener.Opened)
        /// Its end, with the tag, is not there: that it may be one is all that can be told. With how many bytes are missing.
        case cut(Int)
    }

    /// `nil` if the packet is none.
    func openFirst(
        _ payload: Span<UInt8>,
        from start: Int,
        _ header: QUICLongHeader,
        _ family: QUICVersion.Family,
        _ missing: Int
    ) -> (FirstPacket, QUICKeySchedule.InitialKeys)? {
        let isCut = Self.isCut(header, payload, missing: missing)
        let opener = opening.shared.quicOpener
        guard isCut || header.end <= payload.count,
            let keys = opener.initialKeys(family, connectionID: payload.extracting(header.destination))
        else { return nil }
        if isCut {
            guard let mask = opener.mask(ofInitial: payload, from: start, numberAt: header.start, keys),
                Self.mayBeEarly(payload, from: start, numberAt: header.start, mask)
            else { return nil }
            return (.cut(header.end - payload.count), keys)
        }
        let opened = opener.openFirst(
            payload,
            from: start,
            numberAt: header.start,
            to: header.end,
            keys
        )
        return opened.map { (.opened($0), keys) }
    }

    /// Whether the capture's snapshot length cut an Initial packet off, of a datagram that is as long as a client's first.
    static func isCut(_ header: QUICLongHeader, _ payload: Span<UInt8>, missing: Int) -> Bool {
        missing > 0 && header.end > payload.count && header.end <= payload.count + missing
            && payload.count + missing >= shortestFirstDatagram
    }

    /// Whether a packet has one of the first numbers, as a client's has that begins; one under other keys hardly does.
    private static func mayBeEarly(
        _ payload: Span<UInt8>,
        from start: Int,
        numberAt numberStart: Int,
        _ mask: QUICPacketOpener.HeaderMask
    ) -> Bool {
        let length = Int((payload[start] ^ mask[0]) & 3) + 1
        var number = 0
        for index in 0..<length { number = number << 8 | Int(payload[numberStart + index] ^ mask[1 + index]) }
        return number < 64
    }
}

// What its beginnings leave behind.

extension QUICCarrier {
    /// Whether it is the last that began.
    func isYoungest(_ connection: QUICConnection) -> Bool { connection.number == begunCount }

    /// Counts a packet of a version that is known and of a connection that is not: its beginning is missing, or it is none.
    func passOver(_ datagram: Datagram, _ packet: PacketReference) {
        opening.shared.passedOver.note(
            .unread(.quic),
            at: packet,
            from: datagram.source,
            to: datagram.destination
        )
    }

    static func trace(_ source: SocketAddress) -> UInt64 {
        source.address.high ^ source.address.low &* 0x9E37_79B9_7F4A_7C15 >> 20
    }
}
