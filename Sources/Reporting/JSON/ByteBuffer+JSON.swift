// Pieces of JSON, each in one append.

extension ByteBuffer {
    /// Appends `"name":` and what follows it; the name needs no escape.
    @inline(__always)
    mutating func append(key name: StaticString, _ rest: StaticString = "") {
        makeRoom(for: name.utf8CodeUnitCount &+ rest.utf8CodeUnitCount &+ 3)
        put(key: name)
        put(rest)
    }

    /// Appends `"name":17,`.
    @inline(__always)
    mutating func append(key name: StaticString, decimal value: UInt64) {
        makeRoom(for: name.utf8CodeUnitCount &+ Self.decimalRoom &+ 4)
        put(key: name)
        put(decimal: value)
        put(",")
    }

    /// Appends words of ours, of any length, and a number, as a string of JSON and what follows it.
    @inline(__always)
    mutating func append(quoted words: StaticString, decimal value: UInt64) {
        makeRoom(for: words.utf8CodeUnitCount &+ Self.decimalRoom &+ 3)
        put("\"")
        put(words)
        put(decimal: value)
        put("\",")
    }

    @inline(__always)
    private mutating func put(key name: StaticString) {
        put("\"")
        put(name)
        put("\":")
    }

    // MARK: Escapes

    /// Whether what stands from `start` on is printable ASCII without `"` and `\`; eight bytes at a time.
    func isPlain(from start: Int) -> Bool {
        var index = start
        while count &- index >= 8 {
            guard Self.isPlain(word(at: index)) else { return false }
            index &+= 8
        }
        guard index < count else { return true }
        // The rest behind bytes that were looked at or, in a short text, that stand for themselves.
        if count &- start >= 8 { return Self.isPlain(word(at: count &- 8)) }
        var word: UInt64 = 0x6161_6161_6161_6161
        while index < count {
            word = word << 8 | UInt64(span[index])
            index &+= 1
        }
        return Self.isPlain(word)
    }

    /// Whether none of eight bytes is below 0x20, above 0x7E, `"` or `\`.
    @inline(__always)
    private static func isPlain(_ word: UInt64) -> Bool {
        // Of a byte below 0x80, the highest bit shows after a subtraction if, and only if, it borrowed. A borrow from the
        // next byte, or a carry into it, follows only from one that is special itself.
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ ones &* UInt64(UInt8(ascii: "\""))
        let backslash = word ^ ones &* UInt64(UInt8(ascii: "\\"))
        let special = word | (word &+ ones) | (word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)
        return special & (ones << 7) == 0
    }
}
