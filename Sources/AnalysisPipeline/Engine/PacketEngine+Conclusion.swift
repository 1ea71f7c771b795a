import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

// How a connection that was followed ends: its report, and what the table keeps of it.

extension PacketEngine {
    /// Reports a connection, and puts its flow to rest.
    ///
    /// If it `isOver`, nothing more will come, and what is missing is given up.
    mutating func conclude(_ index: Int, isOver: Bool, after silence: Int? = nil) {
        guard let tracker = trackers[index] else { return }
        let concluded = tracker.streams.conclude(isOver: isOver, after: silence, &budget)
        let slot = table.find(tracker.key)
        if concluded.isTLS {
            report(tracker, concluded.facts, concluded)
        } else {
            if let earlier = tracker.earlier { forget(earlier.report.id) }
            note(concluded.refusal, tracker.key)
            if concluded.isUnanswered {
                attempts.add(
                    .unanswered,
                    server: tracker.key.sender(in: concluded.clientDirection.opposite),
                    client: tracker.key.sender(in: concluded.clientDirection),
                    at: tracker.first
                )
            }
            if let unread = concluded.unread {
                shared.passedOver.note(
                    .unread(unread.what),
                    at: tracker.first,
                    from: tracker.key.sender(in: concluded.clientDirection),
                    to: tracker.key.sender(in: concluded.clientDirection.opposite),
                    count: unread.packets
                )
            }
            openings.note(tracker.openings + concluded.preambles, of: tracker.key)
        }
        if let slot {
            if concluded.isTLS { settle(slot, tracker, concluded) } else { makeQuiet(slot, tracker) }
        }
        trackers.remove(index)
    }

    private mutating func report(
        _ tracker: ConnectionTracker,
        _ facts: ConcludedFacts,
        _ concluded: borrowing ConcludedStreams
    ) {
        // Woken by a handshake record that began nothing: what was said stands.
        if let earlier = tracker.earlier, facts.facts.renegotiation == nil, !facts.facts.mayBeRenegotiated {
            if facts.mayGoOn { keep(earlier, tracker.key) } else { forget(earlier.report.id) }
            return
        }
        let id = number(tracker)
        let inference = facts.facts.isTLS13 ? ConcludedInference(of: facts) : nil
        let server = tracker.key.sender(in: concluded.clientDirection.opposite)
        let trace = SessionTrace(of: facts, inference, server: server)
        ledger?.prefetch(trace)
        let report = tracker.makeReport(
            id: id,
            facts,
            concluded,
            inference,
            carriage(of: tracker, concluded),
            known: shared.certificates.known,
            &common
        )
        if facts.mayGoOn { keep(ReportedConnection(report: report, weight: tracker.weight), tracker.key) }
        enter(report, facts, inference, trace, isLast: !facts.mayGoOn, earlier: tracker.earlier)
    }

    /// Enters a report here, or hands it on to where the run comes together.
    @inline(__always)
    mutating func enter(
        _ report: consuming ConnectionReport,
        _ facts: ConcludedFacts,
        _ inference: ConcludedInference?,
        _ trace: SessionTrace,
        isLast: Bool,
        earlier: ReportedConnection?
    ) {
        tlsServers.add(trace.server)
        let isLinked =
            trace.isResumed || earlier?.report.verdict.isResumed == true
            || ControlConnections.isControl(report) || SilentLeaves.isOne(report)
            || ControlConnections.mayBeEmptyData(report)
        enter(
            report,
            trace,
            isLast: isLast,
            earlier: earlier.map { Outcome($0.report.verdict) },
            isLinked: isLinked,
            grounds: isLinked ? Decision.Grounds(facts: facts, inference: inference) : nil
        )
    }

    /// The same, by what the report that it amends came to; it `isLinked` where other connections have, or had, a say.
    @inline(__always)
    mutating func enter(
        _ report: consuming ConnectionReport,
        _ trace: SessionTrace,
        isLast: Bool,
        earlier: Outcome?,
        isLinked: Bool,
        grounds: Decision.Grounds?
    ) {
        if ledger != nil, !isLinked {
            ledger?.enter(report, trace, replacing: earlier, &counters)
            finished.append(consume report)
            takeRevised()
            return
        }
        decide(
            Decision(
                moment: moment,
                report: consume report,
                isLast: isLast,
                trace: trace,
                grounds: grounds,
                earlier: earlier
            )
        )
    }

    /// Enters a report in which other connections have a say, here or where the run comes together.
    private mutating func decide(_ decision: consuming Decision) {
        guard ledger != nil else {
            decisions.append(decision)
            return
        }
        ledger?.enter(&decision, &counters)
        finished.append(decision.report)
        takeRevised()
    }

    /// Reports again what the ledger revised because of the report that was added last.
    private mutating func takeRevised() {
        guard ledger?.revised.isEmpty == false, let revised = ledger?.takeRevised() else { return }
        revisions.append(finished.count..<finished.count + revised.count)
        finished += revised
    }

    /// Gives a connection its number, if it has none.
    mutating func number(_ tracker: ConnectionTracker) -> ConnectionID {
        if let known = tracker.id { return known }
        let id = drawNumber()
        tracker.id = id
        return id
    }

    mutating func drawNumber() -> ConnectionID {
        defer { nextNumber += 1 }
        return ConnectionID(nextNumber)
    }

    @inline(__always)
    private mutating func keep(_ connection: consuming ReportedConnection, _ key: FlowKey) {
        var displaced: [ReportedConnection] = []
        recent.keep(connection, group: key.group) { displaced.append($0) }
        for connection in displaced {
            if let forgotten = brief.keep(connection.report, group: key.group) { forget(forgotten) }
        }
    }

    /// Lets go of the report of a flow that was closed: no handshake can follow any more.
    mutating func letGo(_ slot: Int) {
        let (name, group) = (table[slot].name, table.key(of: slot).group)
        if let closed = recent.take(name, group: group) { return forget(closed.report.id) }
        if let closed = brief.take(name, group: group) { forget(closed.id) }
    }

    mutating func forget(_ id: ConnectionID) {
        if ledger != nil { ledger?.forget(id) } else { forgotten.append(id) }
    }

    /// Says that a connection got its number before it was decided.
    mutating func announce(_ id: ConnectionID?, _ control: ControlConnections.Beginning? = nil) {
        guard let id else { return }
        guard ledger == nil else {
            if let control { ledger?.learn(control, id) }
            return
        }
        announcements.append(
            Announcement(moment: moment, id: id, decisionsBefore: decisions.count, control: control)
        )
    }

    private mutating func settle(_ slot: Int, _ tracker: ConnectionTracker, _ concluded: ConcludedStreams) {
        guard !concluded.facts.isClosed else {
            table[slot].state = .closed
            return
        }
        table[slot].beSettled(as: UInt32(truncatingIfNeeded: tracker.id?.number ?? 0))
        for direction in [Direction.forward, .backward] {
            let next = direction == .forward ? concluded.nextForward : concluded.nextBackward
            if let next, concluded.facts.mayGoOn {
                table[slot].expect(next, direction)
            } else {
                table[slot].expectNothing(direction)
            }
        }
    }

    /// It was not TLS: the flow goes back to what it was, as far as it has come.
    mutating func makeQuiet(_ slot: Int, _ tracker: ConnectionTracker) {
        table.makeQuiet(slot, start: tracker.first)
        for direction in [Direction.forward, .backward] {
            if tracker.streams.hasReceived(direction) { table[slot].marks.insert(.sawData(direction)) }
            if let next = tracker.streams.nextSequenceNumber(direction) {
                table[slot].expect(next, direction)
            }
        }
    }

    // MARK: Time

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
