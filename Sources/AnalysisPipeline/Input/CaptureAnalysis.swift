import ByteParsing
import CaptureReading
public import HandshakeAnalysis

/// Analyses captures: several files, folders or standard input as one timeline.
public struct CaptureAnalysis: ~Copyable {
    private var timeline: CaptureTimeline
    private var engine = PacketEngine()

    /// How far the reading has come, in bytes of the files as they lie on disk.
    public struct Progress: Sendable {
        public let bytesRead: UInt64
        /// `nil` when an input is a stream.
        public let totalBytes: UInt64?
        public let packets: UInt64
    }

    /// - Parameters:
    ///   - inputs: Paths; `-` is standard input.
    ///   - filter: A BPF expression in libpcap's language.
    /// - Throws: ``AnalysisError`` when the filter does not compile. Inputs that cannot be read are no error here:
    ///   the summary tells of them.
    public init(inputs: [String], filter: String? = nil) throws(AnalysisError) {
        do {
            timeline = try CaptureTimeline(inputs: inputs, filter: filter)
        } catch {
            throw AnalysisError(error, subject: filter ?? "")
        }
    }

    /// Reads everything, and hands over reports as they are decided.
    ///
    /// `onReports` gets one or more reports, the earliest decided first; what it throws ends the reading. `onProgress`
    /// is called after each chunk of input and says whether to go on; if not, what is open is reported as far as it
    /// has come.
    public mutating func run(
        onReports: ([ConnectionReport]) throws -> Void,
        onProgress: (Progress) -> Bool = { _ in true }
    ) throws -> AnalysisSummary {
        while let run = timeline.readRun() {
            engine.process(timeline.batch, run)
            if !engine.finished.isEmpty { try onReports(engine.takeFinished()) }
            let (bytesRead, totalBytes) = timeline.progress
            let progress = Progress(
                bytesRead: bytesRead,
                totalBytes: totalBytes,
                packets: engine.counters.packets
            )
            guard onProgress(progress) else { break }
        }
        engine.finish()
        if !engine.finished.isEmpty { try onReports(engine.takeFinished()) }
        return summary()
    }

    /// The paths of the inputs, by the index that packet references carry.
    public var inputPaths: [String] { timeline.inputs.map(\.path) }

    private func summary() -> AnalysisSummary {
        var summary = AnalysisSummary(engine)
        summary.filteredPacketCount = timeline.filteredCount
        let problems = Dictionary(grouping: timeline.problems, by: \.path)
        summary.inputs = timeline.inputs.map { input in
            AnalysisSummary.InputSummary(
                path: input.path,
                packetCount: input.packetCount,
                problems: (problems[input.path] ?? []).map { AnalysisSummary.Problem($0.error) }
            )
        }
        // Folders without captures and the like are no inputs of the timeline, but were named by the user.
        let known = Set(timeline.inputs.map(\.path))
        for problem in timeline.problems where !known.contains(problem.path) {
            summary.inputs.append(
                AnalysisSummary.InputSummary(
                    path: problem.path,
                    packetCount: 0,
                    problems: [AnalysisSummary.Problem(problem.error)]
                )
            )
        }
        summary.add(timeline.limitHits)
        return summary
    }
}
