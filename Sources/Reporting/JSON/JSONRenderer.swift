internal import HandshakeAnalysis

/// Writes connections as JSON, on any thread; their ids are filled in afterwards.
struct JSONRenderer: ReportRenderer {
    enum Layout { case lines, document }

    private let layout: Layout
    private let isShown: @Sendable (ConnectionReport) -> Bool
    private let stream: Stream

    /// A class, since the writer cannot be copied.
    private final class Stream {
        var writer: JSONWriter
        init(_ writer: consuming JSONWriter) { self.writer = writer }
    }

    init(_ layout: Layout, where isShown: @escaping @Sendable (ConnectionReport) -> Bool) {
        self.layout = layout
        self.isShown = isShown
        var writer = layout == .lines ? JSONWriter() : JSONWriter(isPretty: true, depth: 2)
        writer.leavesOutID = true
        stream = Stream(writer)
    }

    mutating func render(_ report: ConnectionReport) -> RenderedReport? {
        guard isShown(report) else { return nil }
        let start = stream.writer.buffer.count
        stream.writer.connection(report)
        if layout == .lines { stream.writer.endLine() } else { stream.writer.endSiblings() }
        return RenderedReport(
            bytes: start..<stream.writer.buffer.count,
            idOffset: stream.writer.idGap,
            isFailure: report.verdict.status == .failed
        )
    }

    mutating func take() -> [UInt8] { stream.writer.take() }
}
