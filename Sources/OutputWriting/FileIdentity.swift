import SystemLibrary

/// Which file a path leads to, however it is named: by a link, another folder, or a descriptor.
///
/// Calls to the C library are marked unsafe since they take pointers; each gets one to text or a value that outlives the
/// call.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64
    public let isFolder: Bool
    /// A file on a disk, which writing to it destroys.
    public let isRegular: Bool

    /// `nil` where the path leads nowhere, or nobody may know.
    public init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    public init?(_ descriptor: Descriptor) {
        var status = stat()
        guard unsafe fstat(descriptor.number, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(status.st_ino)
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }

    /// The folders that a file is in, the nearest first; empty where the path leads nowhere.
    public static func folders(above path: String) -> [FileIdentity] {
        guard let found = unsafe realpath(path, nil) else { return [] }
        defer { unsafe free(found) }
        var name = unsafe Substring(String(cString: found))
        var folders: [FileIdentity] = []
        while let slash = name.lastIndex(of: "/") {
            name = name[..<slash]
            if let folder = FileIdentity(name.isEmpty ? "/" : String(name)) { folders.append(folder) }
        }
        return folders
    }
}

extension Descriptor {
    /// Refuses a link in a folder that everybody may write to: somebody else may have put it there.
    ///
    /// The sticky bit of such folders keeps files from being replaced, and not links from being laid.
    static func refuseForeignLink(_ path: String) throws(Failure) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return }
        let end = path.lastIndex(of: "/")
        let folder = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        if let mode = mode(of: folder), mode & 0o002 != 0 { throw Failure(code: ELOOP) }
    }
}
