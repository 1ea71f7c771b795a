public import SystemLibrary

// Files on a disk, and what is asked of them.
extension Descriptor {
    init(reading path: String) throws(Failure) {
        unsafe self.init(number: open(path, O_RDONLY | O_CLOEXEC))
        guard number >= 0 else { throw Failure(code: errno) }
    }

    /// The first bytes of a file on a disk, fewer if it has no more.
    public static func beginning(of path: String, count: Int) throws(Failure) -> [UInt8] {
        let file = try Descriptor(reading: path)
        defer { try? file.close() }
        return try file.read(atMost: count)
    }

    /// The permissions of a file that nobody gave others.
    public static var privateMode: mode_t { 0o600 }

    /// Creates a file that is not there; what an earlier run left under that name goes.
    init(creating path: String, mode: mode_t) throws(Failure) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        unsafe self.init(number: open(path, flags, mode))
        if number < 0, errno == EEXIST, unsafe unlink(path) == 0 {
            unsafe self.init(number: open(path, flags, mode))
        }
        guard number >= 0 else { throw Failure(code: errno) }
    }

    /// Creates a file that is not there, for its owner alone; what is there is left, and is an error.
    public init(creatingNew path: String) throws(Failure) {
        unsafe self.init(number: open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, Self.privateMode))
        guard number >= 0 else { throw Failure(code: errno) }
    }

    /// A pipe: what is written to the second comes out of the first.
    public static func pipe() throws(Failure) -> (reading: Descriptor, writing: Descriptor) {
        var ends: [Int32] = [0, 0]
        guard unsafe SystemLibrary.pipe(&ends) == 0 else { throw Failure(code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (Descriptor(number: ends[0]), Descriptor(number: ends[1]))
    }

    /// By which it can be opened again while the process has it.
    public var path: String { descriptorPath(number) }

    /// Opens what is no file on a disk; a FIFO waits for its reader.
    init(writingTo path: String) throws(Failure) {
        unsafe self.init(number: open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY))
        guard number >= 0 else { throw Failure(code: errno) }
    }

    /// Opens a file to append to it, and creates it if there is none.
    ///
    /// A file that is created gets `mode`, whatever the process takes away from files.
    init(appendingTo path: String, mode: mode_t = privateMode) throws(Failure) {
        try Self.refuseForeignLink(path)
        unsafe self.init(number: open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, mode))
        if number < 0, errno == EACCES || errno == EINVAL {
            // Somebody may be allowed to write a file that they may not read.
            unsafe self.init(number: open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode))
        }
        guard number >= 0 else { throw Failure(code: errno) }
    }

    /// The kind and the permissions of what a path leads to; `nil` if that is nothing.
    static func mode(of path: String) -> mode_t? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mode : nil
    }

    /// When the content of a file was changed last, in seconds since 1970.
    static func changeTime(of path: String) -> Int? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.contentChange.seconds : nil
    }

    /// In bytes; 0 if that cannot be known.
    var size: Int {
        var status = stat()
        return unsafe fstat(number, &status) == 0 ? Int(status.st_size) : 0
    }

    func truncate(to size: Int) throws(Failure) {
        guard ftruncate(number, off_t(size)) == 0 else { throw Failure(code: errno) }
    }

    /// The permissions.
    var permissions: mode_t? {
        var status = stat()
        return unsafe fstat(number, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    func setMode(_ mode: mode_t) { _ = fchmod(number, mode) }

    func synchronize() throws(Failure) {
        guard fsync(number) == 0 else { throw Failure(code: errno) }
    }

    /// Writes once, and says how many bytes went out; waits until one can.
    func writeSome(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Int {
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe SystemLibrary.write(number, $0.baseAddress, $0.count)
            }
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                unsafe _ = poll(&request, 1, -1)
            default: throw Failure(code: errno)
            }
        }
    }

    /// Ends a line that a killed process left torn: it is taken away if it was begun by one of ours, and ended if not.
    func endLine() throws(Failure) {
        let size = self.size
        let length = min(size, 1 << 20)
        guard length > 0 else { return }
        var tail = [UInt8](repeating: 0, count: length)
        let count = unsafe tail.withUnsafeMutableBytes {
            unsafe pread(number, $0.baseAddress, length, off_t(size - length))
        }
        guard count == length, tail.last != UInt8(ascii: "\n") else { return }
        let start = (tail.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        let isOurs = tail[start...].starts(with: Array(#"{"type":""#.utf8))
        if isOurs, start > 0 || length == size {
            try truncate(to: size - length + start)
        } else {
            _ = try writeSome([UInt8(ascii: "\n")])
        }
    }
}
