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

    /// Says that a connection got its number before it was decided, or that one was found that gets none.
    mutating func announce(_ id: ConnectionID?, _ control: Announcement.Control? = nil) {
        guard id != nil || control != nil else { return }
        guard ledger == nil else {
            guard let control else { return }
            ledger?.learn(control, id, &counters)
            // No report that was added stands before these.
            if ledger?.revised.isEmpty == false, let revised = ledger?.takeRevised() { finished += revised }
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
}
