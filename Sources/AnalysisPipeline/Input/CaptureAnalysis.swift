import ByteParsing
import CaptureReading
public import HandshakeAnalysis

/// Analyses captures: several files, folders or standard input as one timeline.
public struct CaptureAnalysis: ~Copyable {
    private var timeline: CaptureTimeline
    private var engine: PacketEngine
    private let keyLogs: KeyLogs
    private var checks: EngineChecks
    private var isBegun = false
    private var secretsTaken = 0

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
    ///   - paths: Key logs (RFC 9850); those that captures carry are used as well.
    ///   - keepsEvents: Whether reports carry every message, and not only what came of them.
    ///   - checks: What to check of signatures and chains.
    /// - Throws: ``AnalysisError`` when the filter does not compile. Inputs that cannot be read are no error here:
    ///   the summary tells of them.
    public init(
        inputs: [String],
        filter: String? = nil,
        keyLogs paths: [String] = [],
        keepsEvents: Bool = true,
        checks: CertificateChecks = CertificateChecks()
    ) throws(AnalysisError) {
        let checks = try EngineChecks(checks)
        let keys = KeyMaterial()
        // A stream's keys may come while it is read; those of files are there, or a pipe brings them to its end.
        let keyLogs = try KeyLogs(paths, into: keys, isWhole: !inputs.contains("-"))
        let timeline = try Self.open(inputs, filter)
        self.keyLogs = keyLogs
        self.timeline = timeline
        self.checks = checks
        engine = PacketEngine(keys: keys, keepsEvents: keepsEvents)
    }

    /// Analyses other captures with what was read for another analysis: its key logs, the secrets that its captures
    /// carry, and what it checks.
    ///
    /// A key log behind a pipe can be read but once.
    /// - Throws: ``AnalysisError`` when the filter does not compile.
    public init(
        inputs: [String],
        filter: String? = nil,
        sharingEvidenceOf other: borrowing CaptureAnalysis
    ) throws(AnalysisError) {
        let timeline = try Self.open(inputs, filter)
        checks = other.checks
        // Those have been read, and what was wrong with them is said.
        keyLogs = KeyLogs()
        self.timeline = timeline
        engine = PacketEngine(keys: other.engine.keys)
        engine.shared.certificates.trust = other.engine.shared.certificates.trust
    }

    private static func open(_ inputs: [String], _ filter: String?) throws(AnalysisError) -> CaptureTimeline {
        do {
            return try CaptureTimeline(inputs: inputs, filter: filter)
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
            if !isBegun { begin() }
            takeSecrets()
            try keyLogs.readOn(into: engine.keys)
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

    /// Once the first packets were read, the size of every input is known.
    private mutating func begin() {
        isBegun = true
        checks.settle(inputBytes: timeline.progress.totalBytes)
        checks.apply(to: engine.shared.certificates)
    }

    /// Takes the key logs that the captures carry, as far as they were read.
    private mutating func takeSecrets() {
        let secrets = timeline.decryptionSecrets
        while secretsTaken < secrets.count {
            let source = engine.keys.addSource()
            engine.keys.append(secrets[secretsTaken], to: source)
            engine.keys.finish(source)
            secretsTaken += 1
        }
    }

    /// The paths of the inputs, by the index that packet references carry.
    public var inputPaths: [String] { timeline.inputs.map(\.path) }

    private func summary() -> AnalysisSummary {
        var summary = AnalysisSummary(engine)
        summary.filteredPacketCount = timeline.filteredCount
        summary.signatures = checks.state
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
        summary.add(keyLogs.problems(in: engine.keys))
        return summary
    }
}
