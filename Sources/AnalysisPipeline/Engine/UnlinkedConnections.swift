import ByteParsing
import HandshakeAnalysis

/// Connections that were reported before it was known what others tell of them: where a resumed session began, or whose data
/// connection one is that carried nothing.
///
/// The connection that tells it may be decided later: it is still open, or idle, while a client already opens the next. Then
/// the earlier report is judged again.
struct UnlinkedConnections {
    /// Connections that are remembered: the latest.
    static let capacity = 1_024

    private var decisions: [ConnectionID: Decision] = [:]
    /// Their ids, in the order in which they came; the oldest at `next`, once all places are taken.
    private var ids: [ConnectionID] = []
    private var next = 0
    /// By the hash of a name, or of the two ends where a ticket's size may tell.
    private var byTrait: [UInt64: [ConnectionID]] = [:]

    var isEmpty: Bool { decisions.isEmpty }

    func contains(_ id: ConnectionID) -> Bool { decisions[id] != nil }

    mutating func add(_ decision: Decision) {
        let id = decision.report.id
        remove(id)
        if ids.count < Self.capacity {
            ids.append(id)
        } else {
            let displaced = ids[next]
            ids[next] = id
            next = (next + 1) % Self.capacity
            remove(displaced)
        }
        decisions[id] = decision
        for trait in Self.traits(of: decision) { byTrait[trait, default: []].append(id) }
    }

    mutating func remove(_ id: ConnectionID) {
        guard let decision = decisions.removeValue(forKey: id) else { return }
        for trait in Self.traits(of: decision) {
            byTrait[trait]?.removeAll { $0 == id }
            if byTrait[trait]?.isEmpty == true { byTrait[trait] = nil }
        }
    }

    /// No engine will replace this connection's report.
    mutating func noteLast(_ id: ConnectionID) { decisions[id]?.isLast = true }

    /// Those that may resume what a connection to the same server offers, in the order of their numbers.
    func candidates(for trace: SessionTrace, client: IPAddress) -> [Decision] {
        var found: Set<ConnectionID> = []
        for index in 0..<trace.offeredCount { found.formUnion(byTrait[trace.offeredHash(index)] ?? []) }
        if trace.ticketSizes.first > 0 {
            found.formUnion(byTrait[Self.trait(client: client, server: trace.server)] ?? [])
        }
        return found.sorted().compactMap { decisions[$0] }
    }

    /// Those that may be data connections beside a control connection, in the order of their numbers.
    func candidates(beside control: borrowing ConnectionReport) -> [Decision] {
        (byTrait[Self.trait(of: ControlConnections.Ends(control))] ?? []).sorted().compactMap {
            decisions[$0]
        }
    }

    private static func traits(of decision: Decision) -> [UInt64] {
        let trace = decision.trace
        var traits = [trace.resumed.0?.hash, trace.resumed.1?.hash].compactMap { $0 }
        if trace.resumedTicket != nil {
            traits.append(trait(client: decision.report.client.address, server: trace.server))
        }
        if ControlConnections.mayBeEmptyData(decision.report) {
            traits.append(trait(of: ControlConnections.Ends(decision.report)))
        }
        return traits
    }

    private static func trait(client: IPAddress, server: SocketAddress) -> UInt64 {
        trait(client, server.address, UInt64(server.port))
    }

    private static func trait(of ends: ControlConnections.Ends) -> UInt64 {
        trait(ends.client, ends.server, 1 << 16)
    }

    private static func trait(_ client: IPAddress, _ server: IPAddress, _ tag: UInt64) -> UInt64 {
        let ends = SeededHash.mix(SessionName.seed(of: server) ^ client.low, client.high)
        return SeededHash.mix(ends, tag ^ 0xA076_1D64_78BD_642F)
    }
}
