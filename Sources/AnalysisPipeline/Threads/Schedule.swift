/// Who does what next: the state that all threads of an analysis share.
///
/// Units go round a ring. Any free thread reads the next one, and any free thread takes an engine through the units that
/// it has not seen, so that nobody waits while there is work; an engine, and the reading, is with one thread at a time.
/// What all engines have been through is joined by the thread that began the analysis, which frees the unit's place.
struct Schedule {
    /// Units between the one that is read and the one that is joined.
    let ringSize: Int
    /// Only workers read: an input that makes its reader wait must not keep results back.
    var ownerReads: Bool

    /// Units that were read.
    private(set) var readCount = 0
    /// Units that were joined.
    private(set) var joinedCount = 0
    private var isReading = false
    private var isAtEnd = false
    private(set) var isAbandoned = false
    private var engines: [EngineState]
    /// What the engines made of the units that are not joined yet, the oldest first.
    private var results: [[ShareResult]]

    private struct EngineState {
        /// Units that it has been through.
        var processed = 0
        var isBusy = false
        var isFinished = false
    }

    enum Task {
        case read(unit: Int)
        case process(engine: Int, unit: Int)
        case finish(engine: Int)
        /// For the owner alone: the results of the unit that comes next, or of the end.
        case join([ShareResult], unit: Int, isLast: Bool)
        case nothing
    }

    init(engineCount: Int, ringSize: Int, ownerReads: Bool) {
        self.ringSize = ringSize
        self.ownerReads = ownerReads
        engines = Array(repeating: EngineState(), count: engineCount)
        results = Array(repeating: [], count: engineCount)
    }

    // MARK: Giving out

    /// The next thing to do; `nil` if there is nothing now.
    mutating func next(isOwner: Bool) -> Task? {
        if isAbandoned { return .nothing }
        if isOwner, let task = nextJoining() { return task }
        let behind = engines.indices.filter { !engines[$0].isBusy && !engines[$0].isFinished }
            .min { engines[$0].processed < engines[$1].processed }
        let mayRead =
            !isReading && !isAtEnd && readCount - joinedCount < ringSize && (ownerReads || !isOwner)
        // Read ahead, but not so far that what was read has left the cache.
        if mayRead, behind.map({ readCount - engines[$0].processed <= 1 }) ?? true {
            isReading = true
            return .read(unit: readCount % ringSize)
        }
        guard let behind else { return isDone && !isOwner ? .nothing : nil }
        if engines[behind].processed < readCount {
            engines[behind].isBusy = true
            return .process(engine: behind, unit: engines[behind].processed % ringSize)
        }
        guard isAtEnd, !isReading else { return nil }
        engines[behind].isBusy = true
        return .finish(engine: behind)
    }

    private var isDone: Bool { engines.allSatisfy(\.isFinished) }

    private mutating func nextJoining() -> Task? {
        guard results.allSatisfy({ !$0.isEmpty }) else { return nil }
        var taken: [ShareResult] = []
        for engine in results.indices { taken.append(results[engine].removeFirst()) }
        return .join(taken, unit: joinedCount % ringSize, isLast: isAtEnd && joinedCount == readCount)
    }

    // MARK: Taking back

    /// A unit was read, or the end was met instead.
    mutating func endReading(isAtEnd: Bool) {
        isReading = false
        if isAtEnd { self.isAtEnd = true } else { readCount += 1 }
    }

    mutating func endProcessing(_ engine: Int, _ result: ShareResult) {
        engines[engine].isBusy = false
        engines[engine].processed += 1
        results[engine].append(result)
    }

    mutating func endFinishing(_ engine: Int, _ result: ShareResult) {
        engines[engine].isBusy = false
        engines[engine].isFinished = true
        results[engine].append(result)
    }

    mutating func endJoining() { joinedCount += 1 }

    /// What was read is analysed, and no more.
    mutating func stopReading() { isAtEnd = true }

    /// Nothing is wanted any more.
    mutating func abandon() { isAbandoned = true }
}
