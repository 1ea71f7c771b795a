public import HandshakeAnalysis

/// Turns what an analysis finds, in the order in which it finds it, into the bytes of a report.
public protocol ReportFormatter {
    /// What stands before the first connection.
    mutating func start() -> [UInt8]
    mutating func connection(_ report: ConnectionReport) -> [UInt8]
    /// What a run that goes on has seen so far; no bytes where the format has no place for it.
    mutating func statistics(_ summary: AnalysisSummary) -> [UInt8]
    mutating func finish(_ summary: AnalysisSummary) -> [UInt8]
}

/// One JSON object a line.
public struct NDJSONReport: ReportFormatter {
    private var writer = JSONWriter()

    public init() {}

    public mutating func start() -> [UInt8] { [] }

    public mutating func connection(_ report: ConnectionReport) -> [UInt8] {
        writer.connection(report)
        return line()
    }

    public mutating func statistics(_ summary: AnalysisSummary) -> [UInt8] {
        writer.summary(summary, as: .statistics)
        return line()
    }

    public mutating func finish(_ summary: AnalysisSummary) -> [UInt8] {
        writer.summary(summary)
        return line()
    }

    private mutating func line() -> [UInt8] {
        var line = writer.take()
        line.append(UInt8(ascii: "\n"))
        return line
    }
}

/// One JSON document, indented; written piece by piece, so that a long one needs no memory.
public struct JSONReport: ReportFormatter {
    private var writer = JSONWriter(isPretty: true, depth: 2)
    private var isFirst = true

    public init() {}

    public mutating func start() -> [UInt8] {
        Array("{\n  \"schema_version\": \"\(schemaVersion)\",\n  \"connections\": [".utf8)
    }

    public mutating func connection(_ report: ConnectionReport) -> [UInt8] {
        let separator = isFirst ? "\n    " : ",\n    "
        isFirst = false
        writer.connection(report)
        return Array(separator.utf8) + writer.take()
    }

    public mutating func statistics(_ summary: AnalysisSummary) -> [UInt8] { [] }

    public mutating func finish(_ summary: AnalysisSummary) -> [UInt8] {
        var summaryWriter = JSONWriter(isPretty: true, depth: 1)
        summaryWriter.summary(summary)
        let separator = isFirst ? "],\n  \"summary\": " : "\n  ],\n  \"summary\": "
        return Array(separator.utf8) + summaryWriter.bytes + Array("\n}\n".utf8)
    }
}
