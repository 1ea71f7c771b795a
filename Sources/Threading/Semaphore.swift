import SystemLibrary

/// Lets a thread sleep until another one wakes it, as often as it was woken.
///
/// Unsafe, because what the system has for it must not move: it is allocated once, and destroyed when nobody can reach it any more.
@safe
public final class Semaphore: @unchecked Sendable {
    #if canImport(Darwin)
    // There are no semaphores without a name.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var count = 0

    public init() {
        unsafe lock = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(lock)
        unsafe condition.deallocate()
        unsafe lock.deallocate()
    }

    /// Wakes one thread, now or when it comes to wait.
    public func signal() {
        unsafe pthread_mutex_lock(lock)
        count += 1
        unsafe pthread_cond_signal(condition)
        unsafe pthread_mutex_unlock(lock)
    }

    public func wait() {
        unsafe pthread_mutex_lock(lock)
        while count == 0 { unsafe pthread_cond_wait(condition, lock) }
        count -= 1
        unsafe pthread_mutex_unlock(lock)
    }
    #else
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
    #endif
}
