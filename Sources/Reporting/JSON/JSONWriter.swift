internal import HandshakeAnalysis

/// Writes JSON into a byte buffer, compact or indented by two spaces.
///
/// It costs a microsecond a record, a tenth of what an encoder of model types does. The caller keeps the grammar: a
/// key before each value of an object, none before the elements of an array.
public struct JSONWriter: ~Copyable {
    var buffer = ByteBuffer(capacity: 16_384)
    private let isPretty: Bool
    private var depth: Int
    /// Whether the next value of the innermost object or array needs a comma before it.
    private var needsComma = false
    private var followsKey = false
    /// Where the outermost value begins.
    private var start = 0

    /// Values that come again and again, such as the certificates of a service mesh.
    private var fragments = FragmentCache()
    var lastRequest: RequestLists?
    var lastIssuer: IssuerName?
    var lastTLS: (facts: TLSFacts, bytes: [UInt8])?
    var clock = DateTime.Clock()
    /// The ids of connections are not known yet.
    var leavesOutID = false
    /// Where the number of the last one belongs.
    var idGap = 0

    /// - Parameters:
    ///   - isPretty: One value a line; otherwise everything on one.
    ///   - depth: How deep the first line is indented in the document that the bytes become part of.
    public init(isPretty: Bool = false, depth: Int = 0) {
        self.isPretty = isPretty
        self.depth = depth
    }

    /// What was written since the last ``take()``.
    public var bytes: [UInt8] { buffer.copy() }

    // MARK: Structure

    @inline(__always)
    public mutating func key(_ name: StaticString) {
        beginElement()
        buffer.makeRoom(for: name.utf8CodeUnitCount + 4)
        buffer.append(UInt8(ascii: "\""))
        buffer.append(name)
        buffer.append(UInt8(ascii: "\""))
        endKey()
    }

    /// Writes a key that needs no escape.
    @_disfavoredOverload
    public mutating func key(_ name: String) {
        value(token: name)
        endKey()
    }

    @inline(__always)
    private mutating func endKey() {
        buffer.append(UInt8(ascii: ":"))
        if isPretty { buffer.append(UInt8(ascii: " ")) }
        followsKey = true
    }

    @inline(__always)
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    @inline(__always)
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["))
        body(&self)
        close(UInt8(ascii: "]"))
    }

    @inline(__always)
    private mutating func open(_ bracket: UInt8) {
        beginElement()
        buffer.append(bracket)
        depth &+= 1
        needsComma = false
    }

    @inline(__always)
    private mutating func close(_ bracket: UInt8) {
        depth &-= 1
        if needsComma, isPretty { breakLine() }
        buffer.append(bracket)
        needsComma = true
    }

    @inline(__always)
    private mutating func beginElement() {
        if followsKey {
            followsKey = false
            return
        }
        if needsComma { buffer.append(UInt8(ascii: ",")) }
        needsComma = true
        if isPretty, buffer.count > start { breakLine() }
    }

    @inline(never)
    private mutating func breakLine() {
        buffer.append(UInt8(ascii: "\n"))
        for _ in 0..<depth {
            buffer.append(UInt8(ascii: " "))
            buffer.append(UInt8(ascii: " "))
        }
    }

    // MARK: Values

    @inline(__always)
    public mutating func null() {
        beginElement()
        buffer.append("null" as StaticString)
    }

    @inline(__always)
    public mutating func value(_ flag: Bool) {
        beginElement()
        if flag { buffer.append("true" as StaticString) } else { buffer.append("false" as StaticString) }
    }

    @inline(__always)
    public mutating func value(_ number: some FixedWidthInteger) {
        beginElement()
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        buffer.append(addingCapacity: Decimal.capacity) {
            Decimal.append(UInt64(truncatingIfNeeded: number.magnitude), to: &$0)
        }
    }

    /// Writes a string; control characters are escaped, and U+2028 and U+2029, which scripts take for line ends.
    public mutating func value(_ text: String) {
        beginElement()
        buffer.append(UInt8(ascii: "\""))
        let start = buffer.count
        buffer.append(text)
        escape(from: start)
        buffer.append(UInt8(ascii: "\""))
    }

    /// Writes a string of our own, known to need no escape: a name of a registry, a word of the contract.
    mutating func value(token text: String) {
        beginElement()
        buffer.append(UInt8(ascii: "\""))
        buffer.append(text)
        buffer.append(UInt8(ascii: "\""))
    }

    @inline(__always)
    mutating func value(_ literal: StaticString) {
        beginElement()
        buffer.append(UInt8(ascii: "\""))
        buffer.append(literal)
        buffer.append(UInt8(ascii: "\""))
    }

    /// Writes a sentence as a string.
    mutating func value(_ phrase: Phrase) {
        beginElement()
        buffer.append(UInt8(ascii: "\""))
        let start = buffer.count
        buffer.append(phrase)
        if !phrase.isPlain { escape(from: start) }
        buffer.append(UInt8(ascii: "\""))
    }

    /// Writes bytes as a string of lower-case hexadecimal.
    public mutating func hexadecimal(_ value: [UInt8]) {
        unescaped(capacity: value.count * 2) { output in
            for byte in value {
                output.append(Self.digit(byte >> 4))
                output.append(Self.digit(byte & 15))
            }
        }
    }

    /// Writes a string that needs no escape and is known to be ASCII, such as a time.
    @inline(__always)
    mutating func unescaped(capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        beginElement()
        buffer.append(addingCapacity: capacity + 2) { output in
            output.append(UInt8(ascii: "\""))
            write(&output)
            output.append(UInt8(ascii: "\""))
        }
    }

    /// Writes a string that is written in place, in at most so many bytes, and escaped where it has to be.
    @inline(__always)
    mutating func escaped(capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        beginElement()
        buffer.append(UInt8(ascii: "\""))
        let start = buffer.count
        buffer.append(addingCapacity: capacity, write)
        escape(from: start)
        buffer.append(UInt8(ascii: "\""))
    }

    // MARK: Escaping

    /// Escapes what was written from `start` on; needed rarely, so it is then simply written again.
    @inline(__always)
    private mutating func escape(from start: Int) {
        if !buffer.isPlain(from: start) { rewriteEscaped(from: start) }
    }

    @inline(never)
    private mutating func rewriteEscaped(from start: Int) {
        let text = String(decoding: buffer.copy(from: start), as: UTF8.self)
        buffer.removeAll(after: start)
        for scalar in text.unicodeScalars { appendEscaped(scalar) }
    }

    private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": buffer.append("\\\"" as StaticString)
        case "\\": buffer.append("\\\\" as StaticString)
        case "\n": buffer.append("\\n" as StaticString)
        case "\r": buffer.append("\\r" as StaticString)
        case "\t": buffer.append("\\t" as StaticString)
        case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}":
            buffer.append("\\u" as StaticString)
            for shift in [12, 8, 4, 0] as [UInt32] {
                buffer.append(Self.digit(UInt8(scalar.value >> shift & 15)))
            }
        default:
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { buffer.append(byte) }
        }
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 {
        value &+ (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }

    // MARK: Fragments

    /// Writes a value that was written before from what is remembered, or writes it and remembers it.
    ///
    /// The owner is what the value follows from, entirely; it is kept, so that nothing else gets its identity.
    mutating func remembered(for owner: AnyObject, _ body: (inout JSONWriter) -> Void) {
        beginElement()
        if fragments.append(for: owner, to: &buffer) {
            needsComma = true
            return
        }
        let start = buffer.count
        followsKey = true
        body(&self)
        fragments.note(owner) { buffer.copy(from: start) }
    }

    /// Appends keys with values that were written before; at least one.
    mutating func append(fields: [UInt8]) {
        buffer.append(copying: fields.span)
        needsComma = true
    }

    // MARK: Output

    /// Hands over what was written and starts anew with the same buffer.
    public mutating func take() -> [UInt8] {
        let written = buffer.copy()
        buffer.removeAll()
        endSiblings()
        return written
    }

    /// Lends what was written, if it is anything, and starts anew with the same buffer.
    mutating func drain(_ write: (borrowing Span<UInt8>) throws -> Void) rethrows {
        if buffer.count > 0 { try write(buffer.span) }
        buffer.removeAll()
        endSiblings()
    }

    /// Ends a line, and begins a value that is not the last one's sibling.
    mutating func endLine() {
        buffer.append(UInt8(ascii: "\n"))
        endSiblings()
    }

    /// Begins a value that is not the last one's sibling.
    mutating func endSiblings() {
        needsComma = false
        start = buffer.count
    }
}
