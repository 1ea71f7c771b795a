public import SystemLibrary

/// A file that is written aside and takes the place of the old one when it is complete: nobody ever sees half of it.
///
/// Where a path leads to a FIFO, a device, or a folder that nothing can be added to, it is written to at once.
///
/// Calls to the C library are marked unsafe since they take pointers; each gets one to text that outlives the call.
public struct ReplacedFile: Sendable {
    public let descriptor: Descriptor
    private let path: String
    /// What it is called until it is complete; `nil` where the file itself is written.
    private let aside: String?

    /// Begins to write; `mode` is that of a file that was not there.
    public init(_ path: String, mode: mode_t = Descriptor.privateMode) throws(Descriptor.Failure) {
        try Descriptor.refuseForeignLink(path)
        // A link stays one: what it leads to is replaced.
        let target = Self.resolved(path)
        self.path = target
        let known = Descriptor.mode(of: target)
        if let known, known & S_IFMT != S_IFREG {
            aside = nil
            descriptor = try Descriptor(creating: target)
            return
        }
        if known != nil, unsafe access(target, W_OK) != 0 { throw Descriptor.Failure(code: errno) }
        let name = "\(target).\(getpid()).partial"
        do throws(Descriptor.Failure) {
            descriptor = try Descriptor(creating: name, mode: known.map { $0 & 0o777 } ?? mode)
            if let known { descriptor.setMode(known & 0o7777) }
            aside = name
        } catch {
            guard error.isPermission, known != nil else { throw error }
            descriptor = try Descriptor(creating: target)
            aside = nil
        }
    }

    /// Makes it what the path leads to.
    public func finish() throws(Descriptor.Failure) {
        do throws(Descriptor.Failure) {
            try descriptor.close()
            guard let aside else { return }
            guard unsafe rename(aside, path) == 0 else { throw Descriptor.Failure(code: errno) }
        } catch {
            removeAside()
            throw error
        }
    }

    /// Gives it up; what was there before stays.
    public func discard() {
        try? descriptor.close()
        removeAside()
    }

    private func removeAside() {
        if let aside { unsafe _ = unlink(aside) }
    }

    private static func resolved(_ path: String) -> String {
        guard let found = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
