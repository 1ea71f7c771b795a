import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSDecryption
import TLSWire

/// QUIC (RFC 9000, RFC 9001, RFC 9369): TLS 1.3 in CRYPTO frames, in packets of which a datagram holds several.
///
///     datagram ┬ Initial    1|1|00|xxxx version  DCID SCID token length  number  frames  tag
///              ├ Handshake  1|1|10|xxxx version  DCID SCID       length  number  frames  tag
///              ├ 1-RTT      0|1|xxxxxx  DCID                             number  frames  tag
///              └ zeros, or the next datagram where the sender's system was to cut it up
///
/// The lower bits of the first byte and the packet number are protected; the second bit may have any value (RFC 9287). v2
/// numbers the types of long headers anew. A connection is known by the ids in its packets, and its flow may change.
final class QUICCarrier: Carrier {
    /// Long headers and, of a client that has moved, short ones.
    static let firstBytes = FirstBytes(0x40...0xFF)

    /// The client makes up the first Destination Connection ID, of at least eight bytes (RFC 9000, section 7.2).
    static let shortestOriginalID = 8
    /// Connections that one flow may have at a time: some programs open several from one port.
    static let maximumConnections = 8
    /// A client's first datagram, at least (RFC 9000, section 14.1).
    static let shortestFirstDatagram = 1_200

    let opening: CarrierOpening
    // Nothing that is done with any of these reaches the carrier that it belongs to.
    @safe @exclusivity(unchecked) var connections: [QUICConnection] = [] {
        didSet { current = connections.map(\.session) }
    }
    /// Those of ``connections``.
    @safe @exclusivity(unchecked) private var current: [CarriedSession] = []
    @safe @exclusivity(unchecked) private var datagrams: UInt32 = 0
    /// How many have begun; all but the first have a first packet of their own.
    @safe @exclusivity(unchecked) private(set) var begunCount = 0
    /// The version that a client tried and that is not known, and what a server listed instead.
    var refusedVersion: QUICVersion?
    var negotiated: [QUICVersion]?
    var sessions: [CarriedSession] { current }

    func end(_ session: CarriedSession) {
        guard let place = connections.firstIndex(where: { $0.session === session }) else { return }
        connections.remove(at: place).release(opening.directory)
    }

    init(_ opening: CarrierOpening) { self.opening = opening }

    func conclude() {
        for connection in connections { connection.conclude(opening.directory) }
    }

    // MARK: Datagrams

    func receive(_ datagram: Datagram, _ payload: Span<UInt8>, at packet: PacketReference) -> CarrierState {
        let source = datagram.key.sender(in: datagram.direction)
        var position = 0
        let segment = QUICSegments.size(of: payload)
        while position < payload.count {
            let end = min(payload.count, (position / segment + 1) * segment)
            if position.isMultiple(of: segment) { datagrams &+= 1 }
            if payload[position] & 0x80 != 0 {
                guard let header = QUICLongHeader(payload, at: position) else {
                    noteUnknown(payload, position)
                    position = end
                    continue
                }
                receive(header, payload, from: position, source, datagram, packet)
                position = header.end
            } else {
                // A short header tells no length: it goes to the end of its datagram.
                if !QUICSegments.isPadding(payload.extracting(position..<end)) {
                    receiveShort(payload, position..<end, source, datagram, packet)
                }
                position = end
            }
        }
        guard !connections.isEmpty else { return refusedVersion == nil ? .refuted : .undecided }
        for connection in connections { finishDatagram(connection, source, packet) }
        return .following
    }

    /// Keeps what a datagram taught about a connection.
    private func finishDatagram(
        _ connection: QUICConnection,
        _ source: SocketAddress,
        _ packet: PacketReference
    ) {
        guard connection.hasNews else { return }
        connection.hasNews = false
        connection.session.last = packet
        if connection.notes.isHelloNew {
            connection.notes.isHelloNew = false
            connection.retryWaiting()
            for id in connection.ids.ids(of: .server) { opening.directory.add(quic: id.span, opening.key) }
        } else if !connection.waiting.isEmpty {
            connection.retryWaiting()
        }
        for id in connection.notes.newServerIDs { opening.directory.add(quic: id.span, opening.key) }
        connection.notes.newServerIDs.removeAll()
        if source != connection.session.server, source != connection.session.client {
            connection.noteMove(to: source)
        }
        if !connection.session.stream.records.handshake.facts.isDecrypted {
            if connection.progress.isOver { connection.session.isOver = true }
            connection.session.patience = connection.progress.patience
        } else {
            connection.session.patience = nil
        }
    }

    private func receive(
        _ header: QUICLongHeader,
        _ payload: Span<UInt8>,
        from start: Int,
        _ source: SocketAddress,
        _ datagram: Datagram,
        _ packet: PacketReference
    ) {
        if header.type == .versionNegotiation { return noteNegotiation(payload, header, source) }
        let destination = payload.extracting(header.destination)
        guard let connection = connection(destination, source, payload.extracting(header.source)) else {
            if header.type == .initial { begin(header, payload, from: start, source, datagram, packet) }
            return
        }
        let sender = connection.sender(source)
        connection.hasNews = true
        defer { if header.type == .initial { lastInitial = datagrams } }
        switch header.type {
        case .initial:
            if connection.receiveInitial(payload, from: start, header, by: sender, at: packet) { return }
            // Another connection of the same ports, unless it is addressed to this one.
            if sender == .client, !connection.ids.isAddressed(destination, by: .client) {
                begin(header, payload, from: start, source, datagram, packet)
            }
        case .retry: if sender == .server { connection.receiveRetry(payload, from: start, header) }
        case .handshake, .zeroRTT:
            if header.type == .zeroRTT { connection.notes.hasEarlyData = true }
            if sender == .server { _ = connection.ids.add(payload.extracting(header.source), of: sender) }
            let content = header.length - Self.tagLength
            let isFilledBefore =
                sender == .client && connection.notes.isInitialPadded
                && QUICPadding.isMeasurable(behindFilled: content)
            let sealed = SealedPacket(
                header.type,
                content: content,
                datagram: datagrams,
                mayBePadded: start > 0 && payload.count >= Self.shortestFirstDatagram
                    && lastInitial == datagrams && header.end >= payload.count && !isFilledBefore,
                from: sender,
                at: packet
            )
            connection.receiveProtected(payload, from: start, numberAt: header.start, to: header.end, sealed)
        case .versionNegotiation, .oneRTT: break
        }
    }

    /// The datagram that held an Initial packet last.
    @safe @exclusivity(unchecked) private var lastInitial: UInt32 = 0
    /// Of every AEAD that QUIC uses.
    private static let tagLength = 16

    private func receiveShort(
        _ payload: Span<UInt8>,
        _ range: Range<Int>,
        _ source: SocketAddress,
        _ datagram: Datagram,
        _ packet: PacketReference
    ) {
        let found = connections.last { connection in
            guard let length = connection.ids.length(of: connection.sender(source).opposite),
                range.count > length
            else { return false }
            let id = payload.extracting(range.lowerBound + 1..<range.lowerBound + 1 + length)
            return connection.ids.isAddressed(id, by: connection.sender(source))
        }
        guard let connection = found ?? heirOfUnknown else { return }
        let sender = connection.sender(source)
        guard let length = connection.ids.length(of: sender.opposite),
            range.count > 1 + length + Self.tagLength
        else { return }
        connection.hasNews = true
        let start = range.lowerBound + 1 + length
        let sealed = SealedPacket(
            .oneRTT,
            content: range.upperBound - start - Self.tagLength + datagram.missingLength,
            datagram: datagrams,
            mayBePadded: lastInitial == datagrams,
            from: sender,
            at: packet
        )
        connection.receiveProtected(
            payload,
            from: range.lowerBound,
            numberAt: start,
            to: range.upperBound,
            sealed
        )
    }

    // MARK: Connections

    /// Whose a packet is that is addressed by an id which nobody could read: of several on the same ports, the youngest's.
    private var heirOfUnknown: QUICConnection? {
        guard let last = connections.last, isYoungest(last) else { return nil }
        if connections.count == 1 { return last }
        let facts = last.session.stream.records.handshake.facts
        return facts.serverHello != nil && !facts.isDecrypted ? last : nil
    }

    /// The connection that a packet with a long header belongs to.
    private func connection(
        _ destination: Span<UInt8>,
        _ source: SocketAddress,
        _ sourceID: Span<UInt8>
    ) -> QUICConnection? {
        if connections.count == 1, isYoungest(connections[0]) { return connections[0] }
        let addressed = connections.last { connection in
            let sender = connection.sender(source)
            guard connection.ids.isAddressed(destination, by: sender) else { return false }
            // An empty id says nothing, but the other end's does, once it is known.
            let known = connection.ids.ids(of: sender)
            return !destination.isEmpty || known.isEmpty || known.contains { sourceID.hasSameBytes(as: $0) }
        }
        if let addressed { return addressed }
        // A client goes on with ids that the server gave it under encryption, and keeps its own.
        guard !sourceID.isEmpty else { return nil }
        return connections.last { connection in
            connection.ids.ids(of: connection.sender(source)).contains { sourceID.hasSameBytes(as: $0) }
        }
    }

    /// Begins a connection with what may be a client's first Initial packet, if its keys open it.
    private func begin(
        _ header: QUICLongHeader,
        _ payload: Span<UInt8>,
        from start: Int,
        _ source: SocketAddress,
        _ datagram: Datagram,
        _ packet: PacketReference
    ) {
        let retried = connections.last { earlier in
            earlier.session.client == source
                && earlier.receiveInitial(afterUnseenRetry: payload, from: start, header, at: packet)
        }
        if let retried {
            retried.hasNews = true
            lastInitial = datagrams
            return
        }
        let trace = Self.trace(source)
        guard connections.count < Self.maximumConnections,
            header.destination.count >= Self.shortestOriginalID,
            header.end <= payload.count, opening.budget.all.trials.grants(trace, at: packet)
        else { return passOver(datagram, packet) }
        let destination = payload.extracting(header.destination)
        let opener = opening.shared.quicOpener
        guard let family = header.version.family,
            let keys = opener.initialKeys(family, connectionID: destination),
            let opened = opener.openFirst(
                payload,
                from: start,
                numberAt: header.start,
                to: header.end,
                keys
            )
        else {
            opening.budget.all.trials.noteFailure(trace, at: packet)
            return passOver(datagram, packet)
        }
        let connection = QUICConnection(
            begunCount > 0 ? opening.of(datagram, at: packet) : opening,
            client: source,
            server: datagram.key.sender(in: datagram.direction.opposite),
            header.version,
            destination: [UInt8](copying: destination)
        )
        connection.initialKeys = [(family, keys)]
        connection.receive(opened, payload, header, by: .client, at: packet)
        begunCount += 1
        connection.number = begunCount
        connection.notes.refusedVersion = refusedVersion
        connection.notes.negotiated = negotiated
        connection.hasNews = true
        lastInitial = datagrams
        // Whoever begins anew on the same ports has let go of a connection that never got an answer.
        for earlier in connections
        where earlier.session.stream.records.handshake.facts.serverHello == nil && !earlier.notes.hasRetry {
            earlier.session.isOver = true
        }
        connections.append(connection)
    }
}
