import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

/// The heavy state of one connection, from its first hello until it is decided.
final class ConnectionTracker {
    let key: FlowKey
    /// The connection's first packet, of TCP rather than of TLS.
    let first: PacketReference
    /// Data went before the hello, in either direction.
    let isPreceded: Bool
    /// What that was, as far as it is known, the outermost first.
    let openings: [Preamble]
    /// Given when TLS is found.
    var id: ConnectionID?
    /// What a later handshake on the same connection amends.
    let earlier: ReportedConnection?
    /// The number of the stack of tunnels that the first packets came in; 0 for none.
    private(set) var tunnels: UInt32 = 0
    /// Second of packet time at which silence counts as the end.
    var deadline = 0
    /// What it holds, in bytes, as the engine's budget has it.
    private(set) var weight = TrackedStreams.leastWeight
    /// It was reported before its time, since all connections together held too much.
    var isGivenUp = false
    /// Unsafe for speed: that no two accesses overlap is not checked at run time.
    ///
    /// That cost a hundred instructions a packet (docs/performance-diary.md#what-the-compiler-copies). Only the engine has
    /// trackers, one call at a time, and nothing that streams call knows of one.
    @safe @exclusivity(unchecked) var streams: TrackedStreams

    /// Starts on a flow whose next bytes may be TLS.
    init(
        key: FlowKey,
        first: PacketReference,
        isPreceded: Bool,
        openings: [Preamble],
        forward: UInt32?,
        backward: UInt32?,
        isFromStart: Bool,
        greeting: SpokenProtocol?,
        leadIn: LeadIn?,
        shared: SharedState
    ) {
        self.key = key
        self.first = first
        self.isPreceded = isPreceded
        self.openings = openings
        let session = TLSSession(
            shared,
            isPreceded: isPreceded,
            knowsNextByte: (forward != nil, backward != nil),
            greeting: greeting,
            leadIn: leadIn
        )
        streams = TrackedStreams(
            session,
            forward: forward,
            backward: backward,
            isFromStart: isFromStart,
            last: first
        )
        earlier = nil
    }

    /// Goes on after a report, because another handshake begins; `forward` and `backward` are record boundaries.
    init(
        key: FlowKey,
        continuing earlier: ReportedConnection,
        forward: UInt32?,
        backward: UInt32?,
        shared: SharedState
    ) {
        let report = earlier.report
        self.key = key
        first = report.first
        isPreceded = report.precededBy != nil
        openings = report.carriage?.preambles ?? []
        id = report.id
        self.earlier = earlier
        let session = TLSSession(
            shared,
            continuing: earlier,
            clientDirection: key.sender(in: .forward) == report.client ? .forward : .backward,
            isAtBoundary: (forward != nil, backward != nil)
        )
        streams = TrackedStreams(session, forward: forward, backward: backward, last: report.last)
    }

    /// What was spoken before TLS in all.
    func preambles(_ concluded: borrowing ConcludedStreams) -> [Preamble] {
        guard isPreceded || concluded.hasPreamble else { return [] }
        let known = openings + concluded.preambles
        return known.isEmpty ? [Preamble(.unknown)] : known
    }

    /// What the engine asks after each packet, in one access.
    struct Prospects {
        let state: TLSSession.State
        let isConfirmed: Bool
        let isReset: Bool
        let isNumbered: Bool
        let isSettled: Bool
        /// The second at which silence counts as the end, if that is sooner than it was.
        let soonerDeadline: Int?
        /// Bytes by which it holds more than before.
        let growth: Int
    }

    /// Takes a segment, and puts off, or brings forward, the second at which silence counts as the end.
    func receive(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        at packet: PacketReference,
        budget: inout ReassemblyBudget
    ) -> Prospects {
        if tunnels == 0 { tunnels = segment.tunnels }
        streams.receive(segment, payload, at: packet, budget: &budget)
        streams.updateProspects()
        let held = streams.weight
        let growth = held - weight
        weight = held
        let isSettled =
            streams.session.stream.records.handshake.isSettled && !streams.isLastWordOut
            && !streams.isOrderInDoubt(at: packet.time)
        let earlier = deadline
        deadline = Int(packet.time.nanoseconds / 1_000_000_000) + streams.patience
        return Prospects(
            state: streams.session.state,
            isConfirmed: streams.session.isConfirmed,
            isReset: streams.isReset,
            isNumbered: id != nil,
            isSettled: isSettled,
            soonerDeadline: deadline < earlier ? deadline : nil,
            growth: growth
        )
    }
}

/// A connection whose report is out, and on which another handshake may follow.
struct ReportedConnection {
    let report: ConnectionReport
    /// What it holds, in bytes.
    let weight: Int
    /// By what that would be known, over datagrams.
    var later: LaterHandshake?
    var facts: ConcludedFacts { report.facts }
}
