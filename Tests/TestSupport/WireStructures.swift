// What the tests of every wire structure need.

/// Hexadecimal digits as bytes; everything else is skipped, so digits can be grouped.
public func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    precondition(digits.count.isMultiple(of: 2), "an odd number of digits: \(hex)")
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// The lengths of the proper prefixes of `whole` that `parse` accepts; none, for a structure that knows its end.
public func acceptedPrefixes(of whole: [UInt8], parse: ([UInt8]) throws -> Void) -> [Int] {
    whole.indices.filter { length in
        do {
            try parse(Array(whole.prefix(length)))
            return true
        } catch {
            return false
        }
    }
}

/// The offsets in `fields` whose length prefix can be one less without `parse` refusing; none, for a strict structure.
///
/// `fields` names the offset and the width, in bytes, of each length prefix.
public func acceptedShortenings(
    of whole: [UInt8],
    fields: [(offset: Int, width: Int)],
    parse: ([UInt8]) throws -> Void
) -> [Int] {
    fields.map(\.offset).filter { offset in
        var changed = whole
        for (start, width) in fields where start == offset {
            var index = start + width - 1
            while index >= start {
                changed[index] &-= 1
                if changed[index] != 0xFF { break }
                index -= 1
            }
        }
        do {
            try parse(changed)
            return true
        } catch {
            return false
        }
    }
}

/// A small generator whose sequence never changes, for tests that try many inputs.
public struct FixedRandom: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// SplitMix64.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
