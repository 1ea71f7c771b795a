import HandshakeAnalysis
import PacketDecoding

/// The last reports, kept for connections on which another handshake may follow.
///
/// A connection competes for its place with those of its group alone: where none is free, the oldest makes room. So it
/// depends on no flow of another group, and the groups can be shared out among engines.
struct RecentReports {
    static let groupSize = 4
    static let capacity = FlowKey.groupCount * groupSize

    private var reports: [ReportedConnection?] = []
    /// The lower halves of the connections' numbers, to find a report without touching the others; 0 for a free place.
    private var numbers: [UInt32] = []
    /// The place of each group that is filled next, if none is free.
    private var next = [UInt8](repeating: 0, count: FlowKey.groupCount)

    /// Keeps a report, and returns the one that made room.
    mutating func keep(_ connection: consuming ReportedConnection, group: Int) -> ConnectionID? {
        if reports.isEmpty {
            reports = Array(repeating: nil, count: Self.capacity)
            numbers = Array(repeating: 0, count: Self.capacity)
        }
        let number = UInt32(truncatingIfNeeded: connection.report.id.number)
        if let free = place(of: 0, group) {
            reports[free] = consume connection
            numbers[free] = number
            return nil
        }
        let place = group * Self.groupSize + Int(next[group])
        next[group] = (next[group] + 1) % UInt8(Self.groupSize)
        let old = reports[place]?.report.id
        reports[place] = consume connection
        numbers[place] = number
        return old
    }

    /// Takes out the report of a connection, whose number is given by its lower half.
    mutating func take(_ number: UInt32, group: Int) -> ReportedConnection? {
        guard !reports.isEmpty, number != 0, let place = place(of: number, group) else { return nil }
        var taken: ReportedConnection?
        swap(&taken, &reports[place])
        numbers[place] = 0
        return taken
    }

    private func place(of number: UInt32, _ group: Int) -> Int? {
        let first = group * Self.groupSize
        for place in first..<first + Self.groupSize where numbers[place] == number { return place }
        return nil
    }
}
