import SystemLibrary

/// Small files that are read as a whole, and the folders that they lie in.
///
/// Why the unsafe calls hold: paths are lent for one call, `read` gets a buffer of this function's with its true size,
/// each descriptor and folder is closed once, and a folder's entry is copied before the next is asked for.
enum FileContent {
    /// Larger files are refused; the bundles of all public authorities are below 1 MiB.
    static let maximumBytes = 64 << 20
    /// Files of a folder that are looked at.
    static let maximumFiles = 10_000

    /// The bytes of a file that was named as a certificate, or whatever `what` says.
    static func read(_ path: String, as what: String) throws(AnalysisError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AnalysisError(file: path, errno: errno) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let capacity = buffer.count
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe SystemLibrary.read(descriptor, $0.baseAddress, capacity)
            }
            if count == 0 { return content }
            if count < 0 {
                if errno == EINTR { continue }
                throw AnalysisError(file: path, errno: errno)
            }
            guard content.count + count <= maximumBytes else {
                throw AnalysisError(.notTrustMaterial, path, "it is too large for a \(what)")
            }
            content += buffer[..<count]
        }
    }

    /// The files right below a folder, in the order of their names; `nil` if the path is no folder.
    static func files(in path: String) throws(AnalysisError) -> [String]? {
        guard try kind(of: path) == S_IFDIR else { return nil }
        guard let folder = unsafe opendir(path) else { throw AnalysisError(file: path, errno: errno) }
        defer { unsafe closedir(folder) }
        var files: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            let file = path.hasSuffix("/") ? path + name : path + "/" + name
            // What went away since, or is no file, is none of the user's words.
            guard let kind = try? kind(of: file), kind == S_IFREG else { continue }
            guard files.count < maximumFiles else {
                throw AnalysisError(.notTrustMaterial, path, "it holds more than \(maximumFiles) files")
            }
            files.append(file)
        }
        return files.sorted()
    }

    private static func kind(of path: String) throws(AnalysisError) -> mode_t {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw AnalysisError(file: path, errno: errno) }
        return status.st_mode & S_IFMT
    }
}
