import SystemLibrary

#if !canImport(Darwin)
import CLinux
#endif

/// What a waiting thread has poll(2) look at: an eventfd(2) or, where the system has none, a pipe.
///
/// Calls to the C library are marked unsafe since they take pointers, to local values that outlive the call.
struct WakeupDescriptor: Sendable {
    /// Readable from ``signal()`` until ``clear()``.
    let number: Int32

    #if canImport(Darwin)
    private let writing: Int32

    init() throws(Descriptor.Failure) {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw Descriptor.Failure(code: errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (number, writing) = (ends[0], ends[1])
    }

    func close() {
        _ = SystemLibrary.close(number)
        _ = SystemLibrary.close(writing)
    }

    /// A pipe that is full wakes as well as one with a single byte.
    func signal() {
        var byte: UInt8 = 1
        unsafe _ = write(writing, &byte, 1)
    }

    func clear() {
        var bytes = [UInt8](repeating: 0, count: 512)
        while unsafe read(number, &bytes, bytes.count) > 0 {}
    }
    #else
    init() throws(Descriptor.Failure) {
        number = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard number >= 0 else { throw Descriptor.Failure(code: errno) }
    }

    func close() { _ = SystemLibrary.close(number) }

    func signal() { _ = eventfd_write(number, 1) }

    func clear() {
        var count: eventfd_t = 0
        unsafe _ = eventfd_read(number, &count)
    }
    #endif
}
