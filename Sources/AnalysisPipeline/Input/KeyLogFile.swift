import Glibc
import TLSDecryption

/// A key log on disk or behind a pipe, which may still be growing.
///
/// Why the unsafe calls hold: the path is lent to `open` for the call, `read` gets a buffer of this function's with its
/// true size, and the descriptor is closed once, in `deinit`.
struct KeyLogFile: ~Copyable {
    let path: String
    private let descriptor: Int32
    private let isPipe: Bool
    private let source: Int
    private var isAtEnd = false

    /// - Throws: ``AnalysisError`` when it cannot be opened.
    init(path: String, keys: KeyMaterial) throws(AnalysisError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw AnalysisError(keyLog: path, errno: errno) }
        var status = stat()
        isPipe = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        source = keys.addSource()
    }

    deinit { close(descriptor) }

    /// Takes what has come since; of a file or pipe that ends, and `isWhole` says that it is to be waited for, all.
    mutating func read(into keys: KeyMaterial, isWhole: Bool) throws(AnalysisError) {
        guard !isAtEnd else { return }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let capacity = buffer.count
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, capacity)
            }
            if count > 0 {
                keys.append(Array(buffer[..<count]), to: source)
            } else if count == 0 {
                // A file may grow on; a pipe without writers has ended.
                if isPipe { isAtEnd = true }
                if isWhole || isPipe { keys.finish(source) }
                return
            } else if errno == EAGAIN {
                guard isWhole else { return }
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                unsafe _ = poll(&waiting, 1, 1_000)
            } else if errno != EINTR {
                throw AnalysisError(keyLog: path, errno: errno)
            }
        }
    }

    /// How many lines were bad, and sentences about the first of them.
    func badLines(in keys: KeyMaterial) -> (count: Int, first: [String]) {
        let (count, lines) = keys.badLines(of: source)
        return (count, lines.map { "line \($0.number): \($0.reason)" })
    }
}
