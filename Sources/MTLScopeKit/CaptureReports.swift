internal import AnalysisPipeline

/// The connections in captures, each as soon as its verdict is known.
///
/// ```swift
/// for try await report in try CaptureReports(of: ["capture.pcapng"]) where report.status == .failed {
///     print(report.client, report.outcome)
/// }
/// ```
///
/// The analysis runs on a thread of its own and begins with the first iteration. It reads ahead only a few thousand reports.
/// A second iteration shares the reports that are left with the first. The analysis ends early when the task is
/// cancelled, or when nobody holds the sequence and its iterators any more.
public struct CaptureReports: AsyncSequence, Sendable {
    public typealias Element = Report
    public typealias Failure = MTLScopeError

    private let session: Session

    /// - Parameters:
    ///   - captures: Paths of pcap and pcapng files, also compressed by gzip or zstd, or of folders of them; all together are
    ///     one timeline. `-` is standard input.
    ///   - options: Which packets, which secrets, and what to check.
    ///   - follows: Whether files and folders are still being written, and have no end.
    /// - Throws: ``MTLScopeError`` when the filter does not compile, or a key log or a file of certificates cannot be read. A
    ///   capture that cannot be read is an error at the end of the iteration: the others are analysed before.
    public init(
        of captures: [String],
        options: AnalysisOptions = AnalysisOptions(),
        follows: Bool = false
    ) throws(MTLScopeError) {
        session = try Session { handover, opened in
            var analysis = try CaptureAnalysis(
                inputs: captures,
                filter: options.filter,
                keyLogs: options.keyLogs,
                openVPNKeys: options.openVPNKeys,
                follows: follows,
                keepsEvents: options.keepsMessages,
                checks: options.checks,
                threads: options.threads,
                memory: options.memory
            )
            opened()
            try handover.waitForDemand()
            return try analysis.run(
                onReports: { try handover.send($0) },
                onProgress: { _ in !handover.isCancelled }
            )
        }
    }

    public func makeAsyncIterator() -> ReportIterator { ReportIterator(session) }

    /// What the whole run saw; `nil` before its end.
    public var summary: RunSummary? { session.handover.summary.map(RunSummary.init) }
}
