import Synchronization
import SystemLibrary
import Threading

/// The files that a log file was put aside as: `NAME-20261201T101500Z`, with `.zst` behind it once it is compressed.
///
/// Calls to the C library are marked unsafe since they take pointers; each gets one to text that outlives the call.
final class RotatedFiles: Sendable {
    private static let compressedEnd = ".zst"
    private static let partialEnd = ".zst.partial"
    /// Of `-20261201T101500Z`.
    private static let stampLength = 17

    private let path: String
    private let kept: Int?
    private let compresses: Bool
    /// Files that wait to be compressed, and whether a thread does so.
    private let work = Mutex<(waiting: [String], isRunning: Bool)>(([], false))

    init(of path: String, _ options: OutputOptions) {
        self.path = path
        kept = options.kept
        compresses = options.compresses
    }

    /// A name that is free, and sorts behind those that were given before.
    func nextName(at second: Int) -> String {
        let name = "\(path)-\(Self.stamp(second))"
        // The numbers of files that were let go stay used: names sort by their age.
        let last = aside.map(Self.age).last { $0 == name || $0.hasPrefix(name + ".") }
        guard let last else { return name }
        let number = Int(last.dropFirst(name.count + 1)) ?? 1
        return "\(name).\(Self.padded(number + 1, 6))"
    }

    /// Keeps a file that was put aside, as far as it is to be kept.
    func keep(_ file: String) {
        if compresses { compress([file]) }
        prune()
    }

    /// Finishes what an earlier run has left undone.
    func tidyUp() {
        for file in Self.files(besides: path) where file.hasSuffix(Self.partialEnd) {
            unsafe _ = unlink(file)
        }
        if compresses { compress(aside.filter { !$0.hasSuffix(Self.compressedEnd) }) }
        prune()
    }

    /// Lets what is under way come to its end, if that is soon.
    func finish() {
        for _ in 0..<20 where work.withLock({ $0.isRunning }) { usleep(50_000) }
    }

    // MARK: Keeping

    /// The files that were put aside, the oldest first.
    private var aside: [String] { Self.files(besides: path).filter { !$0.hasSuffix(Self.partialEnd) } }

    private func prune() {
        guard let kept else { return }
        for file in aside.dropLast(kept) { Self.remove(file) }
    }

    private static func remove(_ file: String) { unsafe _ = unlink(file) }

    private static func files(besides path: String) -> [String] {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let prefix = slash.map { String(path[...$0]) } ?? ""
        let start = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard let opened = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(opened) }
        var files: [String] = []
        while let entry = unsafe readdir(opened) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard name.hasPrefix(start + "-"), isStamp(name.dropFirst(start.count)) else { continue }
            files.append(prefix + name)
        }
        // Of one second, the first has no number, and a later one the higher number.
        return files.sorted { age(of: $0) < age(of: $1) }
    }

    /// A name that sorts by age, compressed or not.
    private static func age(of file: String) -> String {
        file.hasSuffix(compressedEnd) ? String(file.dropLast(compressedEnd.count)) : file
    }

    /// Whether a name goes on as ours do: `-20261201T101500Z`.
    private static func isStamp(_ end: Substring) -> Bool {
        let stamp = Array(end.utf8.prefix(stampLength))
        guard stamp.count == stampLength, stamp[9] == UInt8(ascii: "T"), stamp[16] == UInt8(ascii: "Z") else {
            return false
        }
        let rest = end.utf8.dropFirst(stampLength)
        return stamp.enumerated().allSatisfy { [0, 9, 16].contains($0) || (48...57).contains($1) }
            && (rest.isEmpty || rest.first == UInt8(ascii: "."))
    }

    private static func stamp(_ second: Int) -> String {
        var second = second
        var fields = unsafe tm()
        unsafe _ = gmtime_r(&second, &fields)
        let (year, month, day) = unsafe (fields.tm_year + 1900, fields.tm_mon + 1, fields.tm_mday)
        let (hour, minute, rest) = unsafe (fields.tm_hour, fields.tm_min, fields.tm_sec)
        return padded(year, 4) + padded(month, 2) + padded(day, 2) + "T" + padded(hour, 2) + padded(minute, 2)
            + padded(rest, 2) + "Z"
    }

    private static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    // MARK: Compressing

    /// Compresses files on a thread of its own, one after the other: lines are written meanwhile.
    private func compress(_ files: [String]) {
        guard !files.isEmpty else { return }
        let starts = work.withLock { work in
            work.waiting += files
            defer { work.isRunning = true }
            return !work.isRunning
        }
        guard starts else { return }
        guard let thread = Thread({ [self] in compressAll() }) else {
            return work.withLock { $0.isRunning = false }
        }
        _ = consume thread
    }

    private func compressAll() {
        while true {
            let next: String? = work.withLock { work in
                if work.waiting.isEmpty {
                    work.isRunning = false
                    return nil
                }
                return work.waiting.removeFirst()
            }
            guard let next else { return }
            let partial = next + Self.partialEnd
            do throws(Descriptor.Failure) {
                try ZstdFile.compress(next, to: partial)
                guard unsafe rename(partial, next + Self.compressedEnd) == 0 else {
                    throw Descriptor.Failure(code: errno)
                }
                Self.remove(next)
            } catch {
                // It stays as it is, and the next run tries again.
                Self.remove(partial)
            }
            prune()
        }
    }
}
