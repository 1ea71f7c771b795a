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
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        if isPretty { bytes.append(UInt8(ascii: " ")) }
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
        bytes.append(contentsOf: String(number).utf8)
    }

    /// Writes a string; control characters are escaped, and U+2028 and U+2029, which scripts take for line ends.
    public mutating func value(_ text: String) {
        beginElement()
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes bytes as a string of lower-case hexadecimal.
    public mutating func hexadecimal(_ value: [UInt8]) {
        beginElement()
        bytes.append(UInt8(ascii: "\""))
        for byte in value {
            bytes.append(Self.digit(byte >> 4))
            bytes.append(Self.digit(byte & 15))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a string whose bytes need no escape and are known to be ASCII, such as a time.
    public mutating func unescaped(_ appendContent: (inout [UInt8]) -> Void) {
        beginElement()
        bytes.append(UInt8(ascii: "\""))
        appendContent(&bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ text: String) {
        let utf8 = text.utf8
        if utf8.allSatisfy(Self.isPlain) {
            bytes.append(contentsOf: utf8)
            return
        }
        for scalar in text.unicodeScalars { appendEscaped(scalar) }
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

    /// ASCII that stands for itself.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
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
