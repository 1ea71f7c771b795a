import SystemLibrary

/// A file descriptor.
///
/// Calls to the C library are marked unsafe since they take pointers; each gets one to bytes that outlive the call.
public struct Descriptor: Sendable {
    public static let standardInput = Descriptor(number: 0)
    public static let standardOutput = Descriptor(number: 1)
    public static let standardError = Descriptor(number: 2)

    let number: Int32

    /// What the system said when it refused.
    public struct Failure: Error, Hashable {
        public let code: Int32

        public init(code: Int32) { self.code = code }

        public var isClosedPipe: Bool { code == EPIPE }
        public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
        public var isPermission: Bool { code == EACCES || code == EPERM || code == EROFS }

        public var text: String {
            guard let text = unsafe strerror(code) else { return "error \(code)" }
            return unsafe String(cString: text)
        }
    }

    /// Wraps a descriptor that is open.
    public init(number: Int32) { self.number = number }

    /// Whether there is a file or folder of that name.
    public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Opens a file to read.
    public init(opening path: String) throws(Failure) {
        number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw Failure(code: errno) }
    }

    /// Creates a file, or empties it.
    public init(creating path: String) throws(Failure) {
        try Self.refuseForeignLink(path)
        number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, Self.privateMode)
        guard number >= 0 else { throw Failure(code: errno) }
    }

    /// Writes everything, however often that takes.
    public func write(_ bytes: borrowing Span<UInt8>) throws(Failure) {
        var start = 0
        while start < bytes.count {
            let rest = bytes.extracting(start..<bytes.count)
            let written = unsafe rest.withUnsafeBytes {
                unsafe SystemLibrary.write(number, $0.baseAddress, $0.count)
            }
            if written >= 0 {
                start += written
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: waitUntilWritable()
            default: throw Failure(code: errno)
            }
        }
    }

    /// Reads to the end, or so many bytes if there are more.
    public func read(atMost limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe SystemLibrary.read(number, $0.baseAddress, wanted)
            }
            if count == 0 { break }
            if count > 0 {
                bytes += chunk[..<count]
            } else if errno != EINTR {
                throw Failure(code: errno)
            }
        }
        return bytes
    }

    /// Reads what is there, and waits only if nothing is; nothing at the end.
    public func readSome(atMost limit: Int) throws(Failure) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: limit)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe SystemLibrary.read(number, $0.baseAddress, $0.count)
            }
            if count >= 0 { return Array(chunk[..<count]) }
            guard errno == EINTR else { throw Failure(code: errno) }
        }
    }

    public func write(_ text: String) throws(Failure) { try write(Array(text.utf8).span) }

    /// Writes a short line if that need not wait; a reader that has fallen asleep misses it.
    public func writeIfReady(_ text: String) {
        var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&request, 1, 0) == 1, request.revents & Int16(POLLOUT) != 0 else { return }
        // What is free of a pipe that can be written to is one page at least.
        let bytes = Array(text.utf8.prefix(4096))
        unsafe _ = bytes.withUnsafeBytes { unsafe SystemLibrary.write(number, $0.baseAddress, $0.count) }
    }

    /// A pipe that somebody else made non-blocking may be full for a while.
    private func waitUntilWritable() {
        var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        unsafe _ = poll(&request, 1, -1)
    }

    public func close() throws(Failure) {
        guard SystemLibrary.close(number) == 0 else { throw Failure(code: errno) }
    }

    /// Whether it is a file on a disk, and no terminal, pipe or device.
    public var isRegularFile: Bool {
        var status = stat()
        return unsafe fstat(number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    // MARK: Terminal

    public var isTerminal: Bool { isatty(number) == 1 }

    /// In cells; `nil` when it is no terminal or does not tell.
    public var terminalWidth: Int? {
        guard isTerminal else { return nil }
        var size = winsize()
        guard unsafe ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
