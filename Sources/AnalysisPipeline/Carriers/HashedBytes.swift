import ByteParsing

/// Bytes by which something is looked up: they are hashed eight at a time, where an array hashes one by one.
struct HashedBytes: Hashable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func hash(into hasher: inout Hasher) {
        let bytes = bytes.span
        var offset = 0
        while bytes.count - offset >= 8 {
            hasher.combine(bytes.bigEndianUInt64(at: offset))
            offset += 8
        }
        // With how many are left, so that no two lengths are hashed alike.
        var tail = UInt64(bytes.count - offset)
        while offset < bytes.count {
            tail = tail << 8 | UInt64(bytes[offset])
            offset += 1
        }
        hasher.combine(tail)
    }
}
