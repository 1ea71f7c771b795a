import ByteParsing
import HandshakeAnalysis
import PacketDecoding

/// The last reports, kept for connections on which another handshake may follow.
///
/// A connection competes for its place with those of its group alone. So it depends on no flow of another group, and the
/// groups can be shared out among engines. Anybody can aim at a group; so the client that has most reports in it makes
/// room, and among clients that have as many, the oldest report.
struct RecentReports {
    static let groupCount = FlowKey.groupCount
    static let groupSize = 8
    static let capacity = groupCount * groupSize

    /// Bytes of all reports in a group.
    private let maximumBytes: Int
    private var reports: [ReportedConnection?] = []
    /// The lower halves of the connections' numbers, to find a report without touching the others; 0 for a free place.
    private var numbers: [UInt32] = []
    private var owners: [Owner] = []
    /// Counts reports, to tell the older one.
    private var latest: UInt64 = 0

    private struct Owner {
        var source: UInt64 = 0
        var order: UInt64 = 0
        var weight = 0
    }

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    /// Keeps a report, and calls for each that makes room; for the report itself, if there is none for it.
    mutating func keep(
        _ connection: consuming ReportedConnection,
        group: Int,
        onDisplaced: (ReportedConnection) -> Void
    ) {
        if reports.isEmpty {
            reports = Array(repeating: nil, count: Self.capacity)
            numbers = Array(repeating: 0, count: Self.capacity)
            owners = Array(repeating: Owner(), count: Self.capacity)
        }
        latest += 1
        let owner = Owner(
            source: connection.report.client.address.source,
            order: latest,
            weight: connection.weight
        )
        guard owner.weight <= maximumBytes else { return onDisplaced(connection) }
        var free = place(of: 0, group)
        while free == nil || weight(of: group) + owner.weight > maximumBytes {
            let victim = placeToClear(group, for: owner.source)
            if let displaced = clear(victim) { onDisplaced(displaced) }
            free = place(of: 0, group)
        }
        guard let free else { return }
        numbers[free] = UInt32(truncatingIfNeeded: connection.report.id.number)
        reports[free] = consume connection
        owners[free] = owner
    }

    /// Takes out the report of a connection, whose number is given by its lower half.
    mutating func take(_ number: UInt32, group: Int) -> ReportedConnection? {
        guard !reports.isEmpty, number != 0, let place = place(of: number, group) else { return nil }
        return clear(place)
    }

    /// The same of one that is known otherwise.
    mutating func take(group: Int, where isSought: (ReportedConnection) -> Bool) -> ReportedConnection? {
        guard !reports.isEmpty,
            let place = places(group).first(where: { reports[$0].map(isSought) ?? false })
        else { return nil }
        return clear(place)
    }

    // MARK: Steps

    private func places(_ group: Int) -> Range<Int> { group * Self.groupSize..<(group + 1) * Self.groupSize }

    private func place(of number: UInt32, _ group: Int) -> Int? {
        for place in places(group) where numbers[place] == number { return place }
        return nil
    }

    private func weight(of group: Int) -> Int {
        var sum = 0
        for place in places(group) { sum += owners[place].weight }
        return sum
    }

    private mutating func clear(_ place: Int) -> ReportedConnection? {
        var taken: ReportedConnection?
        swap(&taken, &reports[place])
        numbers[place] = 0
        owners[place] = Owner()
        return taken
    }

    /// Whose report makes room for another of this source.
    private func placeToClear(_ group: Int, for source: UInt64) -> Int {
        var best: (place: Int, count: Int, order: UInt64)?
        for place in places(group) where numbers[place] != 0 {
            var count = owners[place].source == source ? 1 : 0
            for other in places(group)
            where numbers[other] != 0 && owners[other].source == owners[place].source {
                count += 1
            }
            let order = owners[place].order
            guard let known = best else {
                best = (place, count, order)
                continue
            }
            if count > known.count || (count == known.count && order < known.order) {
                best = (place, count, order)
            }
        }
        return best?.place ?? group * Self.groupSize
    }
}
