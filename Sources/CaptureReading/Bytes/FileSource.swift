import SystemLibrary

/// Reads a file descriptor.
///
/// Unsafe calls: `read`, `open` and `fstat` get a pointer that is valid during the call, with its true length.
@safe
final class FileSource: ByteSource {
    /// What a path leads to.
    enum Kind { case regular, directory, stream }

    /// How long a reading of a stream waits.
    private static let waitMilliseconds: Int32 = 100

    private let descriptor: Int32
    private let closesDescriptor: Bool
    let kind: Kind
    /// A regular file's length when it was opened.
    let size: UInt64?
    private(set) var bytesRead: UInt64 = 0
    let isCutShort = false

    /// Takes a descriptor that somebody else closes.
    convenience init(borrowing descriptor: Int32) throws(CaptureError) {
        try self.init(descriptor, closes: false)
    }

    /// Opens a file, a FIFO (which waits for its writer) or, for `-`, standard input.
    convenience init(path: String) throws(CaptureError) {
        if path == "-" {
            try self.init(STDIN_FILENO, closes: false)
            return
        }
        if NetworkSource.isAddress(path) {
            try self.init(NetworkSource.connect(to: path), closes: true)
            return
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Self.error(errno) }
        try self.init(descriptor, closes: true)
    }

    private init(_ descriptor: Int32, closes: Bool) throws(CaptureError) {
        self.descriptor = descriptor
        closesDescriptor = closes
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let error = Self.error(errno)
            if closes { close(descriptor) }
            throw error
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            kind = .regular
            size = UInt64(clamping: status.st_size)
        case S_IFDIR:
            kind = .directory
            size = nil
        default:
            kind = .stream
            size = nil
            Self.enlargePipe(descriptor)
        }
    }

    /// A larger pipe saves a capturing process from waiting for us; whether it can be had does not matter.
    private static func enlargePipe(_ descriptor: Int32) {
        #if !canImport(Darwin)
        // `F_SETPIPE_SZ` of fcntl(2), which Glibc hides from Swift.
        _ = fcntl(descriptor, 1031, 1 << 20)
        #endif
    }

    deinit {
        if closesDescriptor { close(descriptor) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CaptureError) -> SourceReading {
        if kind == .stream, !hasArrived() { return .nothingYet }
        while true {
            let count = unsafe SystemLibrary.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                bytesRead += UInt64(count)
                return SourceReading(count: count)
            }
            guard errno == EINTR else { throw Self.error(errno) }
        }
    }

    /// Waits for the stream, but not for long: a reader has other things to do in silence.
    private func hasArrived() -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // A signal is no arrival: whoever reads may have been told to end.
        return unsafe poll(&request, 1, Self.waitMilliseconds) > 0
    }

    static func error(_ number: Int32) -> CaptureError {
        switch number {
        case ENOENT, ENOTDIR: CaptureError(.noSuchFile)
        case EACCES, EPERM: CaptureError(.notPermitted)
        default: CaptureError(.inputOutput(errno: number))
        }
    }
}
