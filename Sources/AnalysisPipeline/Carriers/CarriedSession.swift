import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

/// One TLS connection that is not on a TCP stream of its own: what its carrier has read, and what is reported of it.
///
/// A carrier of ordinary records gives their bytes to ``stream``; one that has its own framing uses ``handshake``, the
/// `HandshakeConsumer` in it.
class CarriedSession: Placed {
    /// Nanoseconds: what comes again sooner was doubled by the network, and not sent again by a timer.
    static let shortestTimer: Int64 = 30_000_000
    /// Seconds after which any end has sent again what was not answered.
    ///
    /// OpenVPN waits for two, DTLS for one (RFC 6347, section 4.2.4.1); times are cut off to seconds.
    static let longestTimer = 4

    // Nothing that is done with any of these reaches the session that it belongs to.
    @safe @exclusivity(unchecked) final var stream: RecordStream
    let first: PacketReference
    /// The last packet that it rests on; its carrier keeps it up to date.
    @safe @exclusivity(unchecked) final var last: PacketReference
    var client: SocketAddress
    var server: SocketAddress
    var transport: ConnectionReport.Transport
    /// The number of the stack of tunnels that the first packet came in; 0 for none.
    let tunnels: UInt32
    /// What is to be said of the way besides, but for the tunnels; `nil` for nothing.
    var carriage: Carriage?
    var notes = StreamNotes()
    /// Nothing more will come of it.
    @safe @exclusivity(unchecked) final var isOver = false
    /// Its carrier has the last word, and says when it ``isOver``: what decides may come after all of TLS.
    @safe @exclusivity(unchecked) final var awaitsCarrier = false
    /// Seconds of silence after which nothing more is waited for; `nil` for as long as the handshake suggests.
    @safe @exclusivity(unchecked) final var patience: Int?
    /// Time passed after its last packet, so whoever said nothing more was silent; else the capture may end before that.
    @safe @exclusivity(unchecked) final var isFollowedBySilence = false
    /// It did end before that, and all of it was read.
    @safe @exclusivity(unchecked) final var endsWithCapture = false
    /// Given when TLS is certain.
    @safe @exclusivity(unchecked) final var id: ConnectionID?
    /// What a later handshake on the same connection amends.
    final let earlier: ReportedConnection?
    final var place = 0
    /// What it holds, in bytes, as the budget of its conversation has it.
    @safe @exclusivity(unchecked) final var weight = 0

    /// What any session takes, with what its carrier keeps of both sides.
    private static let leastBytes = MemoryLayout<RecordStream>.stride + 1_536

    /// What became of it by what its carrier read; its bytes are more rather than less, but for the pieces that the carrier
    /// keeps back.
    final func review() -> HandshakeReader.Prospects {
        var prospects = stream.records.handshake.review()
        prospects.heldBytes += Self.leastBytes
        return prospects
    }

    init(
        _ opening: CarrierOpening,
        _ transport: ConnectionReport.Transport,
        framing: HandshakeFraming = .tls,
        continuing earlier: ReportedConnection? = nil
    ) {
        let reader =
            if let earlier {
                HandshakeReader(opening.shared, continuing: earlier)
            } else {
                HandshakeReader(opening.shared, framing: framing)
            }
        stream = RecordStream(RecordLayer(reader))
        self.earlier = earlier
        id = earlier?.report.id
        first = earlier?.report.first ?? opening.first
        tunnels = opening.tunnels
        last = opening.first
        client = opening.client
        server = opening.server
        self.transport = transport
    }

    /// Whether it is certain that this is TLS.
    var isConfirmed: Bool { stream.records.isConfirmed }

    /// How far it has come.
    var stage: HeldConnection.Stage {
        guard isConfirmed else { return .nothing }
        return stream.records.handshake.facts.serverHello == nil ? .hello : .answered
    }

    /// By what another handshake would be known; `nil` where none can follow.
    var laterHandshake: LaterHandshake? { nil }

    /// Reads what waits for something before it, since its report is due.
    func giveUpWaiting() {}

    /// What its report says of the way, but for the tunnels; asked once, when nothing more will come.
    func describeCarriage() -> Carriage? { carriage }
}

/// By what a handshake is known that begins after a report, on a connection that is no TCP stream.
struct LaterHandshake: Hashable {
    let key: FlowKey
    /// That of its first records.
    let epoch: UInt16
}
