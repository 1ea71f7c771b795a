internal import ByteParsing
internal import HandshakeAnalysis

/// Outcomes over time, in a bounded number of equal parts: the parts become longer as the time that they span does.
struct TimeHistogram {
    static let mostParts = 120

    /// A part's length in nanoseconds.
    private(set) var length: Int64 = 1_000_000_000
    private(set) var start: Int64?
    /// Counts of each status, part by part.
    private(set) var parts: [[UInt64]] = []

    mutating func add(_ status: Verdict.Status, at time: Timestamp) {
        let nanoseconds = time.nanoseconds
        let first = start ?? nanoseconds - Self.rest(nanoseconds, length)
        start = first
        // Connections are decided in about the order in which they begin; an earlier one counts in the first part.
        var index = max(0, (nanoseconds &- first) / length)
        while index >= Self.mostParts {
            double()
            index /= 2
        }
        while parts.count <= index {
            parts.append([UInt64](repeating: 0, count: Verdict.Status.allCases.count))
        }
        parts[Int(index)][Verdict.Status.allCases.firstIndex(of: status) ?? 0] += 1
    }

    private mutating func double() {
        length = length.multipliedReportingOverflow(by: 2).partialValue
        parts = stride(from: 0, to: parts.count, by: 2).map { index in
            guard index + 1 < parts.count else { return parts[index] }
            return zip(parts[index], parts[index + 1]).map(+)
        }
    }

    private static func rest(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
