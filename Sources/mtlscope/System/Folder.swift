import OutputWriting
import SystemLibrary

/// A folder that files are put into, none of which is ever replaced; it stays open until the process ends.
///
/// Calls to the C library are marked unsafe since they take pointers; each gets one to text that outlives the call.
struct Folder: Sendable {
    private let number: Int32

    /// What came of putting a file.
    enum Outcome: Hashable {
        case created
        /// It was there, with the same content.
        case alreadyThere
        /// Something of that name is there, and is not this.
        case taken
    }

    /// Whether there is anything of that name.
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Opens a folder, and makes it if there is none; its parent has to exist.
    init(path: String) throws(Descriptor.Failure) {
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw Descriptor.Failure(code: errno) }
        let opened = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw Descriptor.Failure(code: errno) }
        number = opened
    }

    /// Puts a file with that content, and leaves what is there.
    func put(_ contents: [UInt8], as name: String) throws(Descriptor.Failure) -> Outcome {
        let created = unsafe openat(
            number,
            name,
            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
            Descriptor.privateMode
        )
        guard created >= 0 else {
            guard errno == EEXIST else { throw Descriptor.Failure(code: errno) }
            return holds(contents, name) ? .alreadyThere : .taken
        }
        let file = Descriptor(number: created)
        do throws(Descriptor.Failure) {
            try file.write(contents.span)
            try file.close()
        } catch {
            // Half a certificate would be in the way of a whole one.
            unsafe _ = unlinkat(number, name, 0)
            throw error
        }
        return .created
    }

    /// Whether a file has that content; whatever cannot be read has not.
    private func holds(_ contents: [UInt8], _ name: String) -> Bool {
        // Opening a FIFO must not wait for somebody who writes.
        let opened = unsafe openat(number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else { return false }
        let file = Descriptor(number: opened)
        defer { try? file.close() }
        guard let bytes = try? file.read(atMost: contents.count + 1) else { return false }
        return bytes == contents
    }
}
