import HandshakeAnalysis
import PacketDecoding

/// The last reports, kept for connections on which another handshake may follow.
///
/// A connection competes for its place with those of its group alone, the oldest of which makes room. So it depends on
/// no flow of another group, and the groups can be shared out among engines.
struct RecentReports {
    static let groupSize = 4
    static let capacity = FlowKey.groupCount * groupSize

    private var reports: [ReportedConnection?] = []
    /// The place of each group that is filled next.
    private var next = [UInt8](repeating: 0, count: FlowKey.groupCount)

    /// Keeps a report, and returns the one that made room.
    mutating func keep(_ connection: ReportedConnection, group: Int) -> ConnectionID? {
        if reports.isEmpty { reports = Array(repeating: nil, count: Self.capacity) }
        let first = group * Self.groupSize
        var place = first + Int(next[group])
        if reports[place] != nil,
            let free = (first..<first + Self.groupSize).first(where: { reports[$0] == nil })
        {
            place = free
        } else {
            next[group] = (next[group] + 1) % UInt8(Self.groupSize)
        }
        let old = reports[place]?.report.id
        reports[place] = connection
        return old
    }

    /// Takes out the report of a connection, whose number is given by its lower half.
    mutating func take(_ number: UInt32, group: Int) -> ReportedConnection? {
        guard !reports.isEmpty else { return nil }
        let places = group * Self.groupSize..<(group + 1) * Self.groupSize
        for place in places {
            guard let connection = reports[place],
                UInt32(truncatingIfNeeded: connection.report.id.number) == number
            else { continue }
            reports[place] = nil
            return connection
        }
        return nil
    }
}
