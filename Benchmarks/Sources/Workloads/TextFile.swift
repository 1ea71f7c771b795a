import Glibc

/// Reads and writes whole small files.
enum TextFile {
    struct Failure: Error { let path: String }

    static func read(_ path: String) throws(Failure) -> String {
        // Unsafe is what takes pointers: the path's and the buffer's live as long as the calls.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: path) }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 else { throw Failure(path: path) }
            if count == 0 { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }
}
