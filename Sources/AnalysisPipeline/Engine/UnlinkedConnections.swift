import ByteParsing
import HandshakeAnalysis

/// Resumed connections that were reported before it was known where their sessions began.
///
/// The connection that began a session may be decided later than one that resumes it: it is still open, or idle, while a
/// client already opens the next. Then the earlier report is verdict revised.
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

    private static func traits(of decision: Decision) -> [UInt64] {
        let trace = decision.trace
        var traits = [trace.resumed.0?.hash, trace.resumed.1?.hash].compactMap { $0 }
        if trace.resumedTicket != nil {
            traits.append(trait(client: decision.report.client.address, server: trace.server))
        }
        return traits
    }

    private static func trait(client: IPAddress, server: SocketAddress) -> UInt64 {
        SeededHash.mix(SessionName.seed(of: server) ^ client.low, client.high ^ 0xA076_1D64_78BD_642F)
    }
}
