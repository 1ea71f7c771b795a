import SystemLibrary

#if !canImport(Darwin)
import CLinux
#endif

/// Waits until something is written in a folder, by inotify(7); where the system has none, the time has to pass.
///
/// Unsafe calls: `inotify_add_watch` gets a text that outlives the call, `read` and `poll` local memory of its true length.
struct FolderWatch: ~Copyable {
    /// Negative where there is nothing to watch with: poll(2) passes over it then.
    private let descriptor: Int32

    init(_ folder: String) {
        #if canImport(Darwin)
        descriptor = -1
        #else
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return }
        let mask = UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE)
        unsafe _ = inotify_add_watch(descriptor, folder, mask)
        #endif
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func wait(atMost milliseconds: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        unsafe _ = poll(&request, 1, milliseconds)
        var events = [UInt8](repeating: 0, count: 4096)
        while descriptor >= 0,
            unsafe events.withUnsafeMutableBytes({
                unsafe SystemLibrary.read(descriptor, $0.baseAddress, $0.count)
            }) > 0
        {}
    }
}
