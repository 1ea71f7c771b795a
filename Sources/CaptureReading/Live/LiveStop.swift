import Synchronization

/// A request to end a live capture, which the next reading honours.
public final class LiveStop: Sendable {
    private let flag = Atomic(false)

    init() {}

    public var isRequested: Bool { flag.load(ordering: .relaxed) }

    /// Returns at once; the capture ends after the timeout at the latest.
    public func request() { flag.store(true, ordering: .relaxed) }
}
