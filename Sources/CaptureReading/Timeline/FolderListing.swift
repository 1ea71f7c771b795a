import SystemLibrary

#if !canImport(Darwin)
import CFileSystem
#endif

/// What a path leads to, and the files below a folder.
///
/// Unsafe calls: `stat` fills a local structure; `file_system_type` reads the path; `readdir` lends an entry whose name is copied before the next call,
/// and the directory is closed once.
enum FolderListing {
    enum Kind { case file, folder, stream, missing }

    static func kind(of path: String, followsLinks: Bool = true) -> Kind {
        if NetworkSource.isAddress(path) { return .stream }
        var status = stat()
        let result = unsafe followsLinks ? stat(path, &status) : lstat(path, &status)
        guard result == 0 else { return .missing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .stream
        }
    }

    /// A regular file's length; `nil` for anything else.
    static func size(of path: String) -> UInt64? {
        var status = stat()
        guard path != "-", unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return UInt64(clamping: status.st_size)
    }

    /// The regular files below a folder, sorted by name at each level.
    ///
    /// Links to files are followed, links to folders are not, so that no circle is walked. Below `/` lies also what the
    /// kernel shows of itself, in files that have no end or wait for ever: that is left out, unless it was named.
    static func files(
        below folder: String,
        limits: CaptureLimits,
        hits: inout CaptureLimitHits
    ) throws(CaptureError) -> [String] {
        var files: [String] = []
        var folders = [(path: folder, depth: 0)]
        while let (path, depth) = folders.popLast() {
            let names: [String]
            do throws(CaptureError) {
                names = depth > 0 && isOfKernel(path) ? [] : try entries(of: path)
            } catch {
                guard depth > 0 else { throw error }
                continue
            }
            var below: [(path: String, depth: Int)] = []
            for name in names {
                let entry = path.hasSuffix("/") ? path + name : path + "/" + name
                switch kind(of: entry, followsLinks: false) {
                case .folder where depth + 1 < limits.folderDepth: below.append((entry, depth + 1))
                case .folder: hits.folderDepth += 1
                case .file, .stream:
                    guard kind(of: entry) == .file else { continue }
                    guard files.count < limits.filesInFolders else {
                        hits.filesInFolders += 1
                        continue
                    }
                    files.append(entry)
                case .missing: continue
                }
            }
            folders.append(contentsOf: below.reversed())
        }
        return files
    }

    #if canImport(Darwin)
    /// Whether a folder's files are made by the kernel when they are read; here there are none.
    private static func isOfKernel(_ path: String) -> Bool { false }
    #else
    /// Whether a folder's files are made by the kernel when they are read.
    private static func isOfKernel(_ path: String) -> Bool {
        kernelFileSystems.contains(unsafe file_system_type(path))
    }

    /// proc, sysfs, debugfs, tracefs, securityfs, cgroup, cgroup2, configfs, pstore, bpf (linux/magic.h).
    private static let kernelFileSystems: Set<UInt32> = [
        0x9FA0, 0x6265_6572, 0x6462_6720, 0x7472_6163, 0x7363_6673, 0x27_E0EB, 0x6367_7270, 0x6265_6570,
        0x6165_676C, 0xCAFE_4A11,
    ]
    #endif

    private static func entries(of path: String) throws(CaptureError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw FileSource.error(errno) }
        defer { unsafe _ = closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
