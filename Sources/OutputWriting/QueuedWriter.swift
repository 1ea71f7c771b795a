import Synchronization
import SystemLibrary
import Threading

/// Writes lines on a thread of its own, behind a queue of bounded size: whoever appends never waits.
public final class QueuedWriter: Sendable {
    /// What is known of the queue and of what lies behind it.
    public struct State: Hashable, Sendable {
        /// Bytes that wait, or are being written.
        public var queuedBytes = 0
        public var capacity: Int
        /// Reports that found the queue full, and are lost.
        public var droppedReports: UInt64 = 0
        public var writtenBytes: UInt64 = 0
        /// Why nothing can be written at present.
        public var problem: Descriptor.Failure?
        /// The reader has closed the pipe, or what else cannot be mended.
        public var isOver = false

        init(capacity: Int) { self.capacity = capacity }
    }

    /// What somebody should be told.
    public enum Notice: Hashable, Sendable {
        /// Writing fails, and is tried again and again.
        case failing(Descriptor.Failure)
        /// It works again; meanwhile so many reports were lost.
        case recovered(dropped: UInt64)
    }

    private struct Chunk {
        var bytes: ArraySlice<UInt8>
        let reports: Int
    }

    private struct Queue {
        var chunks: [Chunk] = []
        var state: State
        var wantsReopening = false
        var isClosing = false
        var isClosed = false
        var droppedBefore: UInt64 = 0
    }

    public let place: OutputPlace
    private let queue: Mutex<Queue>
    private let wakeUp: Wakeup
    private let ending: Wakeup
    private let onNotice: @Sendable (Notice) -> Void

    /// How long is waited before what has failed is tried again.
    private static let retryInterval = Duration.seconds(1)
    /// The same when the end has come, and every moment counts.
    private static let lastRetryInterval = Duration.milliseconds(50)

    /// Opens the place and begins, with so many bytes that may wait; `onNotice` is called on the writing thread.
    public init(
        _ place: OutputPlace,
        options: OutputOptions = OutputOptions(),
        capacity: Int,
        onNotice: @escaping @Sendable (Notice) -> Void
    ) throws(Descriptor.Failure) {
        self.place = place
        self.onNotice = onNotice
        queue = Mutex(Queue(state: State(capacity: capacity)))
        wakeUp = try Wakeup()
        ending = try Wakeup()
        let opening = Opening(try Self.open(place, options))
        guard let thread = Thread({ [self] in work(opening) }) else {
            throw Descriptor.Failure(code: EAGAIN)
        }
        // It is never waited for longer than `finish` says, so nobody joins it.
        _ = consume thread
    }

    private static func open(
        _ place: OutputPlace,
        _ options: OutputOptions
    ) throws(Descriptor.Failure) -> any LineSink {
        switch place {
        case .standardOutput: StreamSink(.standardOutput, closes: false)
        case .file(let path):
            try LogFile.isStream(path)
                ? StreamSink(Descriptor(writingTo: path), closes: true) : LogFile(path, options)
        case .capture(let path): try StreamSink(CaptureFile.open(path), closes: true)
        case .socket(let path): SocketSink(path)
        case .listener(let path): try ListenerSink(path)
        case .journal(let path): try JournalSink(path)
        }
    }

    public var state: State { queue.withLock { $0.state } }

    /// Queues whole lines; `false` if there is no room, and then their reports are lost and counted.
    ///
    /// What is `needed` is queued in any case: the few lines at the end.
    @discardableResult
    public func append(_ lines: [UInt8], reports: Int, needed: Bool = false) -> Bool {
        guard !lines.isEmpty else { return true }
        let isQueued = queue.withLock { queue in
            let state = queue.state
            guard !state.isOver, needed || state.queuedBytes + lines.count <= state.capacity else {
                queue.state.droppedReports += UInt64(reports)
                return false
            }
            queue.chunks.append(Chunk(bytes: lines[...], reports: reports))
            queue.state.queuedBytes += lines.count
            return true
        }
        if isQueued { wakeUp.signal() }
        return isQueued
    }

    /// Has the place opened again, between two lines.
    public func reopen() {
        queue.withLock { $0.wantsReopening = true }
        wakeUp.signal()
    }

    /// Lets what is queued be written, and closes the place.
    ///
    /// - Returns: `false` if that could not be done in time; the rest is counted as lost.
    public func finish(within limit: Duration) -> Bool {
        queue.withLock { $0.isClosing = true }
        wakeUp.signal()
        ending.wait(atMost: limit)
        return queue.withLock { queue in
            if !queue.isClosed {
                queue.state.droppedReports += queue.chunks.reduce(0) { $0 + UInt64($1.reports) }
            }
            return queue.isClosed && queue.state.queuedBytes == 0
        }
    }

    // MARK: The writing thread

    /// Hands the sink to the thread that alone uses it from then on.
    ///
    /// Why `@unchecked Sendable` holds: it is made by one thread, and taken over by another before anything is written.
    private final class Opening: @unchecked Sendable {
        let sink: any LineSink
        init(_ sink: any LineSink) { self.sink = sink }
    }

    private func work(_ opening: Opening) {
        let sink = opening.sink
        while true {
            let (chunk, reopens, isClosing) = queue.withLock { queue in
                defer { queue.wantsReopening = false }
                return (queue.chunks.first, queue.wantsReopening, queue.isClosing)
            }
            if reopens, let failure = sink.reopen() { note(failure) }
            let pause = sink.passTime()
            guard let chunk else {
                if isClosing { return close(sink) }
                wakeUp.wait(atMost: pause)
                continue
            }
            let progress = sink.write(chunk.bytes)
            note(progress)
            guard let problem = progress.problem else { continue }
            if sink.isFinal(problem) { return giveUp(problem) }
            note(problem)
            wakeUp.pause(isClosing ? Self.lastRetryInterval : Self.retryInterval)
        }
    }

    private func note(_ progress: SinkProgress) {
        let recovered: UInt64? = queue.withLock { queue in
            queue.state.writtenBytes += UInt64(progress.written)
            queue.state.droppedReports += UInt64(progress.refused)
            queue.state.queuedBytes -= progress.written
            if !queue.chunks.isEmpty {
                queue.chunks[0].bytes = queue.chunks[0].bytes.dropFirst(progress.written)
                if queue.chunks[0].bytes.isEmpty { queue.chunks.removeFirst() }
            }
            guard progress.problem == nil, queue.state.problem != nil else { return nil }
            queue.state.problem = nil
            return queue.state.droppedReports - queue.droppedBefore
        }
        if let recovered { onNotice(.recovered(dropped: recovered)) }
    }

    private func note(_ failure: Descriptor.Failure) {
        let isNew = queue.withLock { queue in
            defer { queue.state.problem = failure }
            if queue.state.problem == nil { queue.droppedBefore = queue.state.droppedReports }
            return queue.state.problem != failure
        }
        if isNew { onNotice(.failing(failure)) }
    }

    private func giveUp(_ failure: Descriptor.Failure) {
        queue.withLock { queue in
            queue.state.problem = failure
            queue.state.isOver = true
            queue.state.droppedReports += queue.chunks.reduce(0) { $0 + UInt64($1.reports) }
            queue.chunks = []
            queue.state.queuedBytes = 0
            queue.isClosed = true
        }
        ending.signal()
    }

    private func close(_ sink: any LineSink) {
        if let failure = sink.close() { note(failure) }
        queue.withLock { $0.isClosed = true }
        ending.signal()
    }
}
