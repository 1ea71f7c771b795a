import ByteParsing
import CaptureReading
public import HandshakeAnalysis

/// Analyses the packets of interfaces as they pass, until it is told to stop.
public struct LiveAnalysis: ~Copyable {
    private let source: LiveSource
    private let control: LiveControl
    private let settings: LiveSettings

    /// Opens the interfaces, and becomes the user that is wanted.
    ///
    /// - Throws: ``AnalysisError`` when there is no such interface, no permission, or the filter does not compile.
    public init(_ settings: LiveSettings, control: LiveControl) throws(AnalysisError) {
        self.settings = settings
        self.control = control
        source = try LiveSource(settings, control: control)
    }

    /// The packets of connections, for whoever wants them once their verdict is known; `nil` unless the settings keep them.
    public var history: PacketHistory? { source.history }

    /// Why the watch has ended though nobody asked for it: the last interface is gone.
    public var failure: AnalysisError? { source.failure }

    /// Reads until the control says so, or no interface is left.
    ///
    /// `onEvent` gets what happens, in order; what it throws ends the watch.
    public mutating func run(onEvent: (LiveEvent) throws -> Void) throws -> AnalysisSummary {
        if settings.threads == 1 { return try runAlone(onEvent) }
        let analysis = SharedAnalysis(
            source,
            threadCount: min(settings.threads, CaptureAnalysis.maximumThreads),
            unitBytes: SharedAnalysis.unitBytes,
            makeRenderer: nil
        )
        var desk = LiveDesk(source, control, settings)
        var summary = try analysis.run { reports in
            try desk.tell(reports, onEvent)
        } onRendered: { _ in
        } onProgress: { _, joined in
            try desk.passTime(onEvent) { joined.partialSummary() }
            return true
        }
        try desk.finish(&summary, onEvent)
        return summary
    }

    private func runAlone(_ onEvent: (LiveEvent) throws -> Void) throws -> AnalysisSummary {
        var engine = PacketEngine(shared: source.makeSharedState(keys: source.keys))
        var unit = PacketUnit(limits: CaptureLimits(), engineCount: 1)
        var desk = LiveDesk(source, control, settings)
        while try source.read(into: &unit) != nil {
            engine.begin(unit)
            engine.process(unit.batch, unit.batch.indices)
            if let time = unit.silence { engine.advance(to: time) }
            if !engine.finished.isEmpty { try desk.tell(engine.takeFinished(), onEvent) }
            try desk.passTime(onEvent) { Self.summary(engine, source) }
        }
        engine.finish()
        engine.noteUnansweredAtEnd()
        try desk.tell(engine.takeFinished(), onEvent)
        var summary = Self.summary(engine, source)
        try desk.finish(&summary, onEvent)
        return summary
    }

    private static func summary(_ engine: borrowing PacketEngine, _ source: LiveSource) -> AnalysisSummary {
        var summary = AnalysisSummary(engine)
        source.complete(&summary)
        summary.live?.trackedConnections = engine.trackers.count
        return summary
    }
}
