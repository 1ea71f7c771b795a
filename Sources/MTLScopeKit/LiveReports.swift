internal import AnalysisPipeline
internal import HandshakeAnalysis

/// The connections that pass interfaces, each as soon as its verdict is known.
///
/// It needs the right to capture: `CAP_NET_RAW`, or root. The interfaces are open as soon as there is a value; packets wait in
/// the kernel's ring until the first iteration. It goes on until ``stop()``, until the task is cancelled, or until
/// nobody holds the sequence and its iterators any more.
public struct LiveReports: AsyncSequence, Sendable {
    public typealias Element = Report
    public typealias Failure = MTLScopeError

    private let session: Session

    /// - Parameters:
    ///   - interfaces: Names, `any`, and patterns such as `veth*`.
    ///   - options: Which packets, which secrets, and what to check.
    ///   - live: How packets are taken from the interfaces.
    /// - Throws: ``MTLScopeError`` when there is no such interface, no permission, or the filter does not compile.
    public init(
        of interfaces: [String],
        options: AnalysisOptions = AnalysisOptions(),
        live: LiveOptions = LiveOptions()
    ) throws(MTLScopeError) {
        session = try Session { handover, opened in
            var analysis = try LiveAnalysis(live.settings(interfaces, options), control: handover.control)
            opened()
            try handover.waitForDemand()
            let summary = try analysis.run { event in
                if handover.isCancelled { throw Handover.Cancelled() }
                if case .connections(let reports) = event { try handover.send(reports) }
            }
            if let failure = analysis.failure { throw failure }
            return summary
        }
    }

    public func makeAsyncIterator() -> ReportIterator { ReportIterator(session) }

    /// Ends the watch: what is open is reported as far as it has come, then the sequence ends.
    public func stop() { session.handover.control.stop() }

    /// What the whole watch saw; `nil` before its end.
    public var summary: RunSummary? { session.handover.summary.map(RunSummary.init) }
}
