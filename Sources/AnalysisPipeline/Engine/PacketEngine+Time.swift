import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly

// What time alone brings about: connections that are silent for too long end, and idle flows are forgotten.

extension PacketEngine {
    /// Concludes the connections that have been silent for too long.
    mutating func expire(at second: Int) {
        var silent: [DeadlineWheel.Entry] = []
        for entry in wheel.advance(to: second) {
            guard trackers.isCurrent(entry), let tracker = trackers[entry.slot] else { continue }
            if tracker.deadline > second {
                wheel.add(entry, at: tracker.deadline)
            } else {
                silent.append(entry)
            }
        }
        let silentCarriers = carriers.isUnused ? [] : carriers.expired(at: second)
        guard !silent.isEmpty || !silentCarriers.isEmpty else { return }
        moment = .time(at: position)
        // A tracker may stand in the wheel twice.
        var slots = Set<Int>()
        var connections = silent.filter { slots.insert($0.slot).inserted }
            .map { OpenConnection.stream(slot: $0.slot) }
        for slot in silentCarriers {
            connections += carriers.conclude(slot, at: second).map { .carried($0, slot: slot) }
        }
        for connection in inOrder(connections) { conclude(connection, at: second) }
        noteUnansweredDatagrams()
    }

    /// `second` is when its silence ended it; `nil` where the capture did.
    mutating func conclude(_ connection: OpenConnection, at second: Int? = nil) {
        switch connection {
        case .stream(let slot): conclude(slot, isOver: true, after: silence(of: slot, at: second))
        case .carried(let session, let slot):
            conclude(session, in: slot, after: second.map { $0 - CarrierTable.second(of: session.last.time) })
        }
    }

    /// For how many seconds nothing had come on a connection that is followed.
    private func silence(of slot: Int, at second: Int?) -> Int? {
        guard let second, let last = trackers[slot]?.streams.last else { return nil }
        return second - Int(last.time.nanoseconds / 1_000_000_000)
    }

    /// The order in which connections are concluded at one time: slots are reused, so their order says nothing.
    func inOrder(_ connections: [OpenConnection]) -> [OpenConnection] {
        typealias Place = (number: UInt64, input: UInt32, frame: UInt64)
        func place(_ connection: OpenConnection) -> Place {
            let (id, first) =
                switch connection {
                case .stream(let slot): (trackers[slot]?.id, trackers[slot]?.first)
                case .carried(let session, _): (session.id, session.first)
                }
            return (id?.number ?? .max, first?.input ?? .max, first?.frame ?? .max)
        }
        return connections.sorted { place($0) < place($1) }
    }

    /// Segments after which a few slots are looked at for flows that have been idle for long, and how many: the whole table
    /// is visited over time, at no cost that shows.
    private static var sweepInterval: UInt64 { 64 }
    private static var slotsASweep: Int { 8 }

    @inline(__always)
    mutating func sweepIfDue(after segments: UInt64) {
        if segments & (Self.sweepInterval - 1) == 0 { sweep(Self.slotsASweep) }
    }

    /// Forgets a few of the flows that have been idle for long.
    mutating func sweep(_ steps: Int) {
        let now = clock
        var unanswered: [(key: FlowKey, entry: FlowEntry, start: PacketReference)] = []
        table.sweep(steps) {
            Self.isForgotten($0, now)
        } onUnanswered: {
            unanswered.append(($0, $1, $2))
        }
        for flow in unanswered { noteUnanswered(flow.key, flow.entry, at: flow.start) }
        if !carriers.isUnused { carriers.sweep(1) { Self.isForgotten($0, now) } }
    }

    /// Whether a flow has been idle for so long that it counts as gone, swept or not.
    static func isForgotten(_ entry: FlowEntry, _ now: UInt32) -> Bool {
        let idle = now &- entry.lastSeen
        switch entry.state {
        case .quiet, .settled: return idle > idleLimit
        case .closed: return idle > closedLimit
        case .tracked, .vacant: return false
        }
    }
}
