import SystemLibrary

/// A value that threads share: one at a time uses it, and they wait on it for each other.
///
/// Unsafe, because the system's lock and its conditions must not move: they are allocated once, initialised before the
/// value can be reached, and destroyed when nobody can reach it any more. The value is used only under the lock.
@safe
final class Monitor<Value>: @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    /// One for each thread, to be woken by.
    private let conditions: UnsafeMutablePointer<pthread_cond_t>
    private let threadCount: Int
    private var value: Value

    init(_ value: Value, threadCount: Int) {
        self.value = value
        self.threadCount = threadCount
        unsafe lock = .allocate(capacity: 1)
        unsafe pthread_mutex_init(lock, nil)
        unsafe conditions = .allocate(capacity: threadCount)
        for thread in 0..<threadCount { unsafe pthread_cond_init(conditions + thread, nil) }
    }

    deinit {
        for thread in 0..<threadCount { unsafe pthread_cond_destroy(conditions + thread) }
        unsafe conditions.deallocate()
        unsafe pthread_mutex_destroy(lock)
        unsafe lock.deallocate()
    }

    /// Changes the value, and wakes whom the change concerns.
    func change(_ body: (inout Value) -> ThreadSet) {
        unsafe pthread_mutex_lock(lock)
        let woken = body(&value)
        unsafe pthread_mutex_unlock(lock)
        wake(woken)
    }

    /// Asks for one thread, again after each time that it is woken, until there is an answer; wakes whom each asking
    /// concerns.
    func wait<Result>(_ thread: Int, _ body: (inout Value) -> (Result?, ThreadSet)) -> Result {
        precondition(thread >= 0 && thread < threadCount)
        unsafe pthread_mutex_lock(lock)
        while true {
            let (result, woken) = body(&value)
            guard let result else {
                wake(woken)
                unsafe pthread_cond_wait(conditions + thread, lock)
                continue
            }
            unsafe pthread_mutex_unlock(lock)
            wake(woken)
            return result
        }
    }

    private func wake(_ threads: ThreadSet) {
        guard !threads.isEmpty else { return }
        for thread in 0..<threadCount where threads.contains(thread) {
            unsafe pthread_cond_signal(conditions + thread)
        }
    }
}

/// Some of at most 64 threads.
struct ThreadSet: Equatable {
    private var bits: UInt64 = 0

    static let none = ThreadSet()
    static let all = ThreadSet(bits: .max)

    var isEmpty: Bool { bits == 0 }
    func contains(_ thread: Int) -> Bool { bits & 1 << UInt64(thread) != 0 }
    mutating func insert(_ thread: Int) { bits |= 1 << UInt64(thread) }
    mutating func remove(_ thread: Int) { bits &= ~(1 << UInt64(thread)) }
    /// Any of them.
    var first: Int? { bits == 0 ? nil : bits.trailingZeroBitCount }
}
