import CaptureReading
public import HandshakeAnalysis
import Threading

/// Analyses captures: several files, folders or standard input as one timeline.
public struct CaptureAnalysis: ~Copyable {
    private let source: CaptureSource
    /// How many threads share the work.
    public let threadCount: Int
    /// Another analysis will share its evidence: whether a key log was given in vain shows only there.
    public var isFollowed = false
    /// Bytes that several threads share out at a time.
    var unitBytes = SharedAnalysis.unitBytes

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
    ///   - openVPNKeys: Files with keys of OpenVPN's control channels.
    ///   - follows: Files and folders are still being written: they have no end.
    ///   - keepsEvents: Whether reports carry every message, and not only what came of them.
    ///   - checks: What to check of signatures and chains.
    ///   - threads: How many share the work, at most ``maximumThreads``; 0 chooses by the inputs' size and the
    ///     processors. What is reported, and in which order, is the same.
    ///   - memory: How much of it connections may take.
    /// - Throws: ``AnalysisError`` when the filter does not compile. Inputs that cannot be read are no error here:
    ///   the summary tells of them.
    public init(
        inputs: [String],
        filter: String? = nil,
        keyLogs paths: [String] = [],
        openVPNKeys: [String] = [],
        follows: Bool = false,
        keepsEvents: Bool = true,
        checks: CertificateChecks = CertificateChecks(),
        threads: Int = 1,
        memory: MemoryPlan = MemoryPlan()
    ) throws(AnalysisError) {
        source = try CaptureSource(
            inputs: inputs,
            filter: filter,
            keyLogs: paths,
            openVPNKeys: openVPNKeys,
            follows: follows,
            keepsEvents: keepsEvents,
            checks: checks,
            memory: memory
        )
        threadCount =
            threads > 0
            ? min(threads, Self.maximumThreads)
            : Self.suitableThreadCount(source.isStream ? nil : source.timeline.sizeOnDisk)
    }

    /// An analysis that looks for other carriers than the usual ones.
    init(inputs: [String], carriers: [any Carrier.Type], threads: Int) throws(AnalysisError) {
        source = try CaptureSource(
            inputs: inputs,
            filter: nil,
            keyLogs: [],
            keepsEvents: true,
            checks: CertificateChecks(),
            carriers: carriers
        )
        threadCount = threads
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
        source = try CaptureSource(inputs: inputs, filter: filter, sharingEvidenceOf: other.source)
        threadCount = 1
    }

    /// Reads everything, and hands over reports as they are decided.
    ///
    /// `onReports` gets one or more reports, the earliest decided first or, with `ordersByNumber`, that of the lowest number
    /// first, as far as a limited number of reports can wait; what it throws ends the reading. `onProgress`
    /// is called after each chunk of input and says whether to go on; if not, what is open is reported as far as it
    /// has come.
    ///
    /// With several threads and `makeRenderer`, most reports are written down where they are decided. `onRendered` gets
    /// them then, between the others and in the same order.
    public mutating func run(
        makeRenderer: (@Sendable () -> any ReportRenderer)? = nil,
        ordersByNumber: Bool = false,
        onReports: ([ConnectionReport]) throws -> Void,
        onRendered: (RenderedReports) throws -> Void = { _ in },
        onProgress: (Progress) -> Bool = { _ in true }
    ) throws -> AnalysisSummary {
        var summary = try runToEnd(makeRenderer, ordersByNumber, onReports, onRendered, onProgress)
        // Of key logs that were given in vain, no secret is of a connection that was read.
        if summary.connectionCount > 0, !isFollowed { summary.inputs += source.unusedKeyLogs }
        return summary
    }

    private mutating func runToEnd(
        _ makeRenderer: (@Sendable () -> any ReportRenderer)?,
        _ ordersByNumber: Bool,
        _ onReports: ([ConnectionReport]) throws -> Void,
        _ onRendered: (RenderedReports) throws -> Void,
        _ onProgress: (Progress) -> Bool
    ) throws -> AnalysisSummary {
        guard threadCount == 1 else {
            let shared = SharedAnalysis(
                source,
                threadCount: threadCount,
                unitBytes: unitBytes,
                makeRenderer: makeRenderer
            )
            return try shared.run(
                ordersByNumber: ordersByNumber,
                onReports: onReports,
                onRendered: onRendered
            ) { progress, _ in onProgress(progress) }
        }
        var window = ReportWindow(isOrdering: ordersByNumber)
        var engine = PacketEngine(shared: source.makeSharedState(keys: source.keys))
        func taken() -> [ConnectionReport] { engine.takeFinished(revisedFirst: ordersByNumber) }
        while let run = source.timeline.readRun() {
            try source.readKeys()
            engine.process(source.timeline.batch, run)
            if let last = run.last {
                source.clock.note(source.timeline.batch[last].time)
            } else if source.timeline.isSilent, let time = source.clock.now {
                engine.advance(to: time)
            }
            if !engine.finished.isEmpty { try window.add(taken(), onReports) }
            guard onProgress(source.progress(packets: engine.counters.packets)) else { break }
        }
        // A part at a time, so that what is reported takes the place of what was followed.
        engine.endsWithCapture = source.isWhole
        var open = engine.open[...]
        while !open.isEmpty {
            engine.finish(open.prefix(Self.finishedAtATime))
            open = open.dropFirst(Self.finishedAtATime)
            if !engine.finished.isEmpty { try window.add(taken(), onReports) }
        }
        try window.finish(onReports)
        engine.noteUnansweredAtEnd()
        var summary = AnalysisSummary(engine)
        summary.add(window)
        source.complete(&summary)
        return summary
    }

    /// An input is a stream, whose next packets may be long in coming.
    public var readsStream: Bool { source.isStream }

    /// The paths of the inputs, by the index that packet references carry.
    public var inputPaths: [String] { source.timeline.inputs.map(\.path) }
}

extension CaptureAnalysis {
    public static let maximumThreads = 64
    /// How many connections are finished at a time, when no more packets will come.
    private static let finishedAtATime = 512
    /// As many as are chosen unasked: beyond it, reading the file is what takes the time.
    static let usualThreads = 8
    /// Bytes of input for each thread that is chosen unasked; less is done before a thread has begun.
    static let bytesPerThread: UInt64 = 32 << 20

    /// A stream's thread waits for its packets, whatever their number will be.
    private static func suitableThreadCount(_ size: UInt64?) -> Int {
        guard let size else { return 1 }
        let most = min(Thread.processorCount, usualThreads)
        return max(1, min(most, Int(clamping: size / bytesPerThread)))
    }
}
