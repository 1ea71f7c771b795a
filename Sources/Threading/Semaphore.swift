import Glibc

/// Lets a thread sleep until another one wakes it, as often as it was woken.
///
/// Unsafe, because the system's semaphore must not move: it is allocated once, and destroyed when nobody can reach it any more.
@safe
public final class Semaphore: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    public init() {
        unsafe semaphore = .allocate(capacity: 1)
        unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Wakes one thread, now or when it comes to wait.
    public func signal() { unsafe sem_post(semaphore) }

    public func wait() {
        while unsafe sem_wait(semaphore) != 0, errno == EINTR {}
    }
}
