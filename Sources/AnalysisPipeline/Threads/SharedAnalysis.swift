import ByteParsing
import CaptureReading
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly

/// An analysis of which several threads do a share: docs/decisions has why it is made so.
///
/// Why `@unchecked Sendable` holds: the reader, each engine and each unit of the ring are given to one thread at a time by
/// the ``Schedule``, which is used only under its monitor's lock. A unit that engines read at the same time is not
/// written until all of them have been through it. The ledger is touched by the thread that calls `run`, and by no other.
final class SharedAnalysis: @unchecked Sendable {
    private let source: CaptureSource
    private let threadCount: Int
    private var reader: UnitReader
    private var failure: AnalysisError?
    private let engines: [EngineShare]
    private let places: [UnitPlace]
    private let schedule: Monitor<Schedule>

    private static let chunkBytes = 256 << 10

    init(_ source: CaptureSource, threadCount: Int, makeRenderer: (@Sendable () -> any ReportRenderer)?) {
        self.source = source
        self.threadCount = threadCount
        let count = threadCount
        let seed = UInt64.random(in: .min ... .max)
        reader = UnitReader(source, engineCount: count, seed: seed)
        engines = (0..<count).map { number in
            let keys = source.keys.copy()
            return EngineShare(number, of: count, keys: keys, seed: seed, renderer: makeRenderer?())
        }
        source.keys.recordChanges()
        source.timeline.setChunkBytes(Self.chunkBytes)
        var limits = CaptureLimits()
        limits.chunkBytes = Self.chunkBytes
        let ringSize = threadCount + 3
        places = (0..<ringSize).map { _ in UnitPlace(PacketUnit(limits: limits, engineCount: count)) }
        let isStream = source.timeline.sizeOnDisk == nil
        schedule = Monitor(Schedule(engineCount: count, ringSize: ringSize, ownerReads: !isStream))
    }

    func run(
        onReports: ([ConnectionReport]) throws -> Void,
        onRendered: (RenderedReports) throws -> Void,
        onProgress: (CaptureAnalysis.Progress) -> Bool
    ) throws -> AnalysisSummary {
        var threads = ThreadGroup()
        for _ in 1..<threadCount { threads.start { [self] in work() } }
        if threads.isEmpty { schedule.change { $0.ownerReads = true } }
        defer {
            schedule.change { $0.abandon() }
            threads.join()
        }
        var joiner = ResultJoiner(engineCount: engines.count)
        var packets: UInt64 = 0
        while true {
            let task = schedule.wait(as: .owner) { $0.next(isOwner: true) }
            guard case .join(let results, let unit, let isLast) = task else {
                if case .nothing = task { break }
                perform(task)
                continue
            }
            try hand(on: results, joiner: &joiner, onReports, onRendered)
            if isLast { break }
            let progress = places[unit].unit.progress
            packets = max(packets, progress.packets)
            schedule.change { $0.endJoining() }
            if !onProgress(progress) { schedule.change { $0.stopReading() } }
        }
        if let failure { throw failure }
        return summary(joiner.counters)
    }

    /// What every thread but the first does.
    private func work() {
        while true {
            let task = schedule.wait(as: .workers) { $0.next(isOwner: false) }
            if case .nothing = task { return }
            perform(task)
        }
    }

    private func perform(_ task: Schedule.Task) {
        switch task {
        case .read(let unit):
            do throws(AnalysisError) {
                let isAtEnd = try !reader.read(into: &places[unit].unit)
                schedule.change { $0.endReading(isAtEnd: isAtEnd) }
            } catch {
                failure = error
                schedule.change { $0.abandon() }
            }
        case .process(let engine, let unit):
            let result = engines[engine].process(places[unit].unit)
            schedule.change { $0.endProcessing(engine, result) }
        case .finish(let engine):
            let result = engines[engine].finish()
            schedule.change { $0.endFinishing(engine, result) }
        case .join, .nothing: break
        }
    }

    private func hand(
        on results: [ShareResult],
        joiner: inout ResultJoiner,
        _ onReports: ([ConnectionReport]) throws -> Void,
        _ onRendered: (RenderedReports) throws -> Void
    ) throws {
        var rendered = RenderedReports(pieces: results.map(\.bytes))
        var whole: [ConnectionReport] = []
        func handOnRendered() throws {
            guard !rendered.entries.isEmpty else { return }
            try onRendered(rendered)
            rendered.removeEntries()
        }
        func handOnWhole() throws {
            guard !whole.isEmpty else { return }
            try onReports(whole)
            whole = []
        }
        try joiner.join(results) { report in
            try handOnRendered()
            whole.append(report)
        } onRendered: { report, engine, id in
            try handOnWhole()
            rendered.append(report, of: engine, as: id)
        }
        try handOnRendered()
        try handOnWhole()
    }

    private func summary(_ joined: PacketEngine.Counters) -> AnalysisSummary {
        var counters = reader.counters
        counters.connections = joined.connections
        counters.statuses = joined.statuses
        counters.failures = joined.failures
        counters.refusedTrackers = engines.reduce(0) { $0 + $1.refusedTrackers }
        var summary = AnalysisSummary(
            counters,
            reassemblyHits: engines.reduce(0) { $0 + $1.reassemblyHits },
            droppedFragments: reader.droppedFragments,
            droppedSecrets: source.keys.droppedSecrets
        )
        source.complete(&summary)
        return summary
    }
}
