/// SipHash-1-3 over whole words: a keyed hash that chosen input cannot steer (Aumasson and Bernstein, 2012).
///
/// Where a stranger chooses what is hashed and the packet's path allows it, this is the hash.
public struct SipHash: Sendable {
    @usableFromInline var v0: UInt64
    @usableFromInline var v1: UInt64
    @usableFromInline var v2: UInt64
    @usableFromInline var v3: UInt64
    /// Bytes so far.
    @usableFromInline var count: UInt64 = 0

    @inlinable @inline(__always)
    public init(_ key: HashKey) { self.init(key.first, key.third) }

    @inlinable @inline(__always)
    init(_ k0: UInt64, _ k1: UInt64) {
        v0 = k0 ^ 0x736F_6D65_7073_6575
        v1 = k1 ^ 0x646F_7261_6E64_6F6D
        v2 = k0 ^ 0x6C79_6765_6E65_7261
        v3 = k1 ^ 0x7465_6462_7974_6573
    }

    @inlinable @inline(__always)
    public mutating func add(_ word: UInt64) {
        count &+= 8
        absorb(word)
    }

    @inlinable @inline(__always)
    mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        v0 ^= word
    }

    /// The hash of all words, and of the last `tailCount` bytes, fewer than 8, that `tail` holds in its lowest bits.
    @inlinable @inline(__always)
    public consuming func finish(tail: UInt64 = 0, _ tailCount: Int = 0) -> UInt64 {
        absorb((count &+ UInt64(truncatingIfNeeded: tailCount)) << 56 | tail)
        v2 ^= 0xFF
        round()
        round()
        round()
        return v0 ^ v1 ^ v2 ^ v3
    }

    @inlinable @inline(__always)
    mutating func round() {
        v0 &+= v1
        v1 = Self.rotated(v1, 13) ^ v0
        v0 = Self.rotated(v0, 32)
        v2 &+= v3
        v3 = Self.rotated(v3, 16) ^ v2
        v0 &+= v3
        v3 = Self.rotated(v3, 21) ^ v0
        v2 &+= v1
        v1 = Self.rotated(v1, 17) ^ v2
        v2 = Self.rotated(v2, 32)
    }

    @inlinable @inline(__always)
    static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 { word &<< bits | word &>> (64 &- bits) }
}
