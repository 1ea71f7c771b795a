import ArgumentParser
import HandshakeAnalysis
import LiveView
import Synchronization
import Threading

/// Where a view's events come from.
protocol TopFeed: Sendable {
    /// As the header names it.
    var name: String { get }
    /// Packets or records come as they are sent.
    var isLive: Bool { get }
    /// The packets are read by this process, so that what it takes is worth showing.
    var readsPackets: Bool { get }
    /// Why packets cannot be saved; `nil` where they can.
    var noPackets: String? { get }

    /// Tells what happens until nothing more does, on a thread of its own; says first whether it could begin.
    func run(_ session: TopSession)

    /// Puts the packets of a connection into a file that is not there yet, and says what came of it.
    func save(_ report: ConnectionReport, to path: String, _ session: TopSession)

    /// Gives back what others would stumble over; ``TopSession/isOver`` is true by then.
    func close()
}

/// Whether a feed could begin, for the thread that waits for it.
final class TopStart: Sendable {
    private let failure = Mutex<(any Error)?>(nil)
    private let isTold = Atomic<Bool>(false)
    private let semaphore = Semaphore()

    func succeed() { tell(nil) }

    func fail(_ error: any Error) { tell(error) }

    private func tell(_ error: (any Error)?) {
        guard !isTold.exchange(true, ordering: .acquiringAndReleasing) else { return }
        failure.withLock { $0 = error }
        semaphore.signal()
    }

    /// - Throws: Why it could not.
    func wait() throws {
        semaphore.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
