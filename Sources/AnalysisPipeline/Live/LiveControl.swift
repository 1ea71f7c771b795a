import Synchronization

/// What is asked of a watch from anywhere, also from a signal handler.
public final class LiveControl: Sendable {
    private let stops = Atomic<Bool>(false)
    private let statistics = Atomic<Bool>(false)
    private let reloads = Atomic<Bool>(false)

    public init() {}

    public var isStopped: Bool { stops.load(ordering: .relaxed) }

    /// Ends the watch, within a tenth of a second and what is held.
    public func stop() { stops.store(true, ordering: .relaxed) }

    /// Has statistics told, in silence as well.
    public func tellStatistics() { statistics.store(true, ordering: .relaxed) }

    /// Has key logs, authorities and revocation lists read again.
    public func reload() { reloads.store(true, ordering: .relaxed) }

    func takeStatistics() -> Bool { statistics.exchange(false, ordering: .relaxed) }
    func takeReload() -> Bool { reloads.exchange(false, ordering: .relaxed) }
}
