/// Hashes of bytes that an outsider cannot steer without the key; not for cryptography.
public enum SeededHash {
    /// SipHash-1-3 of `tag` and the bytes, for what strangers choose.
    public static func of(_ bytes: Span<UInt8>, key: HashKey, tag: UInt64) -> UInt64 {
        var hash = SipHash(key)
        hash.add(tag)
        return of(bytes, hash)
    }

    /// SipHash-1-3, for what is known again by its hash alone.
    ///
    /// Unsafe for speed: the pointer is read only within the closure, and each load ends within the span's count.
    public static func of(_ bytes: Span<UInt8>, key: HashKey) -> UInt64 { of(bytes, SipHash(key)) }

    static func of(_ bytes: Span<UInt8>, _ start: SipHash) -> UInt64 {
        unsafe bytes.withUnsafeBytes { bytes in
            var hash = start
            var offset = 0
            while bytes.count - offset >= 8 {
                hash.add(
                    UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                )
                offset += 8
            }
            var tail: UInt64 = 0
            for index in offset..<bytes.count {
                tail |= unsafe UInt64(bytes[index]) << UInt64(8 * (index - offset))
            }
            return hash.finish(tail: tail, bytes.count - offset)
        }
    }

    /// Takes sixteen bytes at a time: multiplies to 128 bits and folds, as wyhash does.
    ///
    /// For caches that compare whole bytes, where two that meet are read again, and nothing worse. What is multiplied was
    /// mixed with two secret words that are independent, so no swap of words, and no word that makes a factor 0, is the
    /// same for two keys. `tag` is hashed as well.
    ///
    /// Unsafe for speed: as above.
    public static func quick(_ bytes: Span<UInt8>, key: HashKey, tag: UInt64 = 0) -> UInt64 {
        unsafe bytes.withUnsafeBytes { bytes in
            var state = mix(key.first ^ tag, key.third ^ UInt64(truncatingIfNeeded: bytes.count))
            var offset = 0
            while bytes.count - offset >= 16 {
                let one = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let other = unsafe bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
                state = mix(state ^ one, key.second ^ other)
                offset += 16
            }
            if bytes.count - offset >= 8 {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                state = mix(state ^ word, key.second)
                offset += 8
            }
            var tail: UInt64 = 0
            while offset < bytes.count {
                tail = unsafe tail << 8 | UInt64(bytes[offset])
                offset += 1
            }
            return mix(state ^ tail, key.third)
        }
    }

    @inlinable @inline(__always)
    public static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
