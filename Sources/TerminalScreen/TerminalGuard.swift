import CNcurses
import Synchronization
import SystemLibrary

/// Gives the terminal back as it was when the process is ended in any way that a process can see.
///
/// Unsafe: what a signal handler needs is allocated before it is installed, never changes and is never freed; it calls
/// `write`, `tcsetattr`, `signal` and `raise` alone, which POSIX allows there.
@safe
enum TerminalGuard {
    /// What has to be put back.
    @unsafe private struct Keeping {
        var descriptor: Int32 = -1
        var modes = termios()
        var farewell: UnsafeMutablePointer<UInt8>?
        var length = 0
    }

    /// Signals that end a process at once unless it says otherwise, and faults of the program itself.
    private static let fatal = [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGALRM]

    /// The address of a `Keeping`, 0 for none.
    private static let kept = Atomic<UInt>(0)
    private static let isArmed = Atomic<Bool>(false)

    /// Remembers how the terminal is now; before anything is changed.
    static func remember(_ descriptor: Int32) {
        var modes = termios()
        guard unsafe tcgetattr(descriptor, &modes) == 0 else { return }
        let keeping = UnsafeMutablePointer<Keeping>.allocate(capacity: 1)
        unsafe keeping.initialize(to: Keeping(descriptor: descriptor, modes: modes))
        kept.store(UInt(bitPattern: keeping), ordering: .releasing)
    }

    /// From now on the guard acts: `farewell` is what the terminal is sent to leave the screen.
    static func arm(farewell: [UInt8]) {
        guard let keeping = unsafe keeping else { return }
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(farewell.count, 1))
        for (index, byte) in farewell.enumerated() { unsafe bytes[index] = byte }
        unsafe keeping.pointee.farewell = bytes
        unsafe keeping.pointee.length = farewell.count
        isArmed.store(true, ordering: .releasing)
        for number in fatal {
            signal(number) { number in
                TerminalGuard.restore()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    /// The screen was left in order.
    static func disarm() {
        isArmed.store(false, ordering: .releasing)
        for number in fatal { signal(number, SIG_DFL) }
    }

    private static var keeping: UnsafeMutablePointer<Keeping>? {
        unsafe UnsafeMutablePointer(bitPattern: kept.load(ordering: .acquiring))
    }

    /// Puts the terminal back, once; may be called by a signal handler.
    static func restore() {
        guard isArmed.exchange(false, ordering: .acquiringAndReleasing), let keeping = unsafe keeping else {
            return
        }
        unsafe _ = write(keeping.pointee.descriptor, keeping.pointee.farewell, keeping.pointee.length)
        unsafe _ = tcsetattr(keeping.pointee.descriptor, TCSANOW, &keeping.pointee.modes)
    }
}
