/// Writes JSON into a byte buffer, compact or indented by two spaces.
///
/// It costs a microsecond or two a record, a tenth of what an encoder of model types does. The caller keeps the grammar: a
/// key before each value of an object, none before the elements of an array.
public struct JSONWriter {
    public private(set) var bytes: [UInt8] = []
    private let isPretty: Bool
    private var depth: Int
    /// Whether the next value of the innermost object or array needs a comma before it.
    private var needsComma = false
    private var followsKey = false

    /// Values that come again and again, such as the certificates of a service mesh.
    private var fragments: [ObjectIdentifier: Fragment] = [:]
    /// When so many are remembered, all are forgotten.
    private static let fragmentCapacity = 1024

    private var lastFields: (source: any Sendable, bytes: [UInt8])?

    private struct Fragment {
        let owner: AnyObject
        let bytes: [UInt8]
    }

    /// - Parameters:
    ///   - isPretty: One value a line; otherwise everything on one.
    ///   - depth: How deep the first line is indented in the document that the bytes become part of.
    public init(isPretty: Bool = false, depth: Int = 0) {
        self.isPretty = isPretty
        self.depth = depth
        bytes.reserveCapacity(4096)
    }

    // MARK: Structure

    public mutating func key(_ name: String) {
        beginElement()
        let utf8 = name.utf8.span
        let isPretty = isPretty
        bytes.append(addingCapacity: utf8.count + 4) { output in
            output.append(UInt8(ascii: "\""))
            for index in utf8.indices { output.append(utf8[index]) }
            output.append(UInt8(ascii: "\""))
            output.append(UInt8(ascii: ":"))
            if isPretty { output.append(UInt8(ascii: " ")) }
        }
        followsKey = true
    }

    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        enclose(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    private mutating func enclose(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        beginElement()
        bytes.append(open)
        depth += 1
        needsComma = false
        body(&self)
        depth -= 1
        if needsComma { breakLine() }
        bytes.append(close)
        needsComma = true
    }

    private mutating func beginElement() {
        if followsKey {
            followsKey = false
            return
        }
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
        if !bytes.isEmpty { breakLine() }
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth {
            bytes.append(UInt8(ascii: " "))
            bytes.append(UInt8(ascii: " "))
        }
    }

    // MARK: Values

    public mutating func null() {
        beginElement()
        bytes.append(contentsOf: "null".utf8)
    }

    public mutating func value(_ flag: Bool) {
        beginElement()
        bytes.append(contentsOf: flag ? "true".utf8 : "false".utf8)
    }

    public mutating func value(_ number: some FixedWidthInteger) {
        beginElement()
        // Nearly every number of a report is small.
        guard number >= 0, number < 1_000_000, let small = UInt32(exactly: number) else {
            bytes.append(contentsOf: String(number).utf8)
            return
        }
        bytes.append(addingCapacity: 6) { output in
            var divisor: UInt32 = 100_000
            while divisor > small, divisor > 1 { divisor /= 10 }
            while divisor > 0 {
                output.append(UInt8(ascii: "0") + UInt8(small / divisor % 10))
                divisor /= 10
            }
        }
    }

    /// Writes a string; control characters are escaped, and U+2028 and U+2029, which scripts take for line ends.
    public mutating func value(_ text: String) {
        beginElement()
        guard Self.isPlain(text) else {
            bytes.append(UInt8(ascii: "\""))
            for scalar in text.unicodeScalars { appendEscaped(scalar) }
            bytes.append(UInt8(ascii: "\""))
            return
        }
        let utf8 = text.utf8.span
        bytes.append(addingCapacity: utf8.count + 2) { output in
            output.append(UInt8(ascii: "\""))
            for index in utf8.indices { output.append(utf8[index]) }
            output.append(UInt8(ascii: "\""))
        }
    }

    /// Writes bytes as a string of lower-case hexadecimal.
    public mutating func hexadecimal(_ value: [UInt8]) {
        beginElement()
        bytes.append(addingCapacity: value.count * 2 + 2) { output in
            output.append(UInt8(ascii: "\""))
            for byte in value {
                output.append(Self.digit(byte >> 4))
                output.append(Self.digit(byte & 15))
            }
            output.append(UInt8(ascii: "\""))
        }
    }

    /// Writes a string that needs no escape and is known to be ASCII, such as a time.
    mutating func unescaped(capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        beginElement()
        bytes.append(addingCapacity: capacity + 2) { output in
            output.append(UInt8(ascii: "\""))
            write(&output)
            output.append(UInt8(ascii: "\""))
        }
    }

    private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes.append(contentsOf: "\\\"".utf8)
        case "\\": bytes.append(contentsOf: "\\\\".utf8)
        case "\n": bytes.append(contentsOf: "\\n".utf8)
        case "\r": bytes.append(contentsOf: "\\r".utf8)
        case "\t": bytes.append(contentsOf: "\\t".utf8)
        case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}":
            bytes.append(contentsOf: "\\u".utf8)
            for shift in [12, 8, 4, 0] as [UInt32] {
                bytes.append(Self.digit(UInt8(scalar.value >> shift & 15)))
            }
        default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// Whether all of it is ASCII that stands for itself.
    ///
    /// It looks at every byte and branches for none, which lets the compiler look at many at once.
    private static func isPlain(_ text: String) -> Bool {
        let utf8 = text.utf8.span
        var special: UInt8 = 0
        for index in utf8.indices {
            let byte = utf8[index]
            special |= byte < 0x20 ? 1 : 0
            special |= byte >= 0x7F ? 1 : 0
            special |= byte == UInt8(ascii: "\"") ? 1 : 0
            special |= byte == UInt8(ascii: "\\") ? 1 : 0
        }
        return special == 0
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }

    // MARK: Fragments

    /// Writes a value that was written before from what is remembered, or writes it and remembers it.
    ///
    /// The owner is what the value follows from, entirely; it is kept, so that nothing else gets its identity.
    mutating func remembered(for owner: AnyObject, _ body: (inout JSONWriter) -> Void) {
        beginElement()
        let key = ObjectIdentifier(owner)
        if let fragment = fragments[key] {
            bytes.append(contentsOf: fragment.bytes)
            needsComma = true
            return
        }
        let start = bytes.count
        followsKey = true
        body(&self)
        if fragments.count >= Self.fragmentCapacity { fragments.removeAll(keepingCapacity: true) }
        fragments[key] = Fragment(owner: owner, bytes: Array(bytes[start...]))
    }

    /// Writes keys with values that are the same as last time from what is remembered; there is one such place.
    ///
    /// The source is what the values follow from, entirely.
    mutating func rememberedFields<Source: Equatable & Sendable>(
        from source: Source,
        _ body: (inout JSONWriter, Source) -> Void
    ) {
        if let last = lastFields, let lastSource = last.source as? Source, lastSource == source {
            bytes.append(contentsOf: last.bytes)
            return
        }
        let start = bytes.count
        body(&self, source)
        lastFields = (source, Array(bytes[start...]))
    }

    // MARK: Output

    /// Hands over what was written and starts anew with the same buffer's size.
    public mutating func take() -> [UInt8] {
        let written = bytes
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
        return written
    }
}

// MARK: - Keys with values

extension JSONWriter {
    public mutating func field(_ name: String, _ text: String?) {
        key(name)
        if let text { value(text) } else { null() }
    }

    public mutating func field(_ name: String, _ number: (some FixedWidthInteger)?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    public mutating func field(_ name: String, _ flag: Bool) {
        key(name)
        value(flag)
    }

    public mutating func field(_ name: String, hexadecimal bytes: [UInt8]?) {
        key(name)
        if let bytes { hexadecimal(bytes) } else { null() }
    }

    public mutating func field(_ name: String, _ texts: [String]?) {
        key(name)
        guard let texts else { return null() }
        array { for text in texts { $0.value(text) } }
    }

    public mutating func nullField(_ name: String) {
        key(name)
        null()
    }

    public mutating func field(_ name: String, object body: (inout JSONWriter) -> Void) {
        key(name)
        object(body)
    }
}
