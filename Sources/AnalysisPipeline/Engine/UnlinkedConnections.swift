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

    /// A class, so that whoever looks at one copies nothing.
    final class Entry {
        let decision: Decision

        init(_ decision: Decision) { self.decision = decision }
    }

    private var entries: [ConnectionID: Entry] = [:]
    /// Their ids, in the order in which they came; the oldest at `next`, once all places are taken.
    private var ids: [ConnectionID] = []
    private var next = 0
    /// By the hash of a name, or of the two ends where a ticket's size may tell.
    private var byTrait: [UInt64: [ConnectionID]] = [:]

    var isEmpty: Bool { entries.isEmpty }

    subscript(id: ConnectionID) -> Entry? { entries[id] }

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
        entries[id] = Entry(decision)
        for trait in Self.traits(of: decision) { byTrait[trait, default: []].append(id) }
    }

    mutating func remove(_ id: ConnectionID) {
        guard let decision = entries.removeValue(forKey: id)?.decision else { return }
        for trait in Self.traits(of: decision) {
            byTrait[trait]?.removeAll { $0 == id }
            if byTrait[trait]?.isEmpty == true { byTrait[trait] = nil }
        }
    }

    /// No engine will replace this connection's report.
    mutating func noteLast(_ id: ConnectionID) {
        guard var decision = entries[id]?.decision else { return }
        decision.isLast = true
        entries[id] = Entry(decision)
    }

    /// Those that may resume what a connection to the same server offers, in the order of their numbers.
    func candidates(for trace: borrowing SessionTrace, client: IPAddress) -> [ConnectionID] {
        var found: [ConnectionID] = []
        var isFromSeveral = false
        func add(_ more: [ConnectionID]?) {
            guard let more else { return }
            isFromSeveral = !found.isEmpty
            found += more
        }
        if trace.ticketSizes.first > 0 { add(byTrait[Self.trait(client: client, server: trace.server)]) }
        for index in 0..<trace.offeredCount { add(byTrait[trace.offeredHash(index)]) }
        return isFromSeveral ? Set(found).sorted() : found.sorted()
    }

    /// Those that may be data connections beside a control connection, in the order of their numbers.
    func candidates(beside ends: ControlConnections.Ends) -> [ConnectionID] {
        (byTrait[Self.trait(of: ends)] ?? []).sorted()
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
