import Glibc
import Synchronization

/// SIGINT and SIGTERM as a wish to come to an end; a second one ends the process as it would have at first.
enum Interruption {
    private static let count = Atomic<Int>(0)

    static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// Also ignores SIGPIPE, so that writing to a closed pipe is an error and not the end.
    static func install() {
        // The counter must exist before a handler can run, since creating it is nothing for a handler to do.
        _ = isRequested
        signal(SIGPIPE, SIG_IGN)
        unblock()
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interruption.count.add(1, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }

    /// A parent that starts us from a thread which blocks signals hands that down; we would never hear them.
    private static func unblock() {
        var set = sigset_t()
        // The calls fill and read a local structure.
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGINT)
        unsafe sigaddset(&set, SIGTERM)
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
