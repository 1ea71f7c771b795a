public import ByteParsing
import CaptureReading
import Glibc
public import HandshakeAnalysis

/// Analyses the packets of an interface as they pass, until it is told to stop.
public struct LiveAnalysis: ~Copyable {
    private var capture: LiveCapture
    private var engine: PacketEngine
    private let keyLogs: KeyLogs
    private let checks: EngineChecks

    /// - Parameters:
    ///   - interface: Its name, or `any`.
    ///   - filter: A BPF expression, which the kernel applies.
    ///   - paths: Key logs (RFC 9850), which may still be growing.
    ///   - keepsEvents: Whether reports carry every message, and not only what came of them.
    ///   - checks: What to check of signatures and chains.
    /// - Throws: ``AnalysisError`` when there is no such interface, no permission, or the filter does not compile.
    public init(
        interface: String,
        filter: String? = nil,
        keyLogs paths: [String] = [],
        keepsEvents: Bool = true,
        checks: CertificateChecks = CertificateChecks()
    ) throws(AnalysisError) {
        var checks = try EngineChecks(checks)
        checks.settle(inputBytes: nil)
        let keys = KeyMaterial()
        let keyLogs = try KeyLogs(paths, into: keys, isWhole: false)
        let capture = try Self.open(interface, filter)
        self.keyLogs = keyLogs
        self.capture = capture
        engine = PacketEngine(keys: keys, keepsEvents: keepsEvents)
        checks.apply(to: engine.shared.certificates)
        self.checks = checks
    }

    private static func open(_ interface: String, _ filter: String?) throws(AnalysisError) -> LiveCapture {
        do {
            return try LiveCapture(interface: interface, filter: filter)
        } catch {
            var subject = interface
            if case .invalidFilter = error.reason { subject = filter ?? "" }
            throw AnalysisError(error, subject: subject)
        }
    }

    /// Reads until `isStopped` says so, which is asked ten times a second at least.
    ///
    /// `onReports` gets the reports of connections that were decided, oldest first; what it throws ends the watch, as
    /// does an ``AnalysisError`` when the interface is gone.
    ///
    /// `onStatistics` gets what was seen so far every `statisticsInterval`, in silence as well; never if that is `nil`.
    public mutating func run(
        onReports: ([ConnectionReport]) throws -> Void,
        statisticsInterval: Duration? = nil,
        onStatistics: (AnalysisSummary) throws -> Void = { _ in },
        isStopped: () -> Bool
    ) throws -> AnalysisSummary {
        var nextStatistics = statisticsInterval.map { ContinuousClock.now + $0 }
        while !isStopped() {
            do {
                guard try capture.readBatch() else { break }
            } catch {
                throw AnalysisError(error, subject: capture.interface)
            }
            try keyLogs.readOn(into: engine.keys)
            engine.process(capture.batch, capture.batch.indices)
            // Packets tell the time; in silence the clock does, so that a connection that went silent is reported.
            if capture.batch.count == 0 { engine.advance(to: Self.now()) }
            if !engine.finished.isEmpty { try onReports(engine.takeFinished()) }
            if let due = nextStatistics, let statisticsInterval, ContinuousClock.now >= due {
                nextStatistics = .now + statisticsInterval
                try onStatistics(summary())
            }
        }
        engine.finish()
        engine.noteUnansweredAtEnd()
        if !engine.finished.isEmpty { try onReports(engine.takeFinished()) }
        return summary()
    }

    private mutating func summary() -> AnalysisSummary {
        var summary = AnalysisSummary(engine)
        summary.signatures = checks.state
        let statistics = capture.statistics()
        summary.droppedPackets = AnalysisSummary.DroppedPackets(
            byKernel: statistics.droppedByKernel,
            byInterface: statistics.droppedByInterface
        )
        return summary
    }

    /// The wall clock, by which live packets are stamped.
    private static func now() -> Timestamp {
        var time = timespec()
        // The call fills a local structure.
        unsafe _ = clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

/// An interface that can be watched, as `mtlscope interfaces` lists it.
public struct WatchableInterface: Hashable, Sendable {
    public let name: String
    public let description: String?
    public let addresses: [IPAddress]
    public let isUp: Bool
    public let isRunning: Bool
    public let isLoopback: Bool

    public static func all() throws(AnalysisError) -> [WatchableInterface] {
        do {
            return try CaptureInterface.all().map { interface in
                WatchableInterface(
                    name: interface.name,
                    description: interface.description,
                    addresses: interface.addresses,
                    isUp: interface.isUp,
                    isRunning: interface.isRunning,
                    isLoopback: interface.isLoopback
                )
            }
        } catch {
            throw AnalysisError(error, subject: "")
        }
    }
}
