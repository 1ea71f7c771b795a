// Numbers, and characters that are given as words of eight.

extension ByteBuffer {
    /// Appends the first bytes of eight that are given as one word, the first in its lowest byte.
    @inline(__always)
    mutating func append(word: UInt64, count length: Int = 8) {
        makeRoom(for: 8)
        put(word: word, count: length)
    }

    /// Appends the first bytes of four words, between literals.
    @inline(__always)
    mutating func append(
        _ literal: StaticString = "",
        words: InlineArray<4, UInt64>,
        count length: Int,
        _ rest: StaticString = ""
    ) {
        assert(24...32 ~= length)
        makeRoom(for: literal.utf8CodeUnitCount &+ 32 &+ rest.utf8CodeUnitCount)
        put(literal)
        put(word: words[0], count: 8)
        put(word: words[1], count: 8)
        put(word: words[2], count: 8)
        put(word: words[3], count: length &- 24)
        put(rest)
    }

    mutating func append(decimal value: UInt64) {
        makeRoom(for: Self.decimalRoom)
        put(decimal: value)
    }

    // MARK: Where there is room

    /// What a number may need, since whole words are written.
    static var decimalRoom: Int { Decimal.capacity + 8 }

    @inline(__always)
    mutating func put(decimal value: UInt64) {
        // Nearly every number of a report is below a hundred million, and many are a digit.
        if value < 10 {
            put(UInt8(ascii: "0") | UInt8(truncatingIfNeeded: value))
        } else {
            put(digits: value)
        }
    }

    @inline(never)
    private mutating func put(digits value: UInt64) {
        guard value < 100_000_000 else { return put(long: value) }
        let (digits, length) = Decimal.digits(UInt32(truncatingIfNeeded: value))
        put(word: digits, count: length)
    }

    @inline(never)
    private mutating func put(long value: UInt64) {
        put(digits: value / 100_000_000)
        put(word: Decimal.eightDigits(UInt32(truncatingIfNeeded: value % 100_000_000)), count: 8)
    }
}
