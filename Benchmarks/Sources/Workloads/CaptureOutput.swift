import Glibc

/// A file that is written through a large buffer.
struct CaptureOutput: ~Copyable {
    struct Failure: Error {
        let path: String
        let code: Int32
    }

    private static let limit = 4 << 20

    private let path: String
    private let descriptor: Int32
    /// What is not written yet; whoever appends calls ``flushIfFull()`` now and then.
    var bytes: [UInt8] = []

    init(path: String) throws(Failure) {
        self.path = path
        // Unsafe is what takes pointers: the path's lives as long as the call.
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        bytes.reserveCapacity(Self.limit + (128 << 10))
    }

    mutating func flushIfFull() throws(Failure) {
        if bytes.count >= Self.limit { try flush() }
    }

    mutating func flush() throws(Failure) {
        var start = 0
        while start < bytes.count {
            // The pointer is used within the closure, for no more bytes than there are.
            let written = unsafe bytes.withUnsafeBytes { all in
                unsafe write(descriptor, all.baseAddress?.advanced(by: start), all.count - start)
            }
            guard written > 0 else { throw Failure(path: path, code: errno) }
            start += written
        }
        bytes.removeAll(keepingCapacity: true)
    }

    deinit { close(descriptor) }
}
