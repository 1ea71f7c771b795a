internal import ByteParsing
internal import HandshakeAnalysis

/// All connections of a run, grouped as they come, in memory that does not grow with their number.
struct ConnectionGroups {
    /// Kinds of connections that are told apart; what is beyond is told apart by outcome and cause alone.
    static let mostGroups = 1024
    /// Connections that are kept one by one, in all.
    static let mostSingles = 1000
    /// With more entries for failures, those of one cause become one.
    static let readableEntries = 6

    private let grouping: Grouping
    private let keepsFew: Bool
    private var groups: [GroupKey: ConnectionGroup] = [:]
    private var keptCount = 0
    /// So many connections are of their own kind that none is shown one by one.
    private var isCrowded = false
    /// How many connections had each cause.
    private(set) var causes: [Cause: UInt64] = [:]
    private var placed = PlacedConnections()

    init(by grouping: Grouping, keepsFew: Bool = true) {
        self.grouping = grouping
        self.keepsFew = keepsFew
    }

    /// Counts a connection that is shown by itself.
    mutating func count(_ report: ConnectionReport) {
        if let cause = report.cause { causes[cause, default: 0] += 1 }
    }

    /// Takes back what an earlier verdict on the same connection counted for; whether there was one, and it is known.
    mutating func withdraw(_ report: ConnectionReport) -> Bool {
        guard report.revision > 1, let earlier = placed.place(of: report.id) else { return false }
        if let cause = earlier.cause, let count = causes[cause] {
            causes[cause] = count > 1 ? count - 1 : nil
        }
        let group = earlier.group
        let fewer = group.few.count
        group.withdraw(earlier, report.id)
        keptCount -= fewer - group.few.count
        if group.count == 0, groups[group.key] === group { groups[group.key] = nil }
        return true
    }

    /// Takes a connection, and says how many like it there have been.
    @discardableResult
    mutating func add(_ report: ConnectionReport) -> UInt64 {
        count(report)
        let server = GroupKey.server(of: report)
        let group = group(for: report, server)
        group.add(report, server: server)
        placed.add(report, server: server, in: group)
        guard grouping == .auto, keepsFew, !isCrowded else { return group.count }
        if group.count <= Grouping.few {
            group.few.append(report)
            keptCount += 1
            if keptCount > Self.mostSingles { crowd() }
        } else if !group.few.isEmpty {
            keptCount -= group.few.count
            group.few = []
        }
        return group.count
    }

    private mutating func group(for report: ConnectionReport, _ server: String) -> ConnectionGroup {
        var key = GroupKey(report, server: server, by: grouping)
        if let group = groups[key] { return group }
        if groups.count >= Self.mostGroups {
            key.place = nil
            if let group = groups[key] { return group }
        }
        let group = ConnectionGroup(key, report)
        groups[key] = group
        return group
    }

    private mutating func crowd() {
        isCrowded = true
        keptCount = 0
        for group in groups.values { group.few = [] }
    }

    // MARK: What is shown

    /// The groups that are entries, the largest first.
    func entries() -> [ConnectionGroup] {
        var entries = groups.values.filter { grouping != .auto || isCrowded || $0.count > Grouping.few }
        if grouping == .auto {
            let most = Self.readableEntries
            entries =
                Self.merged(entries.filter(\.isFailure), most)
                + Self.merged(entries.filter { !$0.isFailure }, most)
        }
        return Self.sorted(entries)
    }

    /// All groups of failures, the largest first; with more than are `readable`, those of one cause become one.
    func failures(readable most: Int) -> [ConnectionGroup] {
        Self.sorted(Self.merged(groups.values.filter(\.isFailure), most))
    }

    private static func sorted(_ entries: [ConnectionGroup]) -> [ConnectionGroup] {
        entries.sorted { left, right in
            left.count != right.count ? left.count > right.count : left.example.id < right.example.id
        }
    }

    /// Those of one kind; by outcome and cause alone if they are too many to read.
    private static func merged(_ entries: [ConnectionGroup], _ most: Int) -> [ConnectionGroup] {
        guard entries.count > most else { return entries }
        let kinds = Dictionary(grouping: entries) { GroupKey(place: nil, $0.key.status, $0.key.cause) }
        return kinds.compactMap { key, groups in
            guard groups.count > 1 else { return groups.first }
            guard let example = groups.map(\.example).min(by: { $0.id < $1.id }) else { return nil }
            return ConnectionGroup(key, merging: groups, example: example)
        }
    }

    /// The connections that are shown one by one, in the order of their numbers.
    mutating func takeSingles() -> [ConnectionReport] {
        guard keepsFew else { return [] }
        return groups.values.flatMap(\.few).sorted {
            $0.id != $1.id ? $0.id < $1.id : $0.revision < $1.revision
        }
    }
}

extension ConnectionGroup {
    var isFailure: Bool { key.status == .failed }
}
