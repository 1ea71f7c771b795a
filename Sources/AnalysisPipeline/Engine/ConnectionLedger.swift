import ByteParsing
import HandshakeAnalysis

/// What concerns all connections of a run together: the sessions that one begins and another resumes, and the counts.
///
/// Decisions are entered in the order of their moments, each with the number that the run knows it by.
struct ConnectionLedger {
    private var sessions = SessionDirectory()
    private var ticketSizes = TicketSizes()
    /// What connections came to whose report the ledger changed, while a later one may replace it.
    private var amended: [ConnectionID: Outcome] = [:]

    /// Where the session began that a connection resumes, if that is known.
    func original(
        of trace: SessionTrace,
        client: IPAddress,
        server: SocketAddress,
        serverName: String?
    ) -> OriginalSession? {
        if let session = sessions.original(of: trace) { return session }
        guard let ticket = trace.resumedTicket else { return nil }
        return ticketSizes.original(ticket: ticket, client: client, server: server, serverName: serverName)
    }

    /// Tells of a trace that will be entered after some other work.
    func prefetch(_ trace: borrowing SessionTrace) { sessions.prefetch(trace) }

    /// Completes a report by what earlier connections tell, and takes down what later ones need.
    mutating func enter(_ decision: inout Decision, _ counters: inout PacketEngine.Counters) {
        let own = Outcome(decision.report.verdict)
        if let grounds = decision.grounds,
            let original = original(
                of: decision.trace,
                client: decision.report.client.address,
                server: decision.report.server,
                serverName: decision.report.tls.serverName
            )
        {
            decision.report.judge(grounds.facts, grounds.inference, resuming: original)
        }
        enter(decision.report, decision.trace, replacing: decision.earlier, &counters)
        let outcome = Outcome(decision.report.verdict)
        if outcome != own, !decision.isLast { amended[decision.report.id] = outcome }
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
        learn(copy trace, SessionOwner(report), origin: report.verdict.originalConnection ?? report.id)
    }

    mutating func learn(_ trace: SessionTrace, _ owner: SessionOwner, origin: ConnectionID) {
        sessions.learn(trace, owner, origin: origin)
        ticketSizes.learn(trace, owner, origin: origin)
    }

    /// Counts a connection under its outcome, and takes back the one that is replaced.
    mutating func count(
        _ outcome: Outcome,
        _ id: ConnectionID,
        replacing earlier: Outcome?,
        _ counters: inout PacketEngine.Counters
    ) {
        if var earlier {
            if !amended.isEmpty, let known = amended.removeValue(forKey: id) { earlier = known }
            counters.outcomes.remove(earlier)
        } else {
            counters.connections += 1
        }
        counters.outcomes.add(outcome)
    }

    /// No report of this connection will follow.
    mutating func forget(_ id: ConnectionID) {
        if !amended.isEmpty { amended[id] = nil }
    }
}
