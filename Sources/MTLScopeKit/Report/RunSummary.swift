internal import HandshakeAnalysis
internal import Reporting

/// What a whole run saw.
public struct RunSummary: Sendable {
    private let summary: AnalysisSummary

    init(_ summary: AnalysisSummary) { self.summary = summary }

    public var connections: UInt64 { summary.connectionCount }
    public var packets: UInt64 { summary.packetCount }

    public func connections(with status: Report.Status) -> UInt64 {
        for (each, count) in summary.statusCounts where Report.Status(each) == status { return count }
        return 0
    }

    /// What was wrong with inputs, ready to print: also a capture that is cut off, which is no error.
    public var problems: [String] {
        summary.inputs.flatMap { input in input.problems.map { "\(input.path): \($0.message)" } }
    }

    /// As the last line of `mtlscope --format ndjson`, without the line's end.
    public var json: String {
        var lines = NDJSONReport()
        return String(decoding: lines.finish(summary).dropLast(), as: UTF8.self)
    }
}
