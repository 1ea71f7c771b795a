/// Who does what next: the state that all threads of an analysis share.
///
/// Each thread has an engine of its own, which it takes through one unit after the other; whoever is free reads the next
/// unit, or decodes one. When all engines have been through a unit, its place takes another. What they made of it is
/// joined by thread 0, the owner, which is the one that began the analysis.
///
/// Where engines have next to nothing to do, as with large transfers and with packets that are not TLS, it is not worth
/// sharing: the owner does everything and the others sleep.
struct Schedule {
    /// Units whose results wait to be joined, at most.
    private static let unjoinedLimit = 16
    /// Nanoseconds of an engine's work on a packet from which it is shared, and below which no longer: a packet that
    /// takes less is sooner dealt with than moved from one processor's cache to another's.
    private static let worthSharing = 140
    private static let notWorthSharing = 120
    /// What decoding a packet takes of the time in which it is dealt with by one thread.
    private static let decodingTime = 20

    /// If not, an input that makes its reader wait does not keep results back.
    private var ownerReads: Bool

    /// Units that were read.
    private var readCount = 0
    /// Units that were decoded.
    private var decodedCount = 0
    /// Units that were joined.
    private var joinedCount = 0
    /// Where the units lie that were read and not every engine has been through, the oldest first.
    private var places: [Int] = []
    /// The place that was used last comes first, since it is in the cache.
    private var freePlaces: [Int]
    /// The place that is read into.
    private var readingPlace: Int?
    private var isDecoding = false
    private var isAtEnd = false
    private var isAbandoned = false
    private var engines: [EngineState]
    /// What the engines made of the units that are not joined yet, the oldest first.
    private var results: [[ShareResult]]
    /// What the engines made of what was open at the end, by engine: the parts that are not joined yet.
    private var endings: [[ShareResult]]
    /// Engines whose next part is needed to go on joining.
    private var wanted: [Int]
    /// How far the reading had come after these units.
    private var progress: [CaptureAnalysis.Progress] = []
    /// Nanoseconds that an engine takes for a packet, of late.
    private var processingTime = 0
    private var isShared: Bool
    private var waiting = ThreadSet.none
    /// Threads that there are; the owner takes on the engines of the others.
    private var threadCount: Int

    /// Parts of an engine's ending that wait to be joined, at most: one is made while another is joined.
    private static let waitingParts = 2

    private struct EngineState {
        /// Units that it has been through.
        var processed = 0
        var isBusy = false
        var isFinished = false
    }

    enum Task {
        case read(place: Int)
        case decode(place: Int)
        case process(engine: Int, place: Int)
        /// For the owner alone, which does the work of all: to decode a unit, and take every engine through it.
        case deal(place: Int)
        /// To make the next part of an engine's ending.
        case finish(engine: Int)
        /// For the owner alone: the results of the unit that comes next.
        case join([ShareResult], CaptureAnalysis.Progress)
        /// For the owner alone, when all units are joined: the next parts of those engines' endings that were wanted.
        case joinEndings([(engine: Int, part: ShareResult)])
        case nothing
    }

    init(threadCount: Int, placeCount: Int, ownerReads: Bool) {
        self.threadCount = threadCount
        self.ownerReads = ownerReads
        isShared = !ownerReads
        freePlaces = Array(0..<placeCount)
        engines = Array(repeating: EngineState(), count: threadCount)
        results = Array(repeating: [], count: threadCount)
        endings = results
        wanted = Array(0..<threadCount)
    }

    // MARK: Giving out

    /// The next thing for a thread to do, `nil` if there is nothing now; and who should be woken because there is more.
    mutating func next(for thread: Int) -> (Task?, ThreadSet) {
        waiting.remove(thread)
        if isAbandoned { return (.nothing, .all) }
        let task = nextTask(for: thread)
        let woken = woken(by: thread, isIdle: task == nil)
        if task == nil { waiting.insert(thread) }
        return (task, woken)
    }

    private mutating func nextTask(for thread: Int) -> Task? {
        if thread == 0 {
            if isJoinable { return nextJoining() }
            if areEndingsJoinable { return nextJoiningOfEndings() }
        }
        // The owner has more to do than the others, so it lets them read.
        if thread == 0, let task = nextProcessing(for: thread) { return task }
        if mayRead(thread) {
            let place = freePlaces.removeLast()
            readingPlace = place
            return .read(place: place)
        }
        if canDecode, isShared || thread == 0 {
            isDecoding = true
            let place = places[decodedCount - freedCount]
            let isAlone = !isShared && engines.indices.allSatisfy { !engines[$0].isBusy && backlog($0) == 0 }
            return isAlone ? .deal(place: place) : .decode(place: place)
        }
        return nextProcessing(for: thread) ?? nextFinishing(for: thread)
    }

    private mutating func nextProcessing(for thread: Int) -> Task? {
        guard let engine = nextEngine(for: thread) else { return nil }
        engines[engine].isBusy = true
        return .process(engine: engine, place: places[engines[engine].processed - freedCount])
    }

    private mutating func nextFinishing(for thread: Int) -> Task? {
        guard isDecodingOver else { return nil }
        var isOver = thread != 0
        for engine in engines.indices where self.thread(of: engine) == thread && !engines[engine].isFinished {
            isOver = false
            guard !engines[engine].isBusy, backlog(engine) == 0, endings[engine].count < Self.waitingParts
            else { continue }
            engines[engine].isBusy = true
            return .finish(engine: engine)
        }
        return isOver ? .nothing : nil
    }

    /// The engine that a thread takes on: its own, unless it does the work of all.
    private func nextEngine(for thread: Int) -> Int? {
        guard isShared else { return thread == 0 ? engines.indices.first { hasWork($0) } : nil }
        if hasWork(thread) { return thread }
        return thread == 0 ? engines.indices.first { self.thread(of: $0) == 0 && hasWork($0) } : nil
    }

    private func thread(of engine: Int) -> Int { engine < threadCount ? engine : 0 }

    private func hasWork(_ engine: Int) -> Bool { !engines[engine].isBusy && backlog(engine) > 0 }

    private func backlog(_ engine: Int) -> Int { decodedCount - engines[engine].processed }

    private func mayRead(_ thread: Int) -> Bool {
        guard canRead else { return false }
        guard ownerReads else {
            // Who reads a stream may wait for long, and leaves nothing undone that others wait for.
            return thread != 0 && decodedCount == readCount && backlog(thread) == 0
        }
        return isShared || thread == 0
    }

    /// Units are not read much earlier than they are needed, so that they are still in the cache.
    private var canRead: Bool {
        readingPlace == nil && !isAtEnd && !freePlaces.isEmpty && readCount - joinedCount < Self.unjoinedLimit
            && readCount - decodedCount < (isShared ? 2 : 1)
    }

    private var canDecode: Bool {
        !isDecoding && decodedCount < readCount && engines.indices.contains { backlog($0) < 2 }
    }

    private var isDecodingOver: Bool { isAtEnd && readingPlace == nil && decodedCount == readCount }
    private var freedCount: Int { readCount - places.count }
    private var isJoinable: Bool { results.allSatisfy { !$0.isEmpty } }

    private mutating func nextJoining() -> Task {
        var taken: [ShareResult] = []
        for engine in results.indices { taken.append(results[engine].removeFirst()) }
        return .join(taken, progress.removeFirst())
    }

    private var areEndingsJoinable: Bool {
        isDecodingOver && progress.isEmpty && !wanted.isEmpty && wanted.allSatisfy { !endings[$0].isEmpty }
    }

    private mutating func nextJoiningOfEndings() -> Task {
        let parts = wanted.map { (engine: $0, part: endings[$0].removeFirst()) }
        wanted = []
        return .joinEndings(parts)
    }

    // MARK: Waking

    private func woken(by thread: Int, isIdle: Bool) -> ThreadSet {
        guard !waiting.isEmpty else { return .none }
        if isDecodingOver { return waiting }
        var woken = ThreadSet.none
        // To join many units at a time costs less than one by one.
        let isFull = readCount - joinedCount >= Self.unjoinedLimit
        if thread != 0, isJoinable, isIdle || isFull || !ownerReads { woken.insert(0) }
        guard isShared else {
            if thread != 0 { woken.insert(0) }
            return woken
        }
        for other in 0..<threadCount where waiting.contains(other) && hasWork(other) { woken.insert(other) }
        if woken.isEmpty, let other = waiting.first, canDecode || mayRead(other) { woken.insert(other) }
        return woken
    }

    // MARK: Taking back

    /// A unit was read, or the end was met instead.
    mutating func endReading(_ progress: CaptureAnalysis.Progress?) {
        guard let place = readingPlace else { return }
        readingPlace = nil
        guard let progress else {
            isAtEnd = true
            return
        }
        self.progress.append(progress)
        places.append(place)
        readCount += 1
    }

    mutating func endDecoding() {
        isDecoding = false
        decodedCount += 1
    }

    mutating func endProcessing(_ engine: Int, _ result: ShareResult, packets: Int, nanoseconds: Int) {
        engines[engine].isBusy = false
        engines[engine].processed += 1
        results[engine].append(result)
        freePlacesDone()
        note(packets: packets, nanoseconds: nanoseconds)
    }

    mutating func endDealing(_ results: [ShareResult], packets: Int, nanoseconds: Int) {
        isDecoding = false
        decodedCount += 1
        for engine in engines.indices {
            engines[engine].processed += 1
            self.results[engine].append(results[engine])
        }
        freePlacesDone()
        note(packets: packets, nanoseconds: max(0, nanoseconds - packets * Self.decodingTime))
    }

    private mutating func freePlacesDone() {
        while !places.isEmpty, engines.allSatisfy({ $0.processed > freedCount }) {
            freePlaces.append(places.removeFirst())
        }
    }

    private mutating func note(packets: Int, nanoseconds: Int) {
        guard packets > 0 else { return }
        processingTime = (processingTime * 15 + nanoseconds / max(packets, 16)) / 16
        // A stream's reader waits, so its results have to be another thread's business.
        isShared = processingTime >= (isShared ? Self.notWorthSharing : Self.worthSharing) || !ownerReads
    }

    mutating func endFinishing(_ engine: Int, _ part: ShareResult) {
        engines[engine].isBusy = false
        engines[engine].isFinished = part.isLast
        endings[engine].append(part)
    }

    /// The next parts of these engines' endings are needed now.
    mutating func endJoiningEndings(wanting engines: [Int]) { wanted = engines }

    mutating func endJoining(wantsMore: Bool) {
        joinedCount += 1
        // What was read is still analysed.
        if !wantsMore { isAtEnd = true }
    }

    /// Nothing is wanted any more.
    mutating func abandon() -> ThreadSet {
        isAbandoned = true
        return .all
    }

    /// There are fewer threads than engines.
    mutating func makeDo(with count: Int) {
        threadCount = count
        if count == 1 { ownerReads = true }
    }
}
