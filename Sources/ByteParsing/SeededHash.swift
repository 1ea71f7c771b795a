/// A fast hash of bytes that an outsider cannot steer without its seed; not for cryptography.
public enum SeededHash {
    /// Takes sixteen bytes at a time: multiplies to 128 bits and folds, as wyhash does.
    ///
    /// Unsafe for speed: the pointer is read only within the closure, and each load ends within the span's count.
    public static func of(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        unsafe bytes.withUnsafeBytes { bytes in
            var state = seed ^ UInt64(truncatingIfNeeded: bytes.count)
            let key = seed ^ 0x9E37_79B9_7F4A_7C15
            var offset = 0
            while bytes.count - offset >= 16 {
                let one = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let other = unsafe bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
                state = mix(state ^ one, key ^ other)
                offset += 16
            }
            if bytes.count - offset >= 8 {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                state = mix(state ^ word, key)
                offset += 8
            }
            var tail: UInt64 = 0
            while offset < bytes.count {
                tail = unsafe tail << 8 | UInt64(bytes[offset])
                offset += 1
            }
            return mix(state ^ tail, seed ^ 0xA076_1D64_78BD_642F)
        }
    }

    @inlinable @inline(__always)
    public static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
