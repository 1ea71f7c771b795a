import SystemLibrary

/// A file that somebody may still append to, read from its beginning on, in the manner of `tail -F`.
///
/// Where it was cut, it is read anew; where another file has taken its name, that is read once this one is.
public final class GrowingFile {
    private static let pieceBytes = 1 << 16

    private let path: String
    private var file: Descriptor
    private var position: Int64 = 0

    public init(_ path: String) throws(Descriptor.Failure) {
        self.path = path
        file = try Descriptor(opening: path)
    }

    /// What has come since; nothing if that is all.
    public func next() throws(Descriptor.Failure) -> [UInt8] {
        let bytes = try file.read(atMost: Self.pieceBytes)
        position += Int64(bytes.count)
        if bytes.isEmpty { try look() }
        return bytes
    }

    private func look() throws(Descriptor.Failure) {
        let size = Int64(lseek(file.number, 0, SEEK_END))
        if size >= 0, size < position { position = 0 }
        if size >= 0 { _ = lseek(file.number, off_t(position), SEEK_SET) }
        guard let there = FileIdentity(path), there != FileIdentity(file) else { return }
        let next = try Descriptor(opening: path)
        try? file.close()
        file = next
        position = 0
    }

    public func close() { try? file.close() }
}
