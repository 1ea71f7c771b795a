import ByteParsing
import HandshakeAnalysis

/// Puts what the engines decided in order, numbers the connections, and lets the ledger have its say: what is done but
/// once, and in the order of the packets.
struct ResultJoiner {
    private var ledger = ConnectionLedger()
    private(set) var counters: PacketEngine.Counters
    private var nextNumber: UInt64 = 1
    /// What is revised comes before what revises it.
    private let revisedFirst: Bool
    /// For each engine, the run's numbers of its connections of which more may come.
    private var numbers: [[ConnectionID: ConnectionID]]

    init(engineCount: Int, revisedFirst: Bool = false) {
        self.revisedFirst = revisedFirst
        counters = PacketEngine.Counters()
        numbers = Array(repeating: [:], count: engineCount)
    }

    /// How far the joining has come in one engine's result.
    struct Cursor {
        fileprivate var entry = 0
        fileprivate var announcement = 0
    }

    /// Joins what the engines made of one unit, from where the cursors stand.
    ///
    /// At the end of the run the results are parts. Then it joins until one is used up that is not its engine's last:
    /// what comes next may be in the part that follows.
    mutating func join(
        _ results: [ShareResult],
        _ cursors: inout [Cursor],
        areParts: Bool,
        onReport: (ConnectionReport) throws -> Void,
        onRendered: (RenderedReport, ShareResult.Entry, Int, ConnectionID) throws -> Void,
        onHidden: (ConnectionID) throws -> Void
    ) rethrows {
        while !areParts || !results.indices.contains(where: { lacksNext(results[$0], cursors[$0]) }),
            let engine = next(results, cursors)
        {
            if announces(results[engine], cursors[engine]) {
                let announcement = results[engine].announcements[cursors[engine].announcement]
                cursors[engine].announcement += 1
                let id = announcement.id.map { number($0, engine) }
                if let control = announcement.control {
                    ledger.learn(control, id, &counters)
                    try takeRevised(onReport)
                }
                continue
            }
            let entry = results[engine].entries[cursors[engine].entry]
            cursors[engine].entry += 1
            let id = numbers[engine][entry.id] ?? number(entry.id, engine)
            if entry.isLast { numbers[engine][entry.id] = nil }
            switch entry.content {
            case .whole(let held):
                held.decision.report = ConnectionReport(held.decision.report, id: id)
                ledger.enter(&held.decision, &counters)
            case .hidden, .rendered: note(entry, id)
            }
            if revisedFirst { try takeRevised(onReport) }
            switch entry.content {
            case .whole(let held): try onReport(held.decision.report)
            case .hidden: try onHidden(id)
            case .rendered(let report): try onRendered(report, entry, engine, id)
            }
            try takeRevised(onReport)
        }
        // At the end there is nothing that could still come of them.
        guard !areParts else { return }
        for (engine, result) in results.enumerated() {
            for id in result.forgotten {
                if let known = numbers[engine].removeValue(forKey: id) { ledger.forget(known) }
            }
        }
    }

    private mutating func takeRevised(_ onReport: (ConnectionReport) throws -> Void) rethrows {
        guard !ledger.revised.isEmpty else { return }
        for report in ledger.takeRevised() { try onReport(report) }
    }

    /// Whether a part is used up, and another follows it.
    func lacksNext(_ result: ShareResult, _ cursor: Cursor) -> Bool {
        !result.isLast && moment(result, cursor) == nil
    }

    private mutating func number(_ id: ConnectionID, _ engine: Int) -> ConnectionID {
        let number = ConnectionID(nextNumber)
        nextNumber += 1
        numbers[engine][id] = number
        return number
    }

    /// What the ledger takes down of a report that nothing else has a say in.
    private mutating func note(_ entry: ShareResult.Entry, _ id: ConnectionID) {
        ledger.count(entry.outcome, id, replacing: entry.earlier, &counters)
        if let (trace, owner) = entry.resumable { ledger.learn(trace, owner, origin: id, &counters) }
    }

    // MARK: Order

    /// The engine whose next step comes first; `nil` when all were taken.
    private func next(_ results: [ShareResult], _ cursors: [Cursor]) -> Int? {
        var first: (engine: Int, moment: Moment)?
        for engine in results.indices {
            guard let moment = moment(results[engine], cursors[engine]) else { continue }
            guard let best = first else {
                first = (engine, moment)
                continue
            }
            if moment < best.moment
                || (moment == best.moment
                    && comesBefore((engine, results, cursors), (best.engine, results, cursors)))
            {
                first = (engine, moment)
            }
        }
        return first?.engine
    }

    private func announces(_ result: ShareResult, _ cursor: Cursor) -> Bool {
        cursor.announcement < result.announcements.count
            && result.announcements[cursor.announcement].decisionsBefore <= cursor.entry
    }

    private func moment(_ result: ShareResult, _ cursor: Cursor) -> Moment? {
        if announces(result, cursor) { return result.announcements[cursor.announcement].moment }
        return cursor.entry < result.entries.count ? result.entries[cursor.entry].moment : nil
    }

    /// The order of what time, or the end, decides at once: as ``PacketEngine`` has it among its own.
    private func comesBefore(
        _ one: (engine: Int, results: [ShareResult], cursors: [Cursor]),
        _ other: (engine: Int, results: [ShareResult], cursors: [Cursor])
    ) -> Bool {
        func place(_ at: (engine: Int, results: [ShareResult], cursors: [Cursor])) -> (UInt64, UInt32, UInt64)
        {
            let entry = at.results[at.engine].entries[at.cursors[at.engine].entry]
            let number = numbers[at.engine][entry.id]?.number ?? .max
            return (number, entry.first.input, entry.first.frame)
        }
        return place(one) < place(other)
    }
}
