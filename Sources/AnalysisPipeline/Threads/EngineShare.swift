import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly

/// One of the engines among which the flows are shared out, and what writes down its reports; used by one thread at a
/// time.
final class EngineShare {
    private let number: Int
    private var engine: PacketEngine
    private var renderer: (any ReportRenderer)?
    /// Reports may have to wait for their turn.
    var weighs = false
    /// What is still to be finished, once no more packets will come.
    private var open: ArraySlice<OpenConnection>?
    /// How many connections are finished at a time.
    private static let finishedAtATime = 512

    init(
        _ number: Int,
        of count: Int,
        shared: SharedState,
        seed: HashKey,
        renderer: (any ReportRenderer)?
    ) {
        self.number = number
        self.renderer = renderer
        engine = PacketEngine(sharing: count, shared: shared, seed: seed)
    }

    var keys: KeyMaterial { engine.keys }
    var attempts: AttemptTable { engine.attempts }
    var tlsServers: TLSServers { engine.tlsServers }
    var passedOver: [PassedOverPackets] { engine.shared.passedOver.all }
    var refusedTrackers: UInt64 { engine.counters.refusedTrackers + engine.carriers.refusals }
    var relieved: UInt64 { engine.counters.relieved }
    var lostHandshakes: UInt64 { engine.counters.lostHandshakes }
    var reassemblyHits: UInt64 { engine.budget.limitHits }
    var carrierHits: UInt64 { engine.carriers.budget.refusals }

    /// Takes all packets of a unit that were shared out to this engine.
    func process(_ unit: borrowing PacketUnit) -> ShareResult {
        begin(unit)
        processPart(of: unit)
        return takeResult()
    }

    /// Learns what comes before a unit's packets.
    func begin(_ unit: borrowing PacketUnit) { engine.begin(unit) }

    /// Takes those packets of a unit that have been shared out last.
    func processPart(of unit: borrowing PacketUnit) { engine.process(unit, share: number) }

    /// Finishes some of what is open, since no more packets will come; called until the result is the last one.
    ///
    /// A part at a time, so that what is written down takes the place of what was followed.
    /// `source` is where they came from.
    func finishPart(of source: any PacketSource) -> ShareResult {
        if self.open == nil { engine.endsWithCapture = source.isWhole }
        let open = self.open ?? engine.open[...]
        engine.finish(open.prefix(Self.finishedAtATime))
        self.open = open.dropFirst(Self.finishedAtATime)
        var result = takeResult()
        result.isLast = open.count <= Self.finishedAtATime
        if result.isLast { engine.noteUnansweredAtEnd() }
        return result
    }

    /// Hands over what came of the packets so far.
    func takeResult() -> ShareResult {
        var result = ShareResult()
        result.trackedCount = engine.trackers.count
        swap(&result.announcements, &engine.announcements)
        swap(&result.forgotten, &engine.forgotten)
        guard !engine.decisions.isEmpty else { return result }
        var decisions: [Decision] = []
        swap(&decisions, &engine.decisions)
        result.entries.reserveCapacity(decisions.count)
        for decision in decisions { result.entries.append(entry(decision)) }
        if let bytes = renderer?.take() { result.bytes = bytes }
        return result
    }

    private func entry(_ decision: Decision) -> ShareResult.Entry {
        // In its verdict an earlier connection of another engine may have a say.
        guard renderer != nil, decision.grounds == nil else {
            return ShareResult.Entry(decision, .whole(.init(decision)))
        }
        guard let rendered = renderer?.render(decision.report) else {
            return ShareResult.Entry(decision, .hidden)
        }
        let weight = weighs ? ReportWindow.weight(of: decision.report) : 0
        return ShareResult.Entry(decision, .rendered(rendered), weight: weight)
    }
}

/// What one engine made of one unit or, at the end, of a part of what was open.
struct ShareResult {
    /// Of the parts at the end, the last one.
    var isLast = false
    var announcements: [Announcement] = []
    var entries: [Entry] = []
    var forgotten: [ConnectionID] = []
    /// Connections whose handshake the engine follows.
    var trackedCount = 0
    /// What the renderer wrote.
    var bytes: [UInt8] = []

    /// What joining needs to know of a decision; the report itself stays behind where it was written down.
    struct Entry {
        let moment: Moment
        /// The engine's own number.
        let id: ConnectionID
        let first: PacketReference
        let isLast: Bool
        let outcome: Outcome
        let earlier: Outcome?
        /// Where the session may be resumed.
        let resumable: (trace: SessionTrace, owner: SessionOwner)?
        let content: Content
        /// What the report weighs while it waits for its turn.
        let weight: Int

        init(_ decision: Decision, _ content: Content, weight: Int = 0) {
            moment = decision.moment
            id = decision.report.id
            first = decision.report.first
            isLast = decision.isLast
            outcome = Outcome(decision.report.verdict)
            earlier = decision.earlier
            resumable =
                decision.trace.isResumable ? (decision.trace, SessionOwner(decision.report)) : nil
            self.content = content
            self.weight = weight
        }
    }

    enum Content {
        case hidden
        case rendered(RenderedReport)
        case whole(Held)
    }

    /// A class, since a decision is large.
    final class Held {
        var decision: Decision
        init(_ decision: Decision) { self.decision = decision }
    }
}
