import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// One authentication by EAP: who asks, who answers, and the TLS in it, whatever carries its packets.
///
///     Request/Identity ▶ Response ▶ Request/method, start ▶ ClientHello … fragments and acknowledgements … ▶ Success
///
/// EAP goes in turns, each request with an identifier of its own that its response repeats. So what comes twice, and what
/// the capture lacks, shows by the identifiers; that something is lost is said, and never why.
final class EAPDialogue {
    /// Seconds of silence after which nothing more is waited for: supplicants and servers give up sooner.
    static let patience = 60
    /// What one takes of the ``CarrierBudget``, for all that is held of it.
    static let cost = 4 << 10
    /// Of one network or of one server; the next takes the place of some that have shown least.
    static let mostTogether = 4_096
    /// Methods that are kept of those a peer declined.
    private static let mostDeclined = 8

    /// The TLS bytes of one end.
    struct Stream {
        var total: Int?
        var received = 0
        /// The size of its last piece.
        var piece = 0
        /// More pieces of the message are to come.
        var isOpen = false
        /// Something was lost before the next piece.
        var isHoled = false
    }

    /// The facts that only the carrier below knows.
    struct Claims {
        var station: ClaimedText?
        var userName: ClaimedText?
        var server: String?

        /// Takes what was not claimed before; what was said first stands.
        ///
        /// Not compared with nil, for which it would be copied (docs/performance-diary.md#what-the-compiler-copies).
        mutating func complete(station: ClaimedText?, userName: ClaimedText?, server: String?) {
            if case .some = station, case .none = self.station { self.station = station }
            if case .some = userName, case .none = self.userName { self.userName = userName }
            if case .some = server, case .none = self.server { self.server = server }
        }
    }

    // Nothing that is done with any of these reaches the dialogue that it belongs to.
    /// `nil` until TLS's first bytes come: most who only say who they are never get so far.
    @safe @exclusivity(unchecked) private(set) var session: CarriedSession?
    private var client: SocketAddress
    private var server: SocketAddress
    /// Sessions that began and that the carrier has not taken over yet, and those that ended since.
    @safe @exclusivity(unchecked) private var begun: [CarriedSession] = []
    @safe @exclusivity(unchecked) private var ended: [CarriedSession] = []
    private let carrier: String
    let opening: CarrierOpening
    var streams = Both<Role, Stream> { _ in Stream() }
    @safe @exclusivity(unchecked) var turns = EAPTurns()
    /// What comes is data that nobody can read: the client answered the server's flight, and the server went on.
    private var isBehindHandshake = false
    private(set) var method: EAPMethod?
    private var version: UInt8 = 0
    @safe @exclusivity(unchecked) private var identity: ClaimedText?
    private var declined: [String] = []
    var result: CarrierOutcome.Word?
    @safe @exclusivity(unchecked) var claims = Claims()
    @safe @exclusivity(unchecked) var isOver = false
    /// Second of packet time of its last packet.
    @safe @exclusivity(unchecked) private(set) var lastSecond: Int

    init(_ opening: CarrierOpening, carrier: String, client: SocketAddress, server: SocketAddress) {
        self.opening = opening
        self.carrier = carrier
        lastSecond = CarrierTable.second(of: opening.first.time)
        self.client = client
        self.server = server
    }

    /// Says who the ends are, as far as it is known now.
    func setEnds(client: SocketAddress, server: SocketAddress) {
        self.client = client
        self.server = server
        session?.client = client
        session?.server = server
    }

    private func beginSession(_ opening: CarrierOpening, at packet: PacketReference) -> CarriedSession {
        let session = CarriedSession(opening, .eap)
        session.client = client
        session.server = server
        session.last = packet
        session.awaitsCarrier = true
        session.patience = Self.patience
        session.stream.records.handshake.note(CarrierKind.eap)
        self.session = session
        begun.append(session)
        return session
    }

    func takeBegun() -> [CarriedSession] {
        guard !begun.isEmpty else { return [] }
        defer { begun = [] }
        return begun
    }

    func takeEnded() -> [CarriedSession] {
        guard !ended.isEmpty || (isOver && session != nil) else { return [] }
        if isOver, let session, !ended.contains(where: { $0 === session }) { ended.append(session) }
        defer { ended = [] }
        return ended
    }

    /// A method has begun its TLS, or its beginning is not in the capture.
    var hasTLS: Bool { method != nil }

    /// The identifier of the last request.
    var identifier: UInt8? { turns.last?.identifier }

    /// Whether a request is not answered yet.
    var awaitsResponse: Bool { turns.last.map { !$0.isAnswered } ?? false }

    // MARK: Packets

    /// Takes a packet of the dialogue; its data is a range of the bytes.
    func receive(_ eap: EAPPacket, _ bytes: Span<UInt8>, at packet: PacketReference) {
        guard !isOver else { return }
        touch(packet)
        switch eap.code {
        case .request: if note(turns.receive(request: eap)) { read(eap, bytes, from: .server, at: packet) }
        case .response: if note(turns.receive(response: eap)) { read(eap, bytes, from: .client, at: packet) }
        case .success: end(.eapSuccess, eap.identifier, isAccepted: true, at: packet)
        case .failure: end(.eapFailure, eap.identifier, isAccepted: false, at: packet)
        }
    }

    func touch(_ packet: PacketReference) {
        session?.last = packet
        lastSecond = CarrierTable.second(of: packet.time)
    }

    /// Takes in what the turns tell that is missing before a packet; whether the packet is a new one.
    private func note(_ lost: EAPTurns.Lost?) -> Bool {
        guard let lost else { return false }
        if lost.response { lose(.client) }
        if lost.request { lose(.server) }
        if lost.turns, hasTLS { for role in [Role.client, .server] { streams[role].isHoled = true } }
        return true
    }

    /// A packet of this end is not in the capture.
    func lose(_ role: Role) {
        // While the other end's message has more pieces, this one only acknowledges.
        guard hasTLS, !streams[role.opposite].isOpen else { return }
        streams[role].isHoled = true
    }

    // MARK: Content

    private func read(_ eap: EAPPacket, _ bytes: Span<UInt8>, from sender: Role, at packet: PacketReference) {
        let data = bytes.extracting(eap.data)
        switch eap.type {
        case EAPPacket.identity:
            if sender == .client { identity = ClaimedText(data) }
        case EAPPacket.nak:
            if sender == .client, let asked = turns.last, declined.count < Self.mostDeclined {
                declined.append(asked.expanded?.name ?? EAPMethod.name(of: asked.type))
            }
        default:
            guard let method = eap.method else { return }
            guard let fragment = EAPFragment(data, method, isCut: eap.missing > 0) else {
                streams[sender].isHoled = true
                return
            }
            read(fragment, data, method, missing: eap.missing, from: sender, at: packet)
        }
    }

    private func read(
        _ fragment: EAPFragment,
        _ data: Span<UInt8>,
        _ method: EAPMethod,
        missing: Int,
        from sender: Role,
        at packet: PacketReference
    ) {
        let isFirst = self.method == nil
        if fragment.isStart, sender == .server {
            if let session, session.isConfirmed { beginAnew(after: session, at: packet) }
            self.method = method
            version = fragment.version
            return
        }
        let bytes = data.extracting(fragment.data)
        if isFirst {
            // The start of the method is not in the capture, and so may be any of what followed it.
            if case .clientHello = StreamStart(bytes), sender == .client {
            } else {
                streams[.client].isHoled = true
            }
            streams[.server].isHoled = sender == .server || streams[.client].isHoled
        }
        self.method = method
        if sender == .client { version = fragment.version }
        guard !bytes.isEmpty || missing > 0 else { return }
        let session = session ?? beginSession(opening, at: packet)
        close(holeOf: sender, before: bytes.count + missing, fragment, session, at: packet)
        if !streams[sender].isOpen {
            streams[sender].total = fragment.total
            streams[sender].received = 0
        }
        if sender == .server, session.stream.records.handshake.facts.hasSealedAnswer {
            isBehindHandshake = true
        }
        session.stream.receive(bytes, from: sender, at: packet)
        if missing > 0 { session.stream.receiveGap(missing, isCut: true, from: sender, at: packet) }
        streams[sender].received += bytes.count + missing
        streams[sender].piece = bytes.count + missing
        streams[sender].isOpen = fragment.hasMore
    }

    /// Says what is missing of an end before its next piece: exactly, where the length of the message tells it.
    private func close(
        holeOf sender: Role,
        before count: Int,
        _ fragment: EAPFragment,
        _ session: CarriedSession,
        at packet: PacketReference
    ) {
        guard streams[sender].isHoled else { return }
        streams[sender].isHoled = false
        let stream = streams[sender]
        guard stream.isOpen else {
            // A whole message, or the first piece of this one; what was lost of an inner method matters to nobody.
            if !isBehindHandshake { session.stream.receiveGap(1, from: sender, at: packet) }
            return session.stream.search(sender)
        }
        // All pieces of a message but its last are of one size.
        var lost = stream.piece
        if !fragment.hasMore, let total = stream.total { lost = max(1, total - stream.received - count) }
        session.stream.receiveGap(lost, from: sender, at: packet)
        streams[sender].received += lost
    }

    /// The server begins another TLS connection in the same dialogue, such as after its first method.
    private func beginAnew(after earlier: CarriedSession, at packet: PacketReference) {
        describe()
        earlier.isOver = true
        ended.append(earlier)
        let opening = CarrierOpening(
            key: opening.key,
            clientDirection: opening.clientDirection,
            first: packet,
            tunnels: opening.tunnels,
            shared: opening.shared,
            budget: opening.budget,
            directory: opening.directory
        )
        _ = beginSession(opening, at: packet)
        streams = Both { _ in Stream() }
        isBehindHandshake = false
    }

    // MARK: What is said of it

    /// Says it when nothing more will come, of what is reported.
    func describe() {
        guard let session, session.isConfirmed else { return }
        let isVersioned = method != nil && method != .tls && method != .unauthenticatedTLS
        session.carriage = Carriage(
            carrier: carrier,
            details: CarrierDetails(
                .eap,
                [
                    .init("method", method.map { .text($0.name) } ?? .unknown),
                    .init("version", isVersioned ? .number(UInt64(version)) : .unknown),
                    .init("identity", identity.map { .text($0.text) } ?? .unknown),
                    .init(
                        "result",
                        result.map { .text(Self.isAccepted($0) ? "success" : "failure") } ?? .unknown
                    ),
                    .init("ended_by", result.map { .text($0.rawValue) } ?? .unknown),
                    .init("declined_methods", .texts(declined)),
                    .init("station", claims.station.map { .text($0.text) } ?? .unknown),
                    .init("user_name", claims.userName.map { .text($0.text) } ?? .unknown),
                    .init("nas", claims.server.map { .text($0) } ?? .unknown),
                    .init("retransmissions", .number(UInt64(turns.retransmissions))),
                ]
            ),
            identity: identity?.text
        )
    }
}
