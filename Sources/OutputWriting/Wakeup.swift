import CLinux
import Glibc

/// Wakes a thread that waits, also when it is woken before it begins to wait: an eventfd(2).
///
/// Calls to the C library are marked unsafe since they take pointers, to local values that outlive the call.
final class Wakeup: Sendable {
    private let descriptor: Int32

    init() throws(Descriptor.Failure) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw Descriptor.Failure(code: errno) }
    }

    deinit { Glibc.close(descriptor) }

    func signal() { _ = eventfd_write(descriptor, 1) }

    /// Waits until it is signalled; without a limit as long as that takes.
    ///
    /// A signal to the process does not cut it short: whoever ends a process may send two.
    func wait(atMost limit: Duration?) {
        let end = limit.map { ContinuousClock.now + $0 }
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        repeat {
            let left = end.map { Self.milliseconds(ContinuousClock.now.duration(to: $0)) } ?? -1
            guard unsafe poll(&request, 1, left) < 0, errno == EINTR else { break }
        } while end.map { ContinuousClock.now < $0 } ?? true
        var count: eventfd_t = 0
        unsafe _ = eventfd_read(descriptor, &count)
    }

    /// Waits whatever is signalled.
    func pause(_ duration: Duration) { _ = poll(nil, 0, Self.milliseconds(duration)) }

    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        // At least one, so that waiting is never a busy loop.
        return Int32(clamping: max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
