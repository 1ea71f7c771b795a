import SystemLibrary

/// Wakes a thread that waits, also when it is woken before it begins to wait.
///
/// Calls to the C library are marked unsafe since they take pointers, to local values that outlive the call.
final class Wakeup: Sendable {
    private let descriptor: WakeupDescriptor

    init() throws(Descriptor.Failure) { descriptor = try WakeupDescriptor() }

    deinit { descriptor.close() }

    func signal() { descriptor.signal() }

    /// Waits until it is signalled; without a limit as long as that takes.
    ///
    /// A signal to the process does not cut it short: whoever ends a process may send two.
    func wait(atMost limit: Duration?) {
        let end = limit.map { ContinuousClock.now + $0 }
        var request = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        repeat {
            let left = end.map { Self.milliseconds(ContinuousClock.now.duration(to: $0)) } ?? -1
            guard unsafe poll(&request, 1, left) < 0, errno == EINTR else { break }
        } while end.map { ContinuousClock.now < $0 } ?? true
        descriptor.clear()
    }

    /// Waits whatever is signalled.
    func pause(_ duration: Duration) { _ = poll(nil, 0, Self.milliseconds(duration)) }

    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        // At least one, so that waiting is never a busy loop.
        return Int32(clamping: max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
