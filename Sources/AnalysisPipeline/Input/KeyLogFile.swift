import CaptureReading
import SystemLibrary
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
    private var bytesRead = 0
    /// Of the first bytes, those of a PEM file's first line that say what it is.
    private static let startBytes = 40
    /// The first bytes, by which another kind of file is known.
    private var start: [UInt8] = []
    private let identity: Identity

    /// Which file it is, whatever its name.
    private struct Identity: Hashable {
        let device: dev_t
        let node: ino_t
    }

    /// - Throws: ``AnalysisError`` when it cannot be opened.
    init(path: String, keys: KeyMaterial, isWhole: Bool) throws(AnalysisError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | (isWhole ? 0 : O_NONBLOCK))
        guard descriptor >= 0 else { throw AnalysisError(file: path, errno: errno) }
        var status = stat()
        isPipe = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        identity = Identity(device: status.st_dev, node: status.st_ino)
        source = keys.addSource()
    }

    deinit { close(descriptor) }

    /// Takes what has come since; a pipe that was opened to be read as a whole is waited for to its end.
    mutating func read(into keys: KeyMaterial, isWhole: Bool) throws(AnalysisError) {
        guard !isAtEnd else { return }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let capacity = buffer.count
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe SystemLibrary.read(descriptor, $0.baseAddress, capacity)
            }
            if count > 0 {
                start += buffer[..<min(count, Self.startBytes - start.count)]
                bytesRead += count
                keys.append(Array(buffer[..<count]), to: source)
            } else if count == 0 {
                if isTruncated() {
                    lseek(descriptor, 0, SEEK_SET)
                    bytesRead = 0
                    start = []
                    continue
                }
                // A file may grow on, and a pipe may get another writer; but what was waited for is whole.
                if isPipe, isWhole { isAtEnd = true }
                if isWhole { keys.finish(source) }
                return
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                throw AnalysisError(file: path, errno: errno)
            }
        }
    }

    /// Whether its content was taken away, for another to be written.
    private func isTruncated() -> Bool {
        guard !isPipe, bytesRead > 0 else { return false }
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 && status.st_size < bytesRead
    }

    /// Whether the path leads to another file than the one that is open.
    var isReplaced: Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        return Identity(device: status.st_dev, node: status.st_ino) != identity
    }

    /// What it is in place of a key log; `nil` where it may be one.
    var mistake: String? {
        if CaptureFormat(magic: start) != nil {
            return "not a key log but a capture; captures are named without -k"
        }
        guard start.starts(with: "----".utf8) else { return nil }
        if String(decoding: start, as: UTF8.self).contains("PRIVATE KEY") {
            return "not a key log but a private key, and nothing is decrypted with private keys: "
                + "have one side write a key log (SSLKEYLOGFILE)"
        }
        return "not a key log but a PEM file; authorities are given with --client-ca or --server-ca"
    }

    /// How many lines were bad, and sentences about the first of them.
    func badLines(in keys: KeyMaterial) -> (count: Int, first: [String]) {
        let (count, lines) = keys.badLines(of: source)
        return (count, lines.map { "line \($0.number) \($0.reason.words)" })
    }
}

extension KeyLogSource.BadLine.Reason {
    /// What is wrong with a line, to be said after its number.
    fileprivate var words: String {
        switch self {
        case .notALabel: "does not begin with a label such as CLIENT_RANDOM"
        case .wordCount(let count):
            "has \(count) word\(count == 1 ? "" : "s") instead of a label and two values"
        case .notHexadecimal(.identifier): "has a client random that is not hexadecimal"
        case .notHexadecimal(.secret): "has a secret that is not hexadecimal"
        case .wrongSize(.identifier, let count): "has a client random of \(count) bytes"
        case .wrongSize(.secret, let count): "has a secret of \(count) bytes, which does not fit its label"
        case .tooLong: "is longer than 4,096 bytes"
        }
    }
}
