import Synchronization
public import SystemLibrary
import Threading

/// A file whose content is written anew again and again, on a thread of its own; whoever reads it never sees half of it.
public final class PeriodicFile: Sendable {
    private let path: String
    private let mode: mode_t
    private let interval: Duration
    private let content: @Sendable () -> [UInt8]
    private let onNotice: @Sendable (Descriptor.Failure?) -> Void
    private let wakeUp: Wakeup
    private let ending: Wakeup
    private let isClosing = Atomic<Bool>(false)

    /// Writes it once at the start.
    ///
    /// `onNotice` is told, on the writing thread, when writing begins to fail and, with `nil`, when it works again.
    public init(
        _ path: String,
        mode: mode_t,
        every interval: Duration,
        content: @escaping @Sendable () -> [UInt8],
        onNotice: @escaping @Sendable (Descriptor.Failure?) -> Void
    ) throws(Descriptor.Failure) {
        self.path = path
        self.mode = mode
        self.interval = interval
        self.content = content
        self.onNotice = onNotice
        wakeUp = try Wakeup()
        ending = try Wakeup()
        try write()
        guard let thread = Thread({ [self] in work() }) else { throw Descriptor.Failure(code: EAGAIN) }
        // It is never waited for longer than `finish` says, so nobody joins it.
        _ = consume thread
    }

    private func write() throws(Descriptor.Failure) {
        let file = try ReplacedFile(path, mode: mode)
        // Whatever the process takes away from files: others have to read it.
        file.descriptor.setMode(mode)
        do throws(Descriptor.Failure) { try file.descriptor.write(content().span) } catch {
            file.discard()
            throw error
        }
        try file.finish()
    }

    private func work() {
        var problem: Descriptor.Failure?
        while true {
            if !isClosing.load(ordering: .acquiring) { wakeUp.wait(atMost: interval) }
            let isLast = isClosing.load(ordering: .acquiring)
            do throws(Descriptor.Failure) {
                try write()
                if problem != nil { onNotice(nil) }
                problem = nil
            } catch {
                if problem != error { onNotice(error) }
                problem = error
            }
            guard isLast else { continue }
            ending.signal()
            return
        }
    }

    /// Writes it a last time, and waits for that, but not for long.
    public func finish(within limit: Duration) {
        isClosing.store(true, ordering: .releasing)
        wakeUp.signal()
        ending.wait(atMost: limit)
    }
}
