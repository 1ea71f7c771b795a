import Glibc

/// A value that threads share: one at a time uses it, and they wait on it for each other.
///
/// Unsafe, because the system's lock and its conditions must not move: they are allocated once, initialised before the
/// value can be reached, and destroyed when nobody can reach it any more. The value is used only under the lock.
@safe
final class Monitor<Value>: @unchecked Sendable {
    /// Whom a change may concern.
    enum Waiters { case workers, owner }

    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let workers: UnsafeMutablePointer<pthread_cond_t>
    private let owner: UnsafeMutablePointer<pthread_cond_t>
    private var value: Value

    init(_ value: Value) {
        self.value = value
        unsafe lock = .allocate(capacity: 1)
        unsafe workers = .allocate(capacity: 1)
        unsafe owner = .allocate(capacity: 1)
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(workers, nil)
        unsafe pthread_cond_init(owner, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(owner)
        unsafe pthread_cond_destroy(workers)
        unsafe pthread_mutex_destroy(lock)
        unsafe owner.deallocate()
        unsafe workers.deallocate()
        unsafe lock.deallocate()
    }

    /// Changes the value, and wakes all who may have waited for that.
    func change<Result>(_ body: (inout Value) -> Result) -> Result {
        unsafe pthread_mutex_lock(lock)
        let result = body(&value)
        unsafe pthread_mutex_unlock(lock)
        unsafe pthread_cond_broadcast(workers)
        unsafe pthread_cond_signal(owner)
        return result
    }

    /// Asks again after each change until there is an answer.
    func wait<Result>(as waiter: Waiters, _ body: (inout Value) -> Result?) -> Result {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        while true {
            if let result = body(&value) { return result }
            unsafe pthread_cond_wait(waiter == .owner ? owner : workers, lock)
        }
    }
}
