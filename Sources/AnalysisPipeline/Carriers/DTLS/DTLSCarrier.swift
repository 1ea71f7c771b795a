import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// DTLS 1.0, 1.2 and 1.3 over UDP, on any port (RFC 6347, RFC 9147).
///
///     datagram = [shim] record record …          record of handshakes = piece piece …
///
///     shim      CAPWAP's four bytes, or those of a channel of TURN
///     record    epoch 0 in plaintext, later ones sealed: each epoch has keys of its own
///     piece     of a message, found by message_seq and offset
///
/// Everything may be lost, come late, come twice, or be sent again in other pieces. STUN, RTP and whatever else shares the
/// ports is passed over (RFC 9443).
final class DTLSCarrier: Carrier {
    static let firstBytes = FirstBytes(
        [0x01] + Array(20...27) + Array(0x20...0x3F) + Array(DTLSShim.channelNumbers)
    )
    /// Datagrams that wait until it shows who the client is.
    static let maximumWaiting = 16
    static let maximumWaitingBytes = 32 << 10

    /// A datagram of which it is not known who sent it.
    private struct Waiting {
        let direction: Direction
        let bytes: [UInt8]
        let missing: Int
        let packet: PacketReference
    }

    private let opening: CarrierOpening
    // Nothing that is done with any of these reaches the carrier that it belongs to.
    /// That of the first datagram.
    @safe @exclusivity(unchecked) private var shim: DTLSShim?
    @safe @exclusivity(unchecked) private var current: DTLSSession?
    /// The first datagram, where it is a part of a hello, until more comes: no session is made for those who send no more,
    /// since none is reported of them.
    @safe @exclusivity(unchecked) private var beginning: Waiting?
    private var waiting: [Waiting] = []
    private var waitingBytes = 0
    /// Datagrams that were none, while nothing was certain.
    private var strangers = 0
    @safe @exclusivity(unchecked) private(set) var sessions: [CarriedSession] = []

    init(_ opening: CarrierOpening) { self.opening = opening }

    func receive(_ datagram: Datagram, _ payload: Span<UInt8>, at packet: PacketReference) -> CarrierState {
        guard !payload.isEmpty else { return .following }
        if case .some = beginning { readBeginning() }
        let shim = shim ?? DTLSShim(payload)
        self.shim = shim
        guard let start = shim.start(of: payload) else { return stranger() }
        let bytes = payload.extracting(start...)
        if let current, !current.isReplaced(by: bytes) {
            if current.belongsToFormer(bytes, of: datagram) { return .following }
            current.receive(
                bytes,
                missing: datagram.missingLength,
                from: current.sender(of: datagram, bytes),
                at: packet
            )
            return .following
        }
        guard let evidence = DTLSEvidence(bytes, missing: datagram.missingLength) else { return stranger() }
        if case .hello = evidence {
            if keepsBeginning(datagram, bytes, at: packet) { return .following }
            begin(clientDirection: datagram.direction, at: packet)
        } else if current != nil {
            return .following
        } else if let sender = evidence.sender {
            let client = sender == .client ? datagram.direction : datagram.direction.opposite
            begin(clientDirection: client, at: waiting.first?.packet ?? packet)
            readWaiting()
        } else {
            return wait(datagram, bytes, evidence, at: packet)
        }
        if let current {
            let sender: Role = current.clientDirection == datagram.direction ? .client : .server
            current.receive(bytes, missing: datagram.missingLength, from: sender, at: packet)
        }
        return .following
    }

    /// Begins a connection; the one before it on these ports is over.
    private func begin(clientDirection: Direction, at packet: PacketReference) {
        current?.conclude()
        current?.isOver = true
        let session = DTLSSession(opening.restarted(clientDirection, at: packet), shim: shim ?? .none)
        session.followsAnother = current != nil || opening.followsReport
        current = session
        sessions.append(session)
    }

    // MARK: A part of a hello

    /// Keeps what may be all that ever comes, as long as there is room for it.
    private func keepsBeginning(
        _ datagram: Datagram,
        _ bytes: Span<UInt8>,
        at packet: PacketReference
    ) -> Bool {
        guard current == nil, waiting.isEmpty, datagram.missingLength == 0,
            DTLSEvidence.isPart(ofHello: bytes), opening.budget.reserve(bytes.count)
        else { return false }
        beginning = Waiting(
            direction: datagram.direction,
            bytes: [UInt8](copying: bytes),
            missing: 0,
            packet: packet
        )
        return true
    }

    /// More came: a connection began with what was kept.
    private func readBeginning() {
        guard let first = beginning else { return }
        forgetBeginning()
        begin(clientDirection: first.direction, at: first.packet)
        current?.receive(first.bytes.span, missing: first.missing, from: .client, at: first.packet)
    }

    private func forgetBeginning() {
        if let first = beginning { opening.budget.release(first.bytes.count) }
        beginning = nil
    }

    /// As long as for a session, if there will be one.
    var patience: Int {
        if case .some = beginning { HandshakeFacts.longestPatience } else { CarrierTable.undecidedPatience }
    }

    /// Goes on with a connection that was reported, to see a later handshake.
    func resume(_ earlier: ReportedConnection) {
        let session = DTLSSession(opening, shim: .none, continuing: earlier)
        (shim, current) = (DTLSShim.none, session)
        sessions.append(session)
    }

    // MARK: Joined late

    private func stranger() -> CarrierState {
        guard current == nil else { return .following }
        strangers += 1
        return strangers > Self.maximumWaiting ? .refuted : .undecided
    }

    /// Keeps a datagram that does not say who its sender is, until enough of them make it certain that it is DTLS.
    private func wait(
        _ datagram: Datagram,
        _ bytes: Span<UInt8>,
        _ evidence: DTLSEvidence,
        at packet: PacketReference
    ) -> CarrierState {
        let isFull =
            waiting.count == Self.maximumWaiting || waitingBytes + bytes.count > Self.maximumWaitingBytes
        if !isFull, opening.budget.reserve(bytes.count) {
            waitingBytes += bytes.count
            waiting.append(
                Waiting(
                    direction: datagram.direction,
                    bytes: [UInt8](copying: bytes),
                    missing: datagram.missingLength,
                    packet: packet
                )
            )
        }
        let forward = waiting.count { $0.direction == .forward }
        let isCertain = min(forward, waiting.count - forward) > 0 ? waiting.count >= 4 : waiting.count >= 8
        guard isCertain || isFull else { return .undecided }
        // Nothing tells it: servers mostly have the lower port.
        let (one, other) = (opening.key.sender(in: .forward), opening.key.sender(in: .backward))
        begin(
            clientDirection: one.port < other.port ? .backward : .forward,
            at: waiting.first?.packet ?? packet
        )
        readWaiting()
        return .following
    }

    private func readWaiting() {
        guard let current else { return }
        for datagram in waiting {
            let sender: Role = current.clientDirection == datagram.direction ? .client : .server
            current.receive(
                datagram.bytes.span,
                missing: datagram.missing,
                from: sender,
                at: datagram.packet
            )
        }
        forgetWaiting()
    }

    private func forgetWaiting() {
        opening.budget.release(waitingBytes)
        waitingBytes = 0
        waiting = []
    }

    func end(_ session: CarriedSession) {
        // As a rule there is one.
        if sessions.count == 1, sessions[0] === session { return sessions = [] }
        sessions.removeAll { $0 === session }
    }

    func conclude() {
        current?.conclude()
        if case .some = beginning { forgetBeginning() }
        if !waiting.isEmpty { forgetWaiting() }
    }
}

extension CarrierOpening {
    /// Of another connection on the same ports.
    fileprivate func restarted(_ clientDirection: Direction, at packet: PacketReference) -> CarrierOpening {
        CarrierOpening(
            key: key,
            clientDirection: clientDirection,
            first: packet,
            tunnels: tunnels,
            shared: shared,
            budget: budget,
            directory: directory
        )
    }
}
