import AnalysisPipeline
import Synchronization
import SystemLibrary
import TerminalScreen

/// SIGINT and SIGTERM as a wish to come to an end; a second one ends the process as it would have at first.
///
/// One wish may come as two signals: timeout(1) sends its signal to the command and then to the command's process group.
/// What follows within ``echo`` is the same wish.
enum Interruption {
    /// In nanoseconds: longer than two signals of one sender lie apart, shorter than a person takes to press Ctrl-C again.
    private static let echo: UInt64 = 200_000_000
    /// Seconds after which a watch that should end is ended, whatever it waits for.
    private static let patience: UInt32 = 4
    /// EX_IOERR of sysexits.h: somebody did not read what was to be written.
    private static let unread: Int32 = 74

    /// Nanoseconds of the monotonic clock at the first signal; 0 before there was one.
    private static let firstAt = Atomic<UInt64>(0)
    private static let isWatching = Atomic<Bool>(false)
    /// What the signals mean for a watch.
    static let control = LiveControl()

    static var isRequested: Bool { firstAt.load(ordering: .relaxed) > 0 }

    /// Also ignores SIGPIPE, so that writing to a closed pipe is an error and not the end.
    static func install() {
        // The counter must exist before a handler can run, since creating it is nothing for a handler to do.
        _ = isRequested
        signal(SIGPIPE, SIG_IGN)
        unblock([SIGINT, SIGTERM])
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                guard !Interruption.isSecondWish() else {
                    signal(number, SIG_DFL)
                    raise(number)
                    return
                }
                if Interruption.isWatching.load(ordering: .relaxed) {
                    Interruption.control.stop()
                    alarm(Interruption.patience)
                }
            }
        }
    }

    /// From now on the end comes within five seconds, SIGHUP opens and reads files again, SIGUSR1 asks for statistics,
    /// and none of these, nor SIGUSR2, ends the process.
    static func beginWatch() {
        // They must exist before a handler can run.
        _ = control.isStopped
        isWatching.store(true, ordering: .relaxed)
        signal(SIGALRM) { _ in _exit(Interruption.unread) }
        signal(SIGHUP) { _ in Interruption.control.reload() }
        signal(SIGUSR1) { _ in Interruption.control.tellStatistics() }
        signal(SIGUSR2, SIG_IGN)
        unblock([SIGHUP, SIGUSR1, SIGALRM])
        // It may have come before.
        if isRequested {
            control.stop()
            alarm(patience)
        }
    }

    /// From now on SIGHUP is such a wish as well, and a second signal gives the terminal back before it ends the process.
    static func beginScreen() {
        _ = control.isStopped
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { number in
                Interruption.control.stop()
                guard Interruption.isSecondWish() else { return }
                Screen.restoreFromSignal()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        // ncurses stops and goes on as the shell asks.
        unblock([SIGHUP, SIGQUIT, SIGTSTP, SIGCONT])
        if isRequested { control.stop() }
    }

    /// Notes the first signal; true for one that is neither the first nor its echo.
    private static func isSecondWish() -> Bool {
        // It fills a local structure, and may be called from a handler.
        var time = timespec()
        unsafe _ = clock_gettime(CLOCK_MONOTONIC, &time)
        let now = UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        let (isFirst, first) = firstAt.compareExchange(expected: 0, desired: now, ordering: .relaxed)
        return !isFirst && now - first > echo
    }

    /// A parent that starts us from a thread which blocks signals hands that down; we would never hear them.
    private static func unblock(_ signals: [Int32]) {
        var set = sigset_t()
        // The calls fill and read a local structure.
        unsafe sigemptyset(&set)
        for number in signals { unsafe sigaddset(&set, number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
