import SystemLibrary

/// A thread of the system, which somebody has to wait for or let go.
///
/// Unsafe, because `pthread_create` takes a pointer for the new thread: it carries the one reference to the thread's
/// body, which that takes back at once.
@safe
public struct Thread: ~Copyable {
    private let handle: ThreadHandle

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Begins to run the body; `nil` when the system has no thread left.
    public init?(_ run: @escaping @Sendable () -> Void) {
        let body = unsafe Unmanaged.passRetained(Body(run))
        let handle = unsafe ThreadHandle(body.toOpaque()) { argument in
            // On Linux the C library may say nothing of whether it is there.
            let argument: UnsafeMutableRawPointer? = unsafe argument
            if let argument = unsafe argument {
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
            }
            return nil
        }
        guard let handle else {
            unsafe body.release()
            return nil
        }
        self.handle = handle
    }

    /// Waits until the body has come to its end.
    public consuming func join() { handle.join() }

    /// Lets the thread come to its end by itself; what it uses is its own.
    public consuming func detach() { handle.detach() }

    /// The processors that are there to be used.
    public static var processorCount: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }
}

/// Threads that are waited for together; a class each, since a thread cannot stand in an array itself.
public struct ThreadGroup {
    private final class Member {
        var thread: Thread?
        init(_ thread: consuming Thread) { self.thread = consume thread }
    }

    private var members: [Member] = []

    public init() {}

    /// Starts a thread, if the system has one left.
    public mutating func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        guard let thread = Thread(run) else { return false }
        members.append(Member(thread))
        return true
    }

    public mutating func join() {
        for member in members {
            if let thread = member.thread.take() { thread.join() }
        }
        members = []
    }
}
