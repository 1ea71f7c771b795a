/// Bytes that are appended a few at a time, which is what a report consists of; room doubles when it is used up.
///
/// Why the unsafe code here holds: `base` is an allocation of `capacity` bytes, of which the first `count` are
/// initialised; it never leaves this file but as a span, and is freed once. Every write is preceded by `makeRoom`, and
/// a read stays below `count`. `[UInt8]` would be as right: it checks its uniqueness and size for every few bytes, which
/// made a record three times as dear.
@safe
struct ByteBuffer: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        unsafe base = .allocate(capacity: self.capacity)
    }

    deinit { unsafe base.deallocate() }

    // MARK: Appending

    @inline(__always)
    mutating func makeRoom(for more: Int) {
        if capacity &- count < more { grow(by: more) }
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let larger = max(capacity * 2, count + more)
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe copy.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = copy
        capacity = larger
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        makeRoom(for: 1)
        unsafe base[count] = byte
        count &+= 1
    }

    /// Appends a literal; the compiler knows its length, and copies it without a call.
    @inline(__always)
    mutating func append(_ literal: StaticString) {
        let length = literal.utf8CodeUnitCount
        makeRoom(for: length)
        unsafe base.advanced(by: count).update(from: literal.utf8Start, count: length)
        count &+= length
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append($0) }
    }

    mutating func append(_ phrase: Phrase) {
        unsafe phrase.withUTF8 { unsafe append($0) }
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        let length = bytes.count
        makeRoom(for: length)
        guard let start = bytes.baseAddress else { return }
        unsafe base.advanced(by: count).update(from: start, count: length)
        count &+= length
    }

    @inline(__always)
    mutating func append(copying bytes: borrowing Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    /// Has up to so many bytes written in place.
    @inline(__always)
    mutating func append(addingCapacity most: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        makeRoom(for: most)
        let free = unsafe UnsafeMutableBufferPointer(start: base.advanced(by: count), count: most)
        var output = unsafe OutputSpan(buffer: free, initializedCount: 0)
        write(&output)
        count &+= unsafe output.finalize(for: free)
    }

    mutating func removeAll(after kept: Int = 0) { count = min(count, kept) }

    // MARK: Reading

    var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let bytes = unsafe UnsafeBufferPointer(start: base, count: count)
            return unsafe _overrideLifetime(bytes.span, borrowing: self)
        }
    }

    func copy(from start: Int = 0) -> [UInt8] {
        let start = min(start, count)
        return unsafe Array(UnsafeBufferPointer(start: base.advanced(by: start), count: count - start))
    }

    /// Whether what stands from `start` on is printable ASCII without `"` and `\`; eight bytes at a time.
    func isPlain(from start: Int) -> Bool {
        var index = start
        var special: UInt64 = 0
        while count &- index >= 8 {
            let word = unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            special |= Self.specialBytes(of: word)
            index &+= 8
        }
        if index < count {
            // The rest, before bytes that stand for themselves.
            var word: UInt64 = 0x6161_6161_6161_6161
            while index < count {
                word = unsafe word << 8 | UInt64(base[index])
                index &+= 1
            }
            special |= Self.specialBytes(of: word)
        }
        return special == 0
    }

    /// Not zero if one of the eight bytes is below 0x20, above 0x7E, `"` or `\`; which one is not told exactly.
    @inline(__always)
    private static func specialBytes(of word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ ones &* UInt64(UInt8(ascii: "\""))
        let backslash = word ^ ones &* UInt64(UInt8(ascii: "\\"))
        let delete = word ^ ones &* 0x7F
        let found =
            (word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
            | (delete &- ones) & ~delete | word
        return found & (ones &* 0x80)
    }
}
