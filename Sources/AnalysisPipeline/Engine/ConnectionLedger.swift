import ByteParsing
import HandshakeAnalysis
import TLSWire

/// What concerns all connections of a run together: the sessions that one begins and another resumes, and the counts.
///
/// Decisions are entered in the order of their moments, each with the number that the run knows it by.
struct ConnectionLedger {
    private var sessions = SessionDirectory()
    private var ticketSizes = TicketSizes()
    private var controls = ControlConnections()
    private var possibleControls = PossibleControls()
    private var silentLeaves = SilentLeaves()
    private var refusedOrigins = RefusedOrigins()
    private var unlinked = UnlinkedConnections()
    /// Reports of the ledger's own making, while the engine's may replace them.
    private var amended: [ConnectionID: Amendment] = [:]
    /// Reports of connections that were reported before, verdict revised by what was entered since; for the caller to take.
    private(set) var revised: [ConnectionReport] = []

    /// What the ledger made of a report that an engine knows otherwise.
    private struct Amendment {
        let outcome: Outcome
        let revision: Int
    }

    /// Hands over what is revised.
    mutating func takeRevised() -> [ConnectionReport] {
        var taken: [ConnectionReport] = []
        swap(&taken, &revised)
        return taken
    }

    /// Where the session began that a connection resumes, if that is known.
    private func original(of decision: borrowing Decision) -> OriginalSession? {
        if let session = sessions.original(of: decision.trace) { return session }
        guard let ticket = decision.trace.resumedTicket else { return nil }
        return ticketSizes.original(
            ticket: ticket.size,
            takenBy: ticket.hello,
            client: decision.report.client.address,
            server: decision.trace.server,
            serverName: decision.report.tls.serverName
        )
    }

    /// Tells of a trace that will be entered after some other work.
    func prefetch(_ trace: borrowing SessionTrace) { sessions.prefetch(trace) }

    /// Completes a report by what earlier connections tell, and takes down what later ones need.
    mutating func enter(_ decision: inout Decision, _ counters: inout PacketEngine.Counters) {
        let own = Outcome(decision.report.verdict)
        // What it was judged by before is no longer the last word.
        if decision.earlier != nil, !unlinked.isEmpty { unlinked.remove(decision.report.id) }
        let isUnlinked = !judge(&decision) && decision.trace.isResumed
        if decision.earlier == nil, SilentLeaves.isOne(decision.report) {
            silentLeaves.note(&decision.report)
        }
        let mayBeData = ControlConnections.mayBeEmptyData(decision.report)
        if !amended.isEmpty, let known = amended[decision.report.id],
            known.revision >= decision.report.revision
        {
            decision.report = ConnectionReport(decision.report, revision: known.revision + 1)
        }
        count(Outcome(decision.report.verdict), decision.report.id, replacing: decision.earlier, &counters)
        note(decision, engineKnows: own)
        if isUnlinked || mayBeData { unlinked.add(decision) }
        if ControlConnections.isControl(decision.report) { learn(control: decision.report, &counters) }
        // What an unlinked one can be resumed with is worth what its own origin is, which is not known.
        if !isUnlinked, decision.trace.isResumable {
            learn(
                decision.trace,
                SessionOwner(decision.report),
                origin: Self.origin(decision.report),
                &counters
            )
        }
    }

    /// The same for a report that is complete, since no earlier connection has a say in it.
    mutating func enter(
        _ report: borrowing ConnectionReport,
        _ trace: borrowing SessionTrace,
        replacing earlier: Outcome?,
        _ counters: inout PacketEngine.Counters
    ) {
        count(Outcome(report.verdict), report.id, replacing: earlier, &counters)
        guard trace.isResumable else { return }
        learn(copy trace, SessionOwner(report), origin: Self.origin(report), &counters)
    }

    /// Takes down what a session can be resumed with, and judges those again that did so already.
    mutating func learn(
        _ trace: SessionTrace,
        _ owner: SessionOwner,
        origin: ConnectionID,
        _ counters: inout PacketEngine.Counters
    ) {
        sessions.learn(trace, owner, origin: origin)
        ticketSizes.learn(trace, owner, origin: origin)
        refusedOrigins.note(owner.refusal, of: origin)
        guard !unlinked.isEmpty else { return }
        revise(unlinked.candidates(for: trace, client: owner.client), besides: origin, &counters)
    }

    /// Takes down a control connection of FTP, and judges those again that were data connections beside it.
    private mutating func learn(
        control: borrowing ConnectionReport,
        _ counters: inout PacketEngine.Counters
    ) {
        controls.learn(control)
        guard !unlinked.isEmpty else { return }
        revise(unlinked.candidates(beside: ControlConnections.Ends(control)), besides: control.id, &counters)
    }

    /// Takes down a control connection that is not decided yet, or what may be one; what it tells of may be over already.
    mutating func learn(
        _ control: Announcement.Control,
        _ id: ConnectionID?,
        _ counters: inout PacketEngine.Counters
    ) {
        switch control {
        case .known(let beginning):
            if let id { controls.learn(beginning, id) }
        case .possible(let flow):
            for ends in possibleControls.learn(flow) where !unlinked.isEmpty {
                revise(unlinked.candidates(beside: ends), besides: id, &counters)
            }
        }
    }

    /// Judges connections again of which more is known now.
    private mutating func revise(
        _ candidates: [ConnectionID],
        besides origin: ConnectionID?,
        _ counters: inout PacketEngine.Counters
    ) {
        for id in candidates {
            // One that was judged before it may have settled this one, too.
            guard id != origin, let entry = unlinked[id], mayBeJudgedAgain(entry.decision) else { continue }
            var decision = entry.decision
            let known = Outcome(decision.report.verdict)
            let wasLinked = decision.report.verdict.originalConnection != nil
            guard judge(&decision) else { continue }
            let mayBeData = ControlConnections.mayBeEmptyData(decision.report)
            let isLinked = decision.report.verdict.originalConnection != nil
            guard Outcome(decision.report.verdict) != known || isLinked != wasLinked else { continue }
            unlinked.remove(id)
            decision.report = ConnectionReport(decision.report, revision: decision.report.revision + 1)
            count(Outcome(decision.report.verdict), id, replacing: known, &counters)
            note(decision, engineKnows: nil)
            revised.append(decision.report)
            if mayBeData { unlinked.add(decision) }
            guard decision.trace.isResumable, isLinked || !decision.trace.isResumed else { continue }
            // In turn, others may have resumed its session.
            learn(
                decision.trace,
                SessionOwner(decision.report),
                origin: Self.origin(decision.report),
                &counters
            )
        }
    }

    /// Counts a connection under its outcome, and takes back the one that is replaced.
    mutating func count(
        _ outcome: Outcome,
        _ id: ConnectionID,
        replacing earlier: Outcome?,
        _ counters: inout PacketEngine.Counters
    ) {
        if var earlier {
            if !amended.isEmpty, let known = amended.removeValue(forKey: id) { earlier = known.outcome }
            counters.outcomes.remove(earlier)
        } else {
            counters.connections += 1
        }
        counters.outcomes.add(outcome)
    }

    /// No report of this connection will follow from an engine.
    mutating func forget(_ id: ConnectionID) {
        if !amended.isEmpty { amended[id] = nil }
        if !unlinked.isEmpty { unlinked.noteLast(id) }
    }

    // MARK: Steps

    private static func origin(_ report: borrowing ConnectionReport) -> ConnectionID {
        report.verdict.originalConnection ?? report.id
    }

    /// Most often nothing new is known, and there is nothing to be copied.
    private func mayBeJudgedAgain(_ decision: borrowing Decision) -> Bool {
        if case .none = decision.grounds { return false }
        return (decision.trace.isResumed && original(of: decision) != nil)
            || ControlConnections.mayBeEmptyData(decision.report)
    }

    /// Judges a connection by where its session began, and by whose data connection it is; `false` where neither is known.
    private mutating func judge(_ decision: inout Decision) -> Bool {
        guard let grounds = decision.grounds else { return false }
        let original = decision.trace.isResumed ? original(of: decision) : nil
        if let original {
            decision.report = decision.report.judged(
                grounds.facts,
                grounds.inference,
                resuming: original,
                beside: nil
            )
            refusedOrigins.explain(&decision.report, isInferred: original.isInferred)
        }
        guard ControlConnections.mayBeEmptyData(decision.report),
            let control = control(of: decision.report, grounds)
        else { return original != nil }
        decision.report = decision.report.judged(
            grounds.facts,
            grounds.inference,
            resuming: original,
            beside: control
        )
        return true
    }

    /// The control connection whose data a connection may carry.
    private mutating func control(
        of report: borrowing ConnectionReport,
        _ grounds: Decision.Grounds
    ) -> ControlConnection? {
        if let id = controls.control(of: report) { return .known(id) }
        let names = grounds.facts.facts.clientHello?.message.applicationProtocols ?? []
        return possibleControls.flow(beside: report, offering: names).map { .possible($0) }
    }

    /// Takes down what the ledger changed, where an engine may still replace it.
    private mutating func note(_ decision: borrowing Decision, engineKnows known: Outcome?) {
        let outcome = Outcome(decision.report.verdict)
        guard outcome != known, !decision.isLast else { return }
        amended[decision.report.id] = Amendment(outcome: outcome, revision: decision.report.revision)
    }
}
