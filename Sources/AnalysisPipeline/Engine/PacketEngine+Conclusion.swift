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
    mutating func conclude(_ index: Int, isOver: Bool) {
        guard let tracker = trackers[index] else { return }
        if isOver { tracker.flush(&budget) }
        let slot = table.find(tracker.key)
        let isTLS = tracker.isConfirmed
        let (facts, events) = tracker.takeLog()
        if isTLS { report(tracker, facts, events) }
        if let slot {
            if isTLS { settle(slot, tracker, facts) } else { makeQuiet(slot, tracker) }
        }
        remove(index)
    }

    private mutating func report(
        _ tracker: ConnectionTracker,
        _ facts: HandshakeFacts,
        _ events: [HandshakeEvent]
    ) {
        // Woken by a handshake record that began nothing: what was said stands.
        if let earlier = tracker.earlierReport, facts.renegotiation == nil {
            recent.keep(earlier)
            return
        }
        let id: ConnectionID
        if let known = tracker.id {
            id = known
        } else {
            id = ConnectionID(nextNumber)
            nextNumber += 1
            tracker.id = id
        }
        let inference = Inference(of: facts)
        let original = sessions.original(of: facts) ?? original(of: facts, tracker)
        let report = tracker.makeReport(id: id, facts, inference, events, resuming: original)
        sessions.learn(facts, report)
        if let inference { ticketSizes.learn(report, inference.ticketSizes) }
        if facts.isComplete, !facts.isTLS13 { recent.keep(report) }
        counters.count(report, replacing: tracker.earlierReport)
        finished.append(report)
    }

    /// Where the session may have begun, by the size of its ticket.
    private func original(of facts: HandshakeFacts, _ tracker: ConnectionTracker) -> OriginalSession? {
        guard let ticket = Inference.resumedTicket(of: facts) else { return nil }
        return ticketSizes.original(
            ticket: ticket,
            client: tracker.client.address,
            server: tracker.server,
            serverName: facts.clientHello?.message.serverName
        )
    }

    private mutating func settle(_ slot: Int, _ tracker: ConnectionTracker, _ facts: HandshakeFacts) {
        let isClosed =
            facts.departures.contains(where: \.isReset)
            || (facts.hasDeparted(.client) && facts.hasDeparted(.server))
        guard !isClosed else {
            table[slot].state = .closed
            return
        }
        table[slot].state = .settled
        table[slot].link = UInt32(truncatingIfNeeded: tracker.id?.number ?? 0)
        for direction in [Direction.forward, .backward] {
            let next = facts.isComplete && !facts.isTLS13 ? tracker.nextRecordSequenceNumber(direction) : nil
            if let next { table[slot].expect(next, direction) } else { table[slot].expectNothing(direction) }
        }
    }

    /// It was not TLS: the flow goes back to what it was, as far as it has come.
    mutating func makeQuiet(_ slot: Int, _ tracker: ConnectionTracker) {
        table.makeQuiet(slot, start: tracker.first)
        for direction in [Direction.forward, .backward] {
            if let next = tracker.nextSequenceNumber(direction) { table[slot].expect(next, direction) }
        }
    }

    // MARK: Time

    /// Concludes the connections that have been silent for too long.
    mutating func expire(at second: Int) {
        for entry in wheel.advance(to: second) {
            guard isCurrent(entry), let tracker = trackers[entry.slot] else { continue }
            if tracker.deadline > second {
                wheel.add(entry, at: tracker.deadline)
            } else {
                conclude(entry.slot, isOver: true)
            }
        }
    }

    /// Forgets a few of the flows that have been idle for long.
    mutating func sweep(_ steps: Int) {
        guard let now = counters.lastTime.map(FlowEntry.seconds) else { return }
        table.sweep(steps) { entry in
            let idle = now &- entry.lastSeen
            guard idle < 1 << 31 else { return false }  // time ran backwards
            switch entry.state {
            case .quiet, .settled: return idle > Self.idleLimit
            case .closed: return idle > Self.closedLimit
            case .tracked, .vacant: return false
            }
        }
    }
}

extension PacketEngine.Counters {
    /// Counts a report under its status, and takes back the one that it replaces.
    mutating func count(_ report: ConnectionReport, replacing earlier: ConnectionReport?) {
        if let earlier {
            statuses[earlier.verdict.status, default: 1] -= 1
            if let failure = earlier.verdict.failure { failures[failure.kind, default: 1] -= 1 }
        } else {
            connections += 1
        }
        statuses[report.verdict.status, default: 0] += 1
        if let failure = report.verdict.failure { failures[failure.kind, default: 0] += 1 }
    }
}
