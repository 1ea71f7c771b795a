import SystemLibrary

/// A thread as the system names it: by a number, or by a pointer.
///
/// Unsafe, because the new thread gets a pointer and frees what it leads to; the system's own pointer is only handed back to it.
@safe
struct ThreadHandle {
    private let thread: pthread_t

    /// Starts a thread that hands `argument` to `run`; `nil` when the system has none left.
    #if canImport(Darwin)
    init?(
        _ argument: UnsafeMutableRawPointer,
        _ run: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer?
    ) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe _ = pthread_attr_destroy(&attributes) }
        // As many bytes as on Linux: without being asked, the system gives a sixteenth.
        unsafe pthread_attr_setstacksize(&attributes, 8 << 20)
        var thread: pthread_t?
        guard unsafe pthread_create(&thread, &attributes, run, argument) == 0, let thread = unsafe thread
        else {
            return nil
        }
        unsafe self.thread = thread
    }

    func join() { unsafe _ = pthread_join(thread, nil) }

    func detach() { unsafe _ = pthread_detach(thread) }
    #else
    init?(
        _ argument: UnsafeMutableRawPointer,
        _ run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?
    ) {
        var thread = pthread_t()
        guard unsafe pthread_create(&thread, nil, run, argument) == 0 else { return nil }
        self.thread = thread
    }

    func join() { _ = pthread_join(thread, nil) }

    func detach() { _ = pthread_detach(thread) }
    #endif
}
