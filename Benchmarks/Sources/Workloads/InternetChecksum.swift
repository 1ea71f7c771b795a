/// The checksum of RFC 1071, from 16-bit words added up in any order.
struct InternetChecksum {
    private(set) var sum: UInt64 = 0

    @inline(__always)
    mutating func add(_ word: UInt16) { sum &+= UInt64(word) }

    @inline(__always)
    mutating func add(_ words: UInt32) { sum &+= UInt64(words >> 16) &+ UInt64(words & 0xFFFF) }

    @inline(__always)
    mutating func add(_ words: UInt64) {
        add(UInt32(truncatingIfNeeded: words >> 32))
        add(UInt32(truncatingIfNeeded: words))
    }

    /// Adds the sum of words that were added up before.
    @inline(__always)
    mutating func add(sum other: UInt64) { sum &+= other }

    /// Adds bytes that begin at an even offset of what is summed.
    mutating func add(_ bytes: Span<UInt8>) {
        var index = 0
        while index + 1 < bytes.count {
            sum &+= UInt64(bytes[index]) << 8 | UInt64(bytes[index + 1])
            index += 2
        }
        if index < bytes.count { sum &+= UInt64(bytes[index]) << 8 }
    }

    var value: UInt16 {
        var folded = sum
        while folded >> 16 != 0 { folded = (folded & 0xFFFF) + (folded >> 16) }
        return ~UInt16(truncatingIfNeeded: folded)
    }
}
