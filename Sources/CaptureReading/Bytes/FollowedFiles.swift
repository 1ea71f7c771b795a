import SystemLibrary

/// A capture that is still being written, or a folder of captures that follow one another, as one stream of bytes.
///
/// At the end of a file it waits until that grows, or until another takes its place: one of the same name, as logrotate
/// makes it, or the next of a set, as `tcpdump -C` and `-G` and dumpcap write them. The files of a folder are read in the
/// order in which they were last written. A file that is named goes on in those that `tcpdump -C` writes beside it, the
/// same name with a number behind it, as far as they were written later.
///
/// Unsafe calls: `open` and `stat` get texts that outlive the call, `read` local memory of its true length.
@safe
final class FollowedFiles: ByteSource {
    /// How long a reading waits.
    private static let waitMilliseconds: Int32 = 100
    private static let mostFiles = 100_000

    private let path: String
    private let isFolder: Bool
    private let set: NumberedSet
    private var descriptor: Int32 = -1
    private var current: Seen?
    /// What was read to its end, by its identity.
    private var done: [Identity: Seen] = [:]
    private let watch: FolderWatch
    private(set) var bytesRead: UInt64 = 0
    let isCutShort = false

    private struct Identity: Hashable {
        let device: dev_t
        let node: ino_t
    }

    private struct Seen {
        let identity: Identity
        let name: String
        var bytes = 0
        /// When it was last written to, in nanoseconds.
        var change: Int64 = 0
    }

    private struct Candidate {
        let name: String
        let identity: Identity
        let size: Int
        let change: Int64
    }

    init(_ path: String) throws(CaptureError) {
        self.path = path
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw FileSource.error(errno) }
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        set = NumberedSet(of: path)
        watch = FolderWatch(isFolder ? path : set.folder)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    // MARK: Reading

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CaptureError) -> SourceReading {
        if let count = try unsafe readOn(into: buffer) { return .bytes(count) }
        if moveOn() { return .boundary }
        watch.wait(atMost: Self.waitMilliseconds)
        return try unsafe readOn(into: buffer).map { .bytes($0) } ?? .nothingYet
    }

    /// Reads what the current file has got; `nil` if that is nothing.
    private func readOn(into buffer: UnsafeMutableRawBufferPointer) throws(CaptureError) -> Int? {
        guard descriptor >= 0 else { return nil }
        while true {
            let count = unsafe SystemLibrary.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                bytesRead += UInt64(count)
                current?.bytes += count
                return count
            }
            if count == 0 { return nil }
            guard errno == EINTR else { throw FileSource.error(errno) }
        }
    }

    // MARK: The next file

    /// Goes on with the next file, if there is one; whoever wrote the old one has finished it before.
    private func moveOn() -> Bool {
        if isTruncated() { return begin(again: current?.name) }
        guard let next = next() else { return false }
        // What came between the last reading and the look at the folder.
        guard current == nil || isAtEnd else { return false }
        return begin(again: next)
    }

    private var isAtEnd: Bool {
        var status = stat()
        guard let current, unsafe fstat(descriptor, &status) == 0 else { return true }
        return status.st_size <= current.bytes
    }

    /// Whether the current file was emptied, to be written anew.
    private func isTruncated() -> Bool {
        var status = stat()
        guard let current, current.bytes > 0, unsafe fstat(descriptor, &status) == 0 else { return false }
        return status.st_size < current.bytes
    }

    private func begin(again name: String?) -> Bool {
        guard let name else { return false }
        let opened = unsafe open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard opened >= 0 else { return false }
        var status = stat()
        guard unsafe fstat(opened, &status) == 0 else {
            close(opened)
            return false
        }
        retire()
        descriptor = opened
        current = Seen(identity: Identity(device: status.st_dev, node: status.st_ino), name: name)
        if let identity = current?.identity { done[identity] = nil }
        return true
    }

    private func retire() {
        guard descriptor >= 0 else { return }
        var status = stat()
        if var current, unsafe fstat(descriptor, &status) == 0 {
            current.change = Self.change(status)
            done[current.identity] = current
            if done.count > Self.mostFiles, let oldest = done.values.min(by: { $0.change < $1.change }) {
                done[oldest.identity] = nil
            }
        }
        close(descriptor)
        descriptor = -1
    }

    /// The file that was written to first among those that were not read.
    private func next() -> String? {
        candidates().filter { isNew($0) && ($0.name == path || Self.isCapture($0.name)) }
            .min { ($0.change, $0.name) < ($1.change, $1.name) }?.name
    }

    private func candidates() -> [Candidate] {
        guard !isFolder else { return Self.captures(in: path) { _ in true } }
        let named = [Self.candidate(path)].compactMap { $0 }
        var status = stat()
        guard current != nil, unsafe fstat(descriptor, &status) == 0 else { return named }
        let start = Self.change(status)
        let later = Self.captures(in: set.folder) { set.contains($0) }.filter { $0.change >= start }
        return named + later.filter { $0.name != path }
    }

    /// Whether a file was not read, or has been written anew since.
    private func isNew(_ candidate: Candidate) -> Bool {
        if let current, current.identity == candidate.identity { return false }
        guard let known = done[candidate.identity] else { return candidate.size > 0 }
        return candidate.size < known.bytes
            || candidate.change > known.change && candidate.size != known.bytes
    }

    private static func captures(in folder: String, where isWanted: (String) -> Bool) -> [Candidate] {
        var hits = CaptureLimitHits()
        var limits = CaptureLimits()
        limits.folderDepth = 1
        let files = (try? FolderListing.files(below: folder, limits: limits, hits: &hits)) ?? []
        return files.filter { isWanted($0) && !$0.hasSuffix(".gz") && !$0.hasSuffix(".zst") }
            .compactMap(candidate)
    }

    private static func candidate(_ path: String) -> Candidate? {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Candidate(
            name: path,
            identity: Identity(device: status.st_dev, node: status.st_ino),
            size: Int(status.st_size),
            change: change(status)
        )
    }

    private static func change(_ status: stat) -> Int64 {
        Int64(status.contentChange.seconds) * 1_000_000_000 + Int64(status.contentChange.nanoseconds)
    }

    /// Whether a file begins as a capture does.
    private static func isCapture(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var magic = [UInt8](repeating: 0, count: 4)
        let count = unsafe magic.withUnsafeMutableBytes {
            unsafe SystemLibrary.read(descriptor, $0.baseAddress, $0.count)
        }
        return CaptureFormat(magic: magic.prefix(max(count, 0))) != nil
    }
}
