import SystemLibrary

/// What the process takes of the machine's memory.
///
/// Unsafe calls: `read` gets a local array with its true length.
public enum ProcessMemory {
    /// Bytes that are in memory; `nil` where the system does not say.
    public static var residentBytes: Int? {
        #if canImport(Darwin)
        // task_info(3) would, but the name of the task is a variable of C, which Swift 6 refuses.
        return nil
        #else
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe SystemLibrary.read(descriptor, $0.baseAddress, $0.count)
        }
        guard count > 0 else { return nil }
        let fields = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * max(sysconf(Int32(_SC_PAGESIZE)), 1)
        #endif
    }
}
