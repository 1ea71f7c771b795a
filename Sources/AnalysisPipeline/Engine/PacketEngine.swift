public import ByteParsing
public import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

/// Takes packets in the order of the capture and yields reports: the corridor's one meeting place.
///
/// It knows no files, clocks or threads. Reports pile up in ``finished`` until the caller takes them.
public struct PacketEngine: ~Copyable {
    /// Handshakes followed at one time; beyond it the new one is not followed, and counted.
    ///
    /// Engines that share the work share this limit, that of the table and that of held bytes in equal parts.
    static let maximumTrackers = 1 << 20
    /// Seconds after which a silent flow without a handshake in progress is forgotten.
    static let idleLimit: UInt32 = 900
    /// The same for a flow that was closed: only stray repetitions can follow.
    static let closedLimit: UInt32 = 60
    /// Bytes of swapped segments that were not TLS, after which no more are looked into on the same flow: a bulk
    /// transfer that loses packets is not copied over and over.
    static let maximumPreamble = 4_096

    var decoder = PacketDecoder()
    var table: FlowTable
    var budget: ReassemblyBudget
    var trackers: TrackerTable
    /// What carries TLS and is no TCP stream.
    var carriers: CarrierTable
    /// Which flows came in networks that tunnels name.
    var domains = FlowDomains()
    /// The stacks of tunnels that packets came in, as reports have them, by their number less 1.
    var encapsulations: [Carriage] = []
    var wheel = DeadlineWheel()
    var recent: RecentReports
    /// Those of conversations that are no TCP streams: all of them are one engine's, whichever group they are of.
    var recentCarried: RecentReports
    var brief = BriefReports()
    let memory: MemoryPlan
    var common = CommonFacts()
    var openings = OpeningTable()
    var earlyLeaves = BoundedTable<FlowKey, EarlyLeave>(capacity: EarlyLeave.capacity)
    var cutHeaders = CutHeaderTable()
    var distantSegments = DistantSegments()
    /// Flows that were counted as begun before the capture.
    var begunEarlier = BoundedTable<FlowKey, Bool>(capacity: 1_024)
    var unansweredStarts = BoundedTable<FlowKey, UnansweredStart>(capacity: UnansweredStart.capacity)
    /// `nil` in one of several engines: whoever joins them keeps the ledger.
    var ledger: ConnectionLedger?
    /// What was decided and has no ledger to go to.
    var decisions: [Decision] = []
    /// The numbers that were given meanwhile, for whoever keeps the ledger.
    var announcements: [Announcement] = []
    /// Numbers of which no decision will follow.
    var forgotten: [ConnectionID] = []
    let shared: SharedState
    var keys: KeyMaterial { shared.keys }
    var nextNumber: UInt64 = 1
    /// What is open at the end ends where the capture does, all of which was read.
    var endsWithCapture = false
    /// The number, among all of the run, of the packet that told the time.
    private(set) var position: UInt64 = 0
    /// When what is decided now is decided.
    var moment = Moment.packet(0)
    /// The latest second that a packet told, by which flows grow old; time that runs backwards stands still.
    private(set) var clock: UInt32 = 0
    /// The second of the run's first packet.
    private(set) var firstSecond: UInt32?
    /// The first nanosecond of that second; beyond all times where the second has to be looked at anew.
    private var secondStart = Int64.max

    public internal(set) var counters = Counters()
    /// What was tried on flows that never became TLS.
    var attempts = AttemptTable()
    var tlsServers = TLSServers()
    /// Reports that nobody has taken yet, in the order in which they were decided.
    public internal(set) var finished: [ConnectionReport] = []
    /// Where among these reports stand that the one before them revised.
    var revisions: [Range<Int>] = []

    public struct Counters: Sendable {
        public var packets: UInt64 = 0
        public var bytes: UInt64 = 0
        public var malformed: UInt64 = 0
        public var firstTime: Timestamp?
        public var lastTime: Timestamp?
        /// Packets by link type that could not be decoded.
        public var unsupportedLinkTypes: [UInt32: UInt64] = [:]
        public var refusedTrackers: UInt64 = 0
        /// Connections that were given up since all together held too much.
        public var relieved: UInt64 = 0
        /// Later handshakes that were not looked into, since the report that they would amend was no longer kept.
        public var lostHandshakes: UInt64 = 0
        public var connections: UInt64 = 0
        var outcomes = OutcomeCounts()
        /// Connections by the status of their last report.
        public var statuses: [Verdict.Status: UInt64] { outcomes.byStatus }
        public var failures: [Failure.Kind: UInt64] { outcomes.byFailure }
        public init() {}

        /// Takes note of the times of a batch; a capture that stands behind another may be the older one.
        mutating func note(_ times: ClosedRange<Timestamp>) {
            firstTime = min(firstTime ?? times.lowerBound, times.lowerBound)
            lastTime = max(lastTime ?? times.upperBound, times.upperBound)
        }
    }

    public init() { self.init(keys: KeyMaterial()) }

    init(keys: KeyMaterial, keepsEvents: Bool = true) {
        self.init(shared: SharedState(keys: keys, keepsEvents: keepsEvents))
    }

    init(shared: SharedState) {
        self.shared = shared
        memory = shared.memory
        recent = RecentReports(maximumBytes: memory.reportsInGroup)
        recentCarried = RecentReports(maximumBytes: memory.carriedReportsInGroup)
        table = FlowTable(maximumBytes: memory.flows)
        budget = ReassemblyBudget()
        trackers = TrackerTable(limit: Self.maximumTrackers)
        carriers = CarrierTable(shared.carriers, seed: table.seed, memory: memory)
        ledger = ConnectionLedger()
    }

    /// One of `count` engines that share the flows; `seed` is that of all their tables.
    init(sharing count: Int, shared: SharedState, seed: HashKey) {
        self.shared = shared
        memory = shared.memory.divided(by: count)
        recent = RecentReports(maximumBytes: memory.reportsInGroup)
        recentCarried = RecentReports(maximumBytes: memory.carriedReportsInGroup)
        table = FlowTable(
            maximumCount: FlowTable.maximumCount / count,
            maximumBytes: memory.flows,
            seed: seed
        )
        var limits = ReassemblyLimits()
        limits.bytesInAll /= count
        budget = ReassemblyBudget(limits: limits)
        trackers = TrackerTable(limit: Self.maximumTrackers / count)
        // All datagrams go to one engine, so nothing is divided.
        carriers = CarrierTable(shared.carriers, seed: seed, memory: shared.memory)
    }

    /// Hands over the reports, oldest first; those that are revised before the one that revises them, where that is asked for.
    public mutating func takeFinished(revisedFirst: Bool = false) -> [ConnectionReport] {
        var taken: [ConnectionReport] = []
        swap(&taken, &finished)
        guard !revisions.isEmpty else { return taken }
        if revisedFirst {
            for revised in revisions {
                let cause = taken.remove(at: revised.lowerBound - 1)
                taken.insert(cause, at: revised.upperBound - 1)
            }
        }
        revisions.removeAll(keepingCapacity: true)
        return taken
    }

    // MARK: Packets

    /// Tells the time when no packet does: what has been silent for too long is over.
    public mutating func advance(to time: Timestamp) { advance(to: time, packet: counters.packets) }

    /// Tells the time of a packet, by its number among all of the run.
    @inline(__always)
    mutating func advance(to time: Timestamp, packet number: UInt64) {
        // Within a second nothing comes to its end.
        guard UInt64(bitPattern: time.nanoseconds &- secondStart) >= 1_000_000_000 else { return }
        position = number
        enterSecond(of: time)
    }

    @inline(never)
    private mutating func enterSecond(of time: Timestamp) {
        let second = Int(time.nanoseconds / 1_000_000_000)
        if second != wheel.now { expire(at: second) }
        // Seconds are cut off towards 1970, so the one before it is longer; it is not worth a shorter way.
        secondStart = second == wheel.now && second > 0 ? Int64(second) * 1_000_000_000 : .max
        clock = UInt32(truncatingIfNeeded: wheel.now ?? 0)
        if firstSecond == nil { firstSecond = clock }
    }

    /// Looks at the clock anew, after the wheel's was set.
    mutating func readClock() {
        clock = UInt32(truncatingIfNeeded: wheel.now ?? 0)
        secondStart = .max
    }

    /// Reports everything that is still open: no more packets will come.
    public mutating func finish() {
        let open = open
        finish(open[...])
    }

    /// What is still open, in the order in which it is reported at the end.
    var open: [OpenConnection] {
        mutating get {
            moment = .end
            var open = trackers.slots.map { OpenConnection.stream(slot: $0) }
            let end = wheel.now
            for slot in carriers.slots {
                for session in carriers.conclude(slot, at: end, endsCapture: endsWithCapture) {
                    open.append(.carried(session, slot: slot))
                }
            }
            return inOrder(open)
        }
    }

    /// Reports a part of ``open``: no more packets will come.
    mutating func finish(_ connections: ArraySlice<OpenConnection>) {
        moment = .end
        for connection in connections { conclude(connection) }
    }
}
