/// Bytes that are appended a few at a time, which is what a report consists of; room doubles when it is used up.
///
/// Why the unsafe code here holds: `base` is an allocation of `capacity` bytes, of which the first `count` are
/// initialised; it never leaves this file but as a span, and is freed once. Every write is preceded by `makeRoom` for all
/// that it touches, in the extensions likewise, and a read stays below `count`. `[UInt8]` would be as right: it checks its uniqueness and size for
/// every few bytes, which made a record three times as dear.
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

    // MARK: Room

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

    /// Keeps so many bytes, or all if there are fewer.
    mutating func removeAll(after kept: Int = 0) { count = min(count, kept) }

    /// Takes back the last bytes.
    mutating func removeLast(_ removed: Int) { count -= min(max(removed, 0), count) }

    /// Lets go of so many bytes, or of all if there are fewer; the others move to the start.
    mutating func removeFirst(_ removed: Int) {
        let removed = min(max(removed, 0), count)
        count -= removed
        unsafe base.update(from: base + removed, count: count)
    }

    // MARK: Bytes

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        makeRoom(for: 1)
        unsafe base[count] = byte
        count &+= 1
    }

    /// Appends a literal; the compiler knows its length, and copies it without a call.
    @inline(__always)
    mutating func append(_ literal: StaticString) {
        makeRoom(for: literal.utf8CodeUnitCount)
        put(literal)
    }

    /// Appends a literal, words of ours of any length, and another literal.
    @inline(__always)
    mutating func append(_ literal: StaticString, _ words: StaticString, _ rest: StaticString = "") {
        makeRoom(for: literal.utf8CodeUnitCount &+ words.utf8CodeUnitCount &+ rest.utf8CodeUnitCount)
        put(literal)
        put(words)
        put(rest)
    }

    /// Appends literals with a number between them.
    @inline(__always)
    mutating func append(_ literal: StaticString, decimal value: UInt64, _ rest: StaticString = "") {
        makeRoom(for: literal.utf8CodeUnitCount &+ Self.decimalRoom &+ rest.utf8CodeUnitCount)
        put(literal)
        put(decimal: value)
        put(rest)
    }

    /// Appends literals with two numbers between them.
    @inline(__always)
    mutating func append(
        _ literal: StaticString,
        decimal first: UInt64,
        _ between: StaticString,
        decimal second: UInt64,
        _ rest: StaticString
    ) {
        makeRoom(
            for: literal.utf8CodeUnitCount &+ between.utf8CodeUnitCount &+ rest.utf8CodeUnitCount
                &+ 2 &* Self.decimalRoom
        )
        put(literal)
        put(decimal: first)
        put(between)
        put(decimal: second)
        put(rest)
    }

    @inline(__always)
    mutating func append(_ text: String) {
        // Nearly every string is native UTF-8, which lends its bytes.
        let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe append($0) }
        if isDone == nil { appendSlowly(text) }
    }

    @inline(never)
    private mutating func appendSlowly(_ text: String) {
        for byte in text.utf8 { append(byte) }
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        makeRoom(for: bytes.count)
        unsafe put(bytes)
    }

    @inline(__always)
    mutating func append(copying bytes: borrowing Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    /// Appends bytes of another buffer, which has so many.
    mutating func append(_ other: borrowing ByteBuffer, _ range: Range<Int>) {
        let bytes = unsafe UnsafeBufferPointer(start: other.base, count: other.count)
        unsafe append(UnsafeBufferPointer(rebasing: bytes[range]))
    }

    /// Has up to so many bytes written in place, behind a literal.
    @inline(__always)
    mutating func append(
        _ literal: StaticString,
        addingCapacity most: Int,
        _ write: (inout OutputSpan<UInt8>) -> Void
    ) {
        makeRoom(for: literal.utf8CodeUnitCount + most)
        put(literal)
        let free = unsafe UnsafeMutableBufferPointer(start: base.advanced(by: count), count: most)
        var output = unsafe OutputSpan(buffer: free, initializedCount: 0)
        write(&output)
        count &+= unsafe output.finalize(for: free)
    }

    // MARK: Digits

    /// Appends an IPv4 address in dotted decimal, between literals.
    @inline(__always)
    mutating func append(_ literal: StaticString, octets: UInt32, _ rest: StaticString) {
        makeRoom(for: literal.utf8CodeUnitCount &+ 20 &+ rest.utf8CodeUnitCount)
        put(literal)
        // Four words of which each begins where the one before has ended.
        let digits = Decimal.Octets(octets)
        for index in 0..<4 {
            let (word, length) = digits.withPoint(at: index)
            put(word: word, count: length)
        }
        count &-= 1
        put(rest)
    }

    /// Appends `"text",`, of a text that needs no escape.
    mutating func append(quoted text: String) {
        let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            makeRoom(for: bytes.count &+ 3)
            put("\"")
            unsafe put(bytes)
            put("\",")
        }
        if isDone != nil { return }
        append("\"" as StaticString)
        append(text)
        append("\"," as StaticString)
    }

    /// Replaces the last byte.
    @inline(__always)
    mutating func replaceLast(by byte: UInt8) {
        guard count > 0 else { return }
        unsafe base[count &- 1] = byte
    }

    /// Replaces the last byte by a literal.
    @inline(__always)
    mutating func replaceLast(by literal: StaticString) {
        guard count > 0 else { return }
        makeRoom(for: literal.utf8CodeUnitCount)
        count &-= 1
        put(literal)
    }

    /// Appends what is left of a line, its end, and the spaces before the next line.
    @inline(__always)
    mutating func append(line: borrowing Span<UInt8>, thenIndentedBy spaces: Int) {
        // The last word of spaces may reach seven bytes further.
        let spaces = max(spaces, 0)
        makeRoom(for: line.count + spaces + 8)
        unsafe line.withUnsafeBufferPointer { unsafe put($0) }
        put("\n")
        let end = count + spaces
        while count < end { put(word: 0x2020_2020_2020_2020, count: 8) }
        count = end
    }

    // MARK: Writing where there is room

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        unsafe base[count] = byte
        count &+= 1
    }

    @inline(__always)
    private mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        unsafe UnsafeMutableRawPointer(base.advanced(by: count))
            .copyMemory(from: start, byteCount: bytes.count)
        count &+= bytes.count
    }

    @inline(__always)
    mutating func put(_ literal: StaticString) {
        let length = literal.utf8CodeUnitCount
        unsafe UnsafeMutableRawPointer(base.advanced(by: count))
            .copyMemory(from: literal.utf8Start, byteCount: length)
        count &+= length
    }

    /// Writes all eight bytes of a word, and counts the first of them.
    @inline(__always)
    mutating func put(word: UInt64, count length: Int) {
        assert(length <= 8)
        unsafe UnsafeMutableRawPointer(base.advanced(by: count))
            .storeBytes(of: word.littleEndian, as: UInt64.self)
        count &+= length
    }

    // MARK: Reading

    /// The last byte; zero when there is none.
    @inline(__always)
    var last: UInt8 { count > 0 ? unsafe base[count &- 1] : 0 }

    var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let bytes = unsafe UnsafeBufferPointer(start: base, count: count)
            return unsafe _overrideLifetime(bytes.span, borrowing: self)
        }
    }

    func copy(from start: Int = 0) -> [UInt8] { copy(min(start, count)..<count) }

    func copy(_ range: Range<Int>) -> [UInt8] {
        unsafe Array(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(start: base, count: count)[range]))
    }

    /// Eight bytes that stand before the end.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        assert(index >= 0 && index + 8 <= count)
        return unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: UInt64.self)
    }
}
