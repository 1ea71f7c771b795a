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
    /// Texts that are kept of what an end claims are cut to as many bytes.
    static let longestText = 253
    /// Methods that are kept of those a peer declined.
    private static let mostDeclined = 8
    /// Identifiers that are remembered to know what comes late.
    private static let remembered = 8

    /// The TLS bytes of one end.
    private struct Stream {
        var total: Int?
        var received = 0
        /// The size of its last piece.
        var piece = 0
        /// More pieces of the message are to come.
        var isOpen = false
        /// Something was lost before the next piece.
        var isHoled = false
    }

    private struct Turn {
        let identifier: UInt8
        var isAnswered: Bool
        var type: UInt8
    }

    /// The facts that only the carrier below knows.
    struct Claims {
        var station: String?
        var userName: String?
        var server: String?
    }

    private(set) var session: CarriedSession
    /// Sessions that began and that the carrier has not taken over yet, and those that ended since.
    private var begun: [CarriedSession]
    private var ended: [CarriedSession] = []
    private let carrier: String
    let opening: CarrierOpening
    private var streams = Both<Role, Stream> { _ in Stream() }
    private var turn: Turn?
    private var earlier: [UInt8] = []
    /// What comes is data that nobody can read: the client answered the server's flight, and the server went on.
    private var isBehindHandshake = false
    private var requestRepeats = 0
    private var responseRepeats = 0
    private var retransmissions = 0
    private(set) var method: EAPMethod?
    private var version: UInt8 = 0
    private var identity: String?
    private var declined: [String] = []
    private var result: CarrierOutcome.Word?
    var claims = Claims()
    private(set) var isOver = false
    /// Second of packet time of its last packet.
    private(set) var lastSecond: Int

    init(_ opening: CarrierOpening, carrier: String, client: SocketAddress, server: SocketAddress) {
        self.opening = opening
        self.carrier = carrier
        lastSecond = CarrierTable.second(of: opening.first.time)
        session = Self.session(opening, client, server)
        begun = [session]
    }

    private static func session(
        _ opening: CarrierOpening,
        _ client: SocketAddress,
        _ server: SocketAddress
    ) -> CarriedSession {
        let session = CarriedSession(opening, .eap)
        session.client = client
        session.server = server
        session.awaitsCarrier = true
        session.patience = patience
        session.handshake.note(CarrierKind.eap)
        return session
    }

    func takeBegun() -> [CarriedSession] {
        defer { begun = [] }
        return begun
    }

    func takeEnded() -> [CarriedSession] {
        if isOver, !ended.contains(where: { $0 === session }) { ended.append(session) }
        defer { ended = [] }
        return ended
    }

    /// A method has begun its TLS, or its beginning is not in the capture.
    var hasTLS: Bool { method != nil }

    /// The identifier of the last request.
    var identifier: UInt8? { turn?.identifier }

    /// Whether a request is not answered yet.
    var awaitsResponse: Bool { turn.map { !$0.isAnswered } ?? false }

    // MARK: Packets

    /// Takes a packet of the dialogue; its data is a range of the bytes.
    func receive(_ eap: EAPPacket, _ bytes: Span<UInt8>, at packet: PacketReference) {
        guard !isOver else { return }
        touch(packet)
        switch eap.code {
        case .request where note(request: eap): take(eap, bytes, from: .server, at: packet)
        case .response where note(response: eap): take(eap, bytes, from: .client, at: packet)
        case .request, .response: break
        case .success: end(.eapSuccess, eap.identifier, isAccepted: true, at: packet)
        case .failure: end(.eapFailure, eap.identifier, isAccepted: false, at: packet)
        }
        describe()
    }

    func touch(_ packet: PacketReference) {
        session.last = packet
        lastSecond = CarrierTable.second(of: packet.time)
    }

    private func note(request eap: EAPPacket) -> Bool {
        if let turn {
            if turn.identifier == eap.identifier {
                retransmissions += 1
                if !turn.isAnswered { requestRepeats += 1 }
                return false
            }
            guard !isStale(eap) else { return false }
            if !turn.isAnswered { lose(.client) }
            if hasTLS, isSkipping(to: eap.identifier, turn) {
                for role in [Role.client, .server] { streams[role].isHoled = true }
            }
            remember(turn)
        }
        turn = Turn(identifier: eap.identifier, isAnswered: false, type: eap.type)
        (requestRepeats, responseRepeats) = (0, 0)
        return true
    }

    private func note(response eap: EAPPacket) -> Bool {
        guard let known = turn else {
            turn = Turn(identifier: eap.identifier, isAnswered: true, type: eap.type)
            return true
        }
        if known.identifier == eap.identifier {
            guard known.isAnswered else {
                turn?.isAnswered = true
                return true
            }
            retransmissions += 1
            responseRepeats += 1
            return false
        }
        guard !isStale(eap) else { return false }
        if !known.isAnswered { lose(.client) }
        lose(.server)
        remember(known)
        turn = Turn(identifier: eap.identifier, isAnswered: true, type: eap.type)
        (requestRepeats, responseRepeats) = (0, 0)
        return true
    }

    /// Whether a server that has counted its requests one by one leaves some out.
    private func isSkipping(to identifier: UInt8, _ last: Turn) -> Bool {
        guard let before = earlier.last else { return false }
        return last.identifier &- before == 1 && identifier &- last.identifier != 1
    }

    private func isStale(_ eap: EAPPacket) -> Bool {
        guard earlier.contains(eap.identifier) else { return false }
        retransmissions += 1
        return true
    }

    private func remember(_ turn: Turn) {
        if earlier.count == Self.remembered { earlier.removeFirst() }
        earlier.append(turn.identifier)
    }

    /// A packet of this end is not in the capture.
    private func lose(_ role: Role) {
        // While the other end's message has more pieces, this one only acknowledges.
        guard hasTLS, !streams[role.opposite].isOpen else { return }
        streams[role].isHoled = true
    }

    // MARK: Content

    private func take(_ eap: EAPPacket, _ bytes: Span<UInt8>, from sender: Role, at packet: PacketReference) {
        let data = bytes.extracting(eap.data)
        switch eap.type {
        case EAPPacket.identity:
            if sender == .client { identity = Self.text(data) }
        case EAPPacket.nak:
            if sender == .client, let asked = turn?.type, declined.count < Self.mostDeclined {
                declined.append(EAPMethod.name(of: asked))
            }
        default:
            guard let method = eap.method else { return }
            guard let fragment = EAPFragment(data, method, isCut: eap.missing > 0) else {
                streams[sender].isHoled = true
                return
            }
            take(fragment, data, method, missing: eap.missing, from: sender, at: packet)
        }
    }

    private func take(
        _ fragment: EAPFragment,
        _ data: Span<UInt8>,
        _ method: EAPMethod,
        missing: Int,
        from sender: Role,
        at packet: PacketReference
    ) {
        let isFirst = self.method == nil
        if fragment.isStart, sender == .server {
            if session.isConfirmed { beginAnew(at: packet) }
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
        close(holeOf: sender, before: bytes.count + missing, fragment, at: packet)
        if !streams[sender].isOpen {
            streams[sender].total = fragment.total
            streams[sender].received = 0
        }
        if sender == .server, session.handshake.facts.hasSealedAnswer { isBehindHandshake = true }
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
    private func beginAnew(at packet: PacketReference) {
        describe()
        session.isOver = true
        ended.append(session)
        let opening = CarrierOpening(
            key: opening.key,
            clientDirection: opening.clientDirection,
            first: packet,
            tunnels: opening.tunnels,
            shared: opening.shared,
            budget: opening.budget,
            directory: opening.directory
        )
        session = Self.session(opening, session.client, session.server)
        session.last = packet
        begun.append(session)
        streams = Both { _ in Stream() }
        isBehindHandshake = false
    }

    // MARK: End

    /// Takes in how it ended; `identifier` is that of the success or failure, if EAP said it.
    func end(
        _ word: CarrierOutcome.Word,
        _ identifier: UInt8?,
        isAccepted: Bool,
        at packet: PacketReference
    ) {
        guard !isOver else { return }
        isOver = true
        result = word
        var kind = isAccepted ? CarrierOutcome.Kind.accepted(word) : .rejected(word)
        if !isAccepted, let turn {
            if !turn.isAnswered, requestRepeats > 0 {
                kind = .silent(.client, repetitions: requestRepeats, heardPart: false)
            } else if !turn.isAnswered {
                lose(.client)
            }
            if case .rejected = kind, isHoled(before: identifier, turn) {
                for role in [Role.client, .server] where hasTLS { streams[role].isHoled = true }
            }
            for role in [Role.client, .server] where streams[role].isHoled {
                session.stream.receiveGap(1, from: role, at: packet)
            }
        }
        say(kind, at: packet)
        describe()
        session.isOver = true
    }

    /// Whether requests and responses are missing between the last that is there and a failure with this identifier.
    ///
    /// It has the identifier of the last response (RFC 3748, section 4.2); some servers count on, after the client's answer.
    private func isHoled(before identifier: UInt8?, _ last: Turn) -> Bool {
        // The last piece said that more of its message would come.
        if streams[.server].isOpen { return !last.isAnswered || identifier != last.identifier }
        guard let identifier, identifier != last.identifier else { return false }
        return identifier != last.identifier &+ 1 || !hasAnswer
    }

    /// An end leaves in the middle of it: with what is said by the carrier below.
    func leave(_ word: CarrierOutcome.Word, at packet: PacketReference) {
        guard !isOver else { return }
        isOver = true
        if session.isConfirmed { say(.left(.client, word), at: packet) }
        describe()
        session.isOver = true
    }

    /// Nothing more will come.
    func conclude() {
        guard !isOver else { return }
        isOver = true
        let least = 2
        if let turn, session.isConfirmed {
            if !turn.isAnswered, requestRepeats >= least {
                say(.silent(.client, repetitions: requestRepeats, heardPart: false), at: session.last)
            } else if turn.isAnswered, responseRepeats >= least {
                say(.silent(.server, repetitions: responseRepeats, heardPart: false), at: session.last)
            }
        }
        describe()
        session.isOver = true
    }

    // MARK: What is said of it

    private func describe() {
        let isVersioned = method != nil && method != .tls && method != .unauthenticatedTLS
        session.carriage = Carriage(
            carrier: carrier,
            details: CarrierDetails(
                .eap,
                [
                    "method": method.map { .text($0.name) } ?? .unknown,
                    "version": isVersioned ? .number(UInt64(version)) : .unknown,
                    "identity": identity.map { .text($0) } ?? .unknown,
                    "result": result.map { .text(Self.isAccepted($0) ? "success" : "failure") } ?? .unknown,
                    "ended_by": result.map { .text($0.rawValue) } ?? .unknown,
                    "declined_methods": .texts(declined),
                    "station": claims.station.map { .text($0) } ?? .unknown,
                    "user_name": claims.userName.map { .text($0) } ?? .unknown,
                    "nas": claims.server.map { .text($0) } ?? .unknown,
                    "retransmissions": .number(UInt64(retransmissions)),
                ]
            ),
            identity: identity
        )
    }
}
