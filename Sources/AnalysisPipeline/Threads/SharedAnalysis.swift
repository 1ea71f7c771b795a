import ByteParsing
import CaptureReading
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import Threading

/// An analysis of which several threads do a share: docs/decisions has why it is made so.
///
/// Why `@unchecked Sendable` holds: the source, the decoder, each engine and each unit of the ring are given to one thread at a time by
/// the ``Schedule``, which is used only under its monitor's lock. A unit that engines read at the same time is not
/// written until all of them have been through it. The ledger is touched by the thread that calls `run`, and by no other.
final class SharedAnalysis: @unchecked Sendable {
    let source: any PacketSource
    private let threadCount: Int
    var decoder: UnitDecoder
    private var failure: AnalysisError?
    let engines: [EngineShare]
    private let places: [UnitPlace]
    private let schedule: Monitor<Schedule>

    /// Bytes of a unit: so many that handing it out costs nothing to speak of, so few that it stays in the cache.
    static let unitBytes = 256 << 10

    init(
        _ source: any PacketSource,
        threadCount: Int,
        unitBytes: Int,
        makeRenderer: (@Sendable () -> any ReportRenderer)?
    ) {
        self.source = source
        self.threadCount = threadCount
        let count = threadCount
        let seed = HashKey.random()
        decoder = UnitDecoder(
            engineCount: count,
            seed: seed,
            readsDatagrams: !source.carriers.isEmpty
        )
        engines = (0..<count).map { number in
            let shared = source.makeSharedState(keys: source.keys.copy())
            return EngineShare(number, of: count, shared: shared, seed: seed, renderer: makeRenderer?())
        }
        source.keys.recordChanges()
        source.setChunkBytes(unitBytes)
        var limits = CaptureLimits()
        limits.chunkBytes = unitBytes
        let placeCount = threadCount + 4
        places = (0..<placeCount).map { _ in UnitPlace(PacketUnit(limits: limits, engineCount: count)) }
        let isStream = source.isStream
        schedule = Monitor(
            Schedule(threadCount: count, placeCount: placeCount, ownerReads: !isStream),
            threadCount: count
        )
    }

    func run(
        ordersByNumber: Bool = false,
        onReports: ([ConnectionReport]) throws -> Void,
        onRendered: (RenderedReports) throws -> Void,
        onProgress: (CaptureAnalysis.Progress, Joined) throws -> Bool
    ) throws -> AnalysisSummary {
        for engine in engines { engine.weighs = ordersByNumber }
        var threads = ThreadGroup()
        for thread in 1..<threadCount {
            guard threads.start({ [self] in work(thread) }) else {
                schedule.change { schedule in
                    schedule.makeDo(with: thread)
                    return .none
                }
                break
            }
        }
        defer {
            schedule.change { $0.abandon() }
            threads.join()
        }
        var joiner = ResultJoiner(engineCount: engines.count, revisedFirst: ordersByNumber)
        var window = ReportWindow(isOrdering: ordersByNumber)
        // What is open at the end is joined in parts: of each engine the one that is at hand.
        var endings = Array(repeating: ShareResult(), count: engines.count)
        var endingCursors = Array(repeating: ResultJoiner.Cursor(), count: engines.count)
        var done = Done.nothing
        while true {
            switch next(after: done, for: 0) {
            case .nothing:
                // Without a failure, the last joining comes first.
                if let failure { throw failure }
                return summary(joiner.counters, window)
            case .join(let results, let progress):
                var cursors = Array(repeating: ResultJoiner.Cursor(), count: results.count)
                try hand(
                    on: results,
                    &cursors,
                    areParts: false,
                    joiner: &joiner,
                    &window,
                    onReports,
                    onRendered
                )
                let joined = Joined(
                    source: source,
                    counters: joiner.counters,
                    trackedCount: results.reduce(0) { $0 + $1.trackedCount }
                )
                done = .joining(wantsMore: try onProgress(progress, joined))
            case .joinEndings(let parts):
                for (engine, part) in parts { endings[engine] = part; endingCursors[engine] = .init() }
                try hand(
                    on: endings,
                    &endingCursors,
                    areParts: true,
                    joiner: &joiner,
                    &window,
                    onReports,
                    onRendered
                )
                let wanted = engines.indices.filter { joiner.lacksNext(endings[$0], endingCursors[$0]) }
                guard !wanted.isEmpty else {
                    var output = JoinedOutput(pieces: [])
                    try window.finish { try output.receive($0, $1, onReports, onRendered) }
                    try output.handOn(onReports, onRendered)
                    return summary(joiner.counters, window)
                }
                done = .joiningEndings(wanting: wanted)
            case let task: done = perform(task)
            }
        }
    }

    /// How far a run that goes on has come.
    struct Joined {
        fileprivate let source: any PacketSource
        fileprivate let counters: PacketEngine.Counters
        fileprivate let trackedCount: Int

        func partialSummary() -> AnalysisSummary {
            // The engines are at work: what they gave up is counted at the end.
            var summary = AnalysisSummary(
                counters,
                refusedConnections: 0,
                givenUpConnections: 0,
                lostHandshakes: 0,
                reassemblyHits: 0,
                carrierHits: 0,
                droppedFragments: 0,
                truncatedPackets: 0,
                droppedSecrets: 0
            )
            source.complete(&summary)
            summary.live?.trackedConnections = trackedCount
            return summary
        }
    }

    /// What every thread but the first does.
    private func work(_ thread: Int) {
        var done = Done.nothing
        while true {
            let task = next(after: done, for: thread)
            if case .nothing = task { return }
            done = perform(task)
        }
    }

    /// What a thread has done, to be taken back when it asks for more.
    private enum Done {
        case nothing
        case reading(CaptureAnalysis.Progress?)
        case decoding
        case processing(engine: Int, ShareResult, packets: Int, nanoseconds: Int)
        case dealing([ShareResult], packets: Int, nanoseconds: Int)
        case finishing(engine: Int, ShareResult)
        case joining(wantsMore: Bool)
        case joiningEndings(wanting: [Int])
        case failed
    }

    private func next(after done: Done, for thread: Int) -> Schedule.Task {
        var done = done
        return schedule.wait(thread) { schedule in
            switch done {
            case .nothing: break
            case .reading(let progress): schedule.endReading(progress)
            case .decoding: schedule.endDecoding()
            case .processing(let engine, let result, let packets, let nanoseconds):
                schedule.endProcessing(engine, result, packets: packets, nanoseconds: nanoseconds)
            case .dealing(let results, let packets, let nanoseconds):
                schedule.endDealing(results, packets: packets, nanoseconds: nanoseconds)
            case .finishing(let engine, let result): schedule.endFinishing(engine, result)
            case .joining(let wantsMore): schedule.endJoining(wantsMore: wantsMore)
            case .joiningEndings(let wanted): schedule.endJoiningEndings(wanting: wanted)
            case .failed: _ = schedule.abandon()
            }
            done = .nothing
            return schedule.next(for: thread)
        }
    }

    private func perform(_ task: Schedule.Task) -> Done {
        switch task {
        case .read(let place):
            do throws(AnalysisError) {
                return .reading(try source.read(into: &places[place].unit))
            } catch {
                failure = error
                return .failed
            }
        case .decode(let place):
            decoder.begin(&places[place].unit)
            decoder.decode(places[place].unit.batch.indices, of: &places[place].unit)
            return .decoding
        case .process(let engine, let place):
            let start = ContinuousClock.now
            let result = engines[engine].process(places[place].unit)
            let nanoseconds = Self.nanoseconds(since: start)
            let packets = places[place].unit.shares.segments[engine].count
            return .processing(engine: engine, result, packets: packets, nanoseconds: nanoseconds)
        case .deal(let place): return deal(&places[place].unit)
        case .finish(let engine): return .finishing(engine: engine, engines[engine].finishPart(of: source))
        case .join, .joinEndings, .nothing: return .nothing
        }
    }

    /// Packets that are shared out and processed at a time where one thread does the work of all: they stay in the
    /// nearest cache.
    private static let dealtAtATime = 256

    /// Decodes a unit and takes every engine through it.
    private func deal(_ unit: inout PacketUnit) -> Done {
        let start = ContinuousClock.now
        decoder.begin(&unit)
        for engine in engines { engine.begin(unit) }
        var packets = 0
        for first in stride(from: 0, to: unit.batch.count, by: Self.dealtAtATime) {
            unit.shares.removeAll()
            decoder.decode(first..<min(first + Self.dealtAtATime, unit.batch.count), of: &unit)
            for engine in engines { engine.processPart(of: unit) }
            packets += unit.shares.segments.reduce(0) { $0 + $1.count }
        }
        let results = engines.map { $0.takeResult() }
        return .dealing(results, packets: packets, nanoseconds: Self.nanoseconds(since: start))
    }

    private static func nanoseconds(since start: ContinuousClock.Instant) -> Int {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Int(clamping: seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    }

    private func hand(
        on results: [ShareResult],
        _ cursors: inout [ResultJoiner.Cursor],
        areParts: Bool,
        joiner: inout ResultJoiner,
        _ window: inout ReportWindow,
        _ onReports: ([ConnectionReport]) throws -> Void,
        _ onRendered: (RenderedReports) throws -> Void
    ) throws {
        var output = JoinedOutput(pieces: results.map(\.bytes))
        func handOn(_ item: ReportWindow.Item, _ id: ConnectionID) throws {
            try output.receive(item, id, onReports, onRendered)
        }
        try joiner.join(results, &cursors, areParts: areParts) { report in
            let weight = ReportWindow.weight(of: report)
            try window.add(.whole(report), of: report.id, weight: weight, handOn)
        } onRendered: { report, entry, engine, id in
            try window.add(
                .rendered(report, engine: engine),
                of: id,
                weight: entry.weight,
                keep: { _ in .kept(report, Array(results[engine].bytes[report.bytes])) },
                handOn
            )
        } onHidden: { id in
            try window.add(.hidden, of: id, weight: 0, handOn)
        }
        try output.handOn(onReports, onRendered)
    }
}
