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
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interruption.count.add(1, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }
}
