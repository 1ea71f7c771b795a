import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// OpenVPN over UDP: sessions one after the other on a flow, in each of them key exchanges, and data between them.
///
///     client                                       server
///     reset, its session id         ──▶
///                                   ◀──            reset, its own, acknowledges
///     control: TLS's bytes, cut     ◀─▶            control: TLS's bytes, cut
///     data … soft reset, the next key: another TLS connection … data
///
/// Each key exchange is a TLS connection, and a report. The packets of tls-crypt say nothing without its key: they are
/// counted as what was not read.
final class OpenVPNCarrier: Carrier {
    /// Of resets, and of control packets for sessions of which the beginning is missing; key ids are the low three bits.
    static let firstBytes = FirstBytes(
        [UInt8](0x18...0x27) + [UInt8](0x38...0x47) + [UInt8](0x50...0x5F)
    )
    /// Seconds that a handshake may take, if nobody says otherwise (OpenVPN's `--hand-window`).
    private static let handWindow = 60
    /// Key exchanges that are followed at one time: the ids are three bits.
    private static let mostExchanges = 8

    private final class Exchange {
        // Nothing that is done with either of these reaches the exchange that it belongs to.
        @safe @exclusivity(unchecked) var stream: OpenVPNExchange
        @safe @exclusivity(unchecked) var session: CarriedSession?
        let key: UInt8

        init(_ key: UInt8, _ budget: CarrierBudget) {
            self.key = key
            stream = OpenVPNExchange(budget)
        }
    }

    private let opening: CarrierOpening
    // Nothing that is done with any of these reaches the carrier that it belongs to.
    @safe @exclusivity(unchecked) private var reader: OpenVPNReader
    @safe @exclusivity(unchecked) private var exchanges: [Exchange] = []
    /// The session ids of both ends.
    @safe @exclusivity(unchecked) private var ids = Both<Role, UInt64?> { _ in nil }
    /// The direction in which the client sends; taken back where its hello comes from the other side.
    @safe @exclusivity(unchecked) private var clientDirection: Direction
    @safe @exclusivity(unchecked) private(set) var sessions: [CarriedSession] = []
    /// What came of the client is a reset, which begins a session.
    @safe @exclusivity(unchecked) private var hasAsked = false
    @safe @exclusivity(unchecked) private var hasServerSpoken = false
    var isUnanswered: Bool { hasAsked && !hasServerSpoken }

    static func recognize(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        _ known: CarrierDirectory
    ) -> Recognition {
        guard payload.count > OpenVPNPacket.headerLength, !datagram.key.isOfLink,
            let opcode = OpenVPNPacket.Opcode(rawValue: payload[0] >> 3)
        else { return .no }
        let token = token(payload)
        switch opcode {
        case .clientResetV3:
            // The wrapped key names its own length, and goes before nothing but a reset.
            let length = Int(payload.bigEndianUInt16(at: payload.count - 2))
            let isSound =
                length >= 34 + 256 && payload.count - length == OpenVPNProtection.encryptedHeader + 5
                && OpenVPNProtection.of(payload) == .encryption
            return isSound ? .begins(.client, token: token) : .no
        case .clientResetV2, .serverReset, .softReset:
            guard let protection = OpenVPNProtection.of(payload) else { return .no }
            // An encrypted reset is as long as its content says, and nothing else is.
            if protection == .encryption, !isEncryptedReset(payload, opcode) { return .no }
            return .begins(opcode == .serverReset ? .server : .client, token: token)
        case .control:
            guard let protection = OpenVPNProtection.of(payload), let offset = protection.contentOffset,
                let packet = OpenVPNPacket(payload, content: payload.extracting(offset...)),
                case .clientHello = StreamStart(packet.payload.span)
            else { return .no }
            return .begins(.client, token: token)
        case .acknowledgment, .dataV1, .dataV2, .controlWithKey: return .no
        }
    }

    private static func isEncryptedReset(_ payload: Span<UInt8>, _ opcode: OpenVPNPacket.Opcode) -> Bool {
        let content = payload.count - OpenVPNProtection.encryptedHeader
        // No acknowledgement, or one with the other's session; a server may add what it asks of the client.
        return opcode == .clientResetV2 ? content == 5 : (17...32).contains(content)
    }

    /// One that is repeated begins nothing anew: of the session and the key.
    private static func token(_ payload: Span<UInt8>) -> UInt32 {
        let session = payload.bigEndianUInt64(at: 1)
        let mixed = UInt32(truncatingIfNeeded: session ^ session >> 32)
        return max(1, mixed ^ UInt32(payload[0] & 7))
    }

    init(_ opening: CarrierOpening) {
        self.opening = opening
        reader = OpenVPNReader(opening.shared.keys.openVPN)
        clientDirection = opening.clientDirection
    }

    func receive(_ datagram: Datagram, _ payload: Span<UInt8>, at packet: PacketReference) -> CarrierState {
        guard payload.count > OpenVPNPacket.headerLength,
            let opcode = OpenVPNPacket.Opcode(rawValue: payload[0] >> 3)
        else { return .following }
        let sender: Role = datagram.direction == clientDirection ? .client : .server
        if sender == .server { hasServerSpoken = true }
        if opcode == .clientResetV2 || opcode == .clientResetV3 { hasAsked = true }
        if opcode.isData {
            receiveData(payload[0] & 0x07, from: sender, at: packet)
            noteSealed(datagram, packet)
            return .following
        }
        guard datagram.missingLength == 0 else {
            receiveCut(datagram.missingLength, payload[0] & 0x07, from: sender, at: packet)
            return .following
        }
        guard let read = reader.read(payload) else {
            noteSealed(datagram, packet)
            return .following
        }
        receive(read, from: sender, datagram, at: packet)
        return .following
    }

    func end(_ session: CarriedSession) { sessions.removeAll { $0 === session } }

    func conclude() {
        for exchange in exchanges { finish(exchange) }
        exchanges = []
    }

    // MARK: Packets

    private func receive(
        _ read: OpenVPNPacket,
        from sender: Role,
        _ datagram: Datagram,
        at packet: PacketReference
    ) {
        if read.opcode == .clientResetV2 || read.opcode == .clientResetV3, let earlier = ids[.client],
            earlier != read.session
        {
            beginAnew()
        }
        if ids[sender] == nil || read.opcode.isReset { ids[sender] = read.session }
        guard let exchange = exchange(read, datagram, at: packet) else { return }
        var sender = sender
        if exchange.session == nil, !read.payload.isEmpty, !read.opcode.isReset {
            // TLS's client speaks first, whoever asked for new keys.
            if sender == .server, case .clientHello = StreamStart(read.payload.span) {
                clientDirection = clientDirection.opposite
                let client = ids[.client]
                ids[.client] = ids[.server]
                ids[.server] = client
                exchange.stream.swapEnds()
                sender = .client
            }
            begin(exchange, datagram, at: packet)
        }
        // What a reset carries is not TLS.
        let content = read.opcode.isReset ? read.withoutPayload : read
        give(exchange.stream.receive(content, from: sender, at: packet), to: exchange)
        exchange.session?.last = packet
        // Timers are doubled until the time for the handshake is over.
        exchange.session?.patience = exchange.stream.isAwaitingAcknowledgment ? Self.handWindow : nil
    }

    private func exchange(
        _ read: OpenVPNPacket,
        _ datagram: Datagram,
        at packet: PacketReference
    ) -> Exchange? {
        if let known = exchanges.first(where: { $0.key == read.key }) {
            // The ids are used again, in a large circle.
            guard read.opcode == .softReset, read.id == 0, let session = known.session, session.isConfirmed,
                session.stream.records.handshake.facts.serverHello != nil
            else { return known }
            finish(known)
            exchanges.removeAll { $0 === known }
        }
        guard read.id != nil, exchanges.count < Self.mostExchanges else { return nil }
        let exchange = Exchange(read.key, opening.budget)
        if !read.opcode.isReset, let id = read.id {
            exchange.stream.startLate(datagram.direction == clientDirection ? .client : .server, at: id)
        }
        exchanges.append(exchange)
        return exchange
    }

    private func begin(_ exchange: Exchange, _ datagram: Datagram, at packet: PacketReference) {
        let isFirst = exchanges.count == 1 && sessions.isEmpty && exchange.key == 0
        let opening = isFirst ? opening : opening.of(datagram, at: packet)
        let session = OpenVPNSession(opening, .udp)
        session.carrier = self
        session.client = opening.key.sender(in: clientDirection)
        session.server = opening.key.sender(in: clientDirection.opposite)
        session.stream.records.handshake.note(CarrierKind.openvpn)
        exchange.session = session
        sessions.append(session)
    }

    private func give(_ output: [OpenVPNExchange.Output], to exchange: Exchange) {
        guard let session = exchange.session else { return }
        for piece in output {
            switch piece {
            case .bytes(let bytes, let role, let packet):
                session.stream.receive(bytes.span, from: role, at: packet)
            case .gap(let count, let role, let packet):
                session.stream.receiveGap(count, from: role, at: packet)
            }
        }
    }

    private func receiveData(_ key: UInt8, from sender: Role, at packet: PacketReference) {
        guard sender == .server, let exchange = exchanges.first(where: { $0.key == key }),
            let session = exchange.session, session.stream.records.handshake.facts.carrierOutcome == nil
        else { return }
        // A server sends data only once the keys are agreed on, by an exchange that it has accepted.
        session.stream.records.handshake.receive(
            CarrierOutcome(.accepted(.tunnelData), at: packet),
            from: .server
        )
        session.last = packet
    }

    private func receiveCut(_ count: Int, _ key: UInt8, from sender: Role, at packet: PacketReference) {
        guard let session = exchanges.first(where: { $0.key == key })?.session else { return }
        session.stream.receiveGap(count, isCut: true, from: sender, at: packet)
    }

    private func noteSealed(_ datagram: Datagram, _ packet: PacketReference) {
        guard reader.isSealed else { return }
        // New keys of a session that could be read, under protection that it did not have (OpenVPN 2.6).
        let isRenewal = opening.followsReport && !hasAsked && !reader.hasWrappedKey
        opening.shared.passedOver.note(
            .unread(isRenewal ? .openvpnDynamicTLSCrypt : reader.sealedProtocol),
            at: packet,
            from: datagram.source,
            to: datagram.destination
        )
    }

    // MARK: Ends

    /// A client begins a session anew on the same ports.
    private func beginAnew() {
        for exchange in exchanges {
            finish(exchange)
            exchange.session?.isOver = true
        }
        exchanges = []
        ids = Both { _ in nil }
        reader = OpenVPNReader(opening.shared.keys.openVPN)
    }

    private func finish(_ exchange: Exchange) {
        guard let session = exchange.session else { return }
        for role in [Role.client, .server] {
            give(exchange.stream.giveUpHeld(role, at: session.last), to: exchange)
        }
        // Where the capture ends a moment later, the answer may have been on its way.
        if session.stream.records.handshake.facts.carrierOutcome == nil,
            let (role, kind) = exchange.stream.ending(
                isFollowedBySilence: session.isFollowedBySilence,
                isOwed: session.endsWithCapture && session.stream.records.handshake.isMidway
            )
        {
            session.stream.records.handshake.receive(CarrierOutcome(kind, at: session.last), from: role)
        }
        session.carriage = details(of: exchange)
    }

    /// What the report of a session says of the way; `nil` once its exchange is finished, which said it.
    func details(of session: CarriedSession) -> Carriage? {
        exchanges.first { $0.session === session }.map { details(of: $0) }
    }

    private func details(of exchange: Exchange) -> Carriage {
        Carriage(
            carrier: "openvpn",
            details: .openVPN(
                reader,
                key: exchange.key,
                client: ids[.client],
                server: ids[.server],
                retransmissions: exchange.stream.retransmissions
            )
        )
    }
}
