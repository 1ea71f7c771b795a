internal import ByteParsing

extension DistinguishedName {
    /// An attribute of a name in text, such as `CN=device-7`.
    public struct TextAttribute: Sendable {
        /// As it stands there; attributes are equal whatever the case of their types' letters.
        public let type: String
        /// Without escapes; `#` and hexadecimal digits where the type is not known.
        public let value: String
        /// Belongs to one relative name with the attribute before it: `OU=Devices+CN=device-7`.
        public let isJoined: Bool
    }

    /// Reads a name in text (RFC 4514, section 3), as ``text(ofDER:)`` writes it or a person does, in its own order.
    ///
    /// Spaces around a type or a value are none of it, unless they are escaped. What has no `=` is a value without a type.
    public static func attributes(ofText text: String) -> [TextAttribute] {
        var attributes: [TextAttribute] = []
        var reader = TextReader(text)
        while let raw = reader.next() {
            if !raw.bytes.isEmpty { attributes.append(raw.parsed) }
        }
        return attributes
    }

    /// The values of all attributes of a type, such as `CN`, in a name in text.
    public static func values(of type: String, inText text: String) -> [String] {
        attributes(ofText: text).compactMap { $0.isOf(type) ? $0.value : nil }
    }

    /// The common name of a name in text, the most specific one.
    public static func commonName(inText text: String) -> String? { values(of: "CN", inText: text).first }
}

extension DistinguishedName.TextAttribute: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.isJoined == right.isJoined && left.saysSame(as: right)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(type.uppercased())
        hasher.combine(value)
    }

    /// Whether it says the same, wherever it stands in a name.
    public func saysSame(as other: Self) -> Bool { value == other.value && isOf(other.type) }

    /// Whether it is of a type, such as `CN`.
    public func isOf(_ type: String) -> Bool { self.type.uppercased() == type.uppercased() }
}

extension DistinguishedName {
    /// Goes through a name in text, attribute by attribute.
    private struct TextReader {
        private var rest: Substring.UTF8View
        private var isJoined = false
        private var isDone = false

        init(_ text: String) { rest = Substring(text).utf8 }

        struct Raw {
            var bytes: [UInt8] = []
            /// Where the value begins, and how far it goes if no space follows that is not its own.
            var valueStart: Int?
            var end = 0
            var isJoined = false

            var parsed: TextAttribute {
                let start = valueStart ?? 0
                let type = bytes[..<max(start - 1, 0)]
                let typeEnd = type.lastIndex { $0 != UInt8(ascii: " ") }.map { $0 + 1 } ?? 0
                return TextAttribute(
                    type: String(decoding: type[..<typeEnd], as: UTF8.self),
                    value: String(decoding: bytes[start..<max(end, start)], as: UTF8.self),
                    isJoined: isJoined
                )
            }
        }

        mutating func next() -> Raw? {
            guard !isDone else { return nil }
            var raw = Raw()
            raw.isJoined = isJoined
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: ","), UInt8(ascii: "+"):
                    isJoined = byte == UInt8(ascii: "+")
                    return raw
                case UInt8(ascii: "="):
                    raw.bytes.append(byte)
                    if raw.valueStart == nil { raw.valueStart = raw.bytes.count }
                    raw.end = raw.bytes.count
                case UInt8(ascii: "\\"):
                    raw.bytes.append(unescaped())
                    raw.end = raw.bytes.count
                case UInt8(ascii: " ") where raw.bytes.isEmpty || raw.valueStart == raw.bytes.count:
                    continue
                default:
                    raw.bytes.append(byte)
                    if byte != UInt8(ascii: " ") { raw.end = raw.bytes.count }
                }
            }
            isDone = true
            return raw
        }

        /// What follows a backslash: two hexadecimal digits, or a character that stands for itself.
        private mutating func unescaped() -> UInt8 {
            guard let first = rest.popFirst() else { return UInt8(ascii: "\\") }
            guard let high = first.hexadecimalValue, let low = rest.first?.hexadecimalValue else {
                return first
            }
            rest = rest.dropFirst()
            return high << 4 | low
        }
    }
}
