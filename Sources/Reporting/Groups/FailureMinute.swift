internal import ByteParsing
internal import HandshakeAnalysis

/// The failures of a minute, while somebody watches: the first ones of a kind are shown as they come, the rest as one entry when
/// the minute is over.
struct FailureMinute {
    /// In nanoseconds.
    static let length: Int64 = 60_000_000_000

    private let grouping: Grouping
    private var groups: ConnectionGroups
    /// Connections of any outcome.
    private var total: UInt64 = 0
    private var end: Timestamp?

    init(by grouping: Grouping) {
        self.grouping = grouping
        groups = ConnectionGroups(by: grouping, keepsFew: false)
    }

    /// Takes a connection, and says how many failures like it there have been in this minute; 0 for one that did not fail.
    mutating func add(_ report: ConnectionReport) -> UInt64 {
        total += 1
        return report.verdict.status == .failed ? groups.add(report) : 0
    }

    /// Once the minute is over, the failures that were not all shown, and how many connections there were.
    ///
    /// The next minute begins.
    mutating func take(at now: Timestamp) -> (failures: [ConnectionGroup], total: UInt64)? {
        let left = end.map { $0.nanoseconds - now.nanoseconds }
        // Above a minute where somebody has set the clock back.
        if let left, (1...Self.length).contains(left) { return nil }
        defer {
            self = Self(by: grouping)
            end = Timestamp(nanoseconds: now.nanoseconds + Self.length)
        }
        guard left != nil else { return nil }
        let failures = groups.entries()
        return failures.isEmpty ? nil : (failures, total)
    }
}
