import SystemLibrary

/// The ring that a packet socket shares with the kernel, as /proc/self/maps shows it: libpcap does not say what it got.
///
/// Unsafe calls: `fstat` fills a local structure, `read` a local array of its true length.
enum MappedRing {
    private static let maximumBytes = 4 << 20

    /// The bytes that are mapped of a socket; `nil` if there are none, or that cannot be known.
    static func bytes(of descriptor: Int32) -> Int? {
        #if canImport(Darwin)
        // Packets come from /dev/bpf, and nothing is mapped.
        return nil
        #else
        var status = stat()
        guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK
        else { return nil }
        guard let maps = read("/proc/self/maps") else { return nil }
        return bytes(in: maps, inode: UInt64(status.st_ino))
        #endif
    }

    /// The sum of the mappings of a socket, which is called by its inode.
    static func bytes(in maps: String, inode: UInt64) -> Int? {
        var sum = 0
        for line in maps.split(separator: "\n") {
            guard line.hasSuffix(" socket:[\(inode)]") else { continue }
            let fields = line.split(separator: " ")
            let ends = fields[0].split(separator: "-")
            guard ends.count == 2, let start = UInt(ends[0], radix: 16), let end = UInt(ends[1], radix: 16),
                end > start
            else { continue }
            sum += Int(clamping: end - start)
        }
        return sum > 0 ? sum : nil
    }

    private static func read(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < maximumBytes {
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe SystemLibrary.read(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
