import ByteParsing
import HandshakeAnalysis

/// Clients that finish the handshake and leave without a word, again and again: once says little, three times at one server
/// do (docs/inference.md).
struct SilentLeaves {
    /// Pairs of ends; all are forgotten when there are more.
    static let capacity = 4_096
    /// From so many on it is said.
    static let fewest = 3
    /// Intervals are even that differ by no more than a tenth, or by this: health checks run by a timer.
    private static let jitter: Int64 = 200_000_000
    /// None runs more often; whoever tries again does.
    private static let shortestTimer: Int64 = 900_000_000

    private struct Ends: Hashable {
        let client: IPAddress
        let server: SocketAddress
    }

    private struct Entry {
        var count = 1
        var last: Timestamp
        var shortest = Int64.max
        var longest: Int64 = 0

        var tries: Diagnosis.Tries {
            let isEven =
                shortest >= SilentLeaves.shortestTimer
                && longest - shortest
                    <= max(SilentLeaves.jitter, longest / 10)
            return Diagnosis.Tries(count: count, interval: isEven ? shortest + (longest - shortest) / 2 : nil)
        }
    }

    private var entries = BoundedTable<Ends, Entry>(capacity: capacity)

    static func isOne(_ report: borrowing ConnectionReport) -> Bool {
        // A connection that did not finish has no such cause.
        report.verdict.status != .incomplete && report.diagnoses.contains { $0.code == .leftWithoutAWord }
    }

    /// Takes down one, and says in its report which it is, if there were enough.
    mutating func note(_ report: inout ConnectionReport) {
        let ends = Ends(client: report.client.address, server: report.server)
        let now = report.first.time
        guard var entry = entries[ends] else {
            entries[ends] = Entry(last: now)
            return
        }
        let pause = max(0, now.nanoseconds &- entry.last.nanoseconds)
        entry.count += 1
        entry.last = now
        entry.shortest = min(entry.shortest, pause)
        entry.longest = max(entry.longest, pause)
        entries[ends] = entry
        guard entry.count >= Self.fewest else { return }
        report = ConnectionReport(report, diagnoses: report.diagnoses.map { $0.counting(entry.tries) })
    }
}
