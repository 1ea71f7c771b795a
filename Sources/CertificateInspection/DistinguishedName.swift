internal import ByteParsing

/// Writes X.501 names as RFC 4514 strings: what `openssl x509 -nameopt RFC2253,-esc_msb` prints.
///
/// Attribute types beyond RFC 4514's own table (CN, L, ST, O, OU, C, STREET, DC, UID) bear OpenSSL's short name, such as
/// `emailAddress`; types that OpenSSL does not know are `1.2.3.4=#hex`. UTF-8 stays as it is.
public enum DistinguishedName {
    /// Reads one DER-encoded `Name`, such as an authority of a CertificateRequest; `nil` when it is not one.
    public static func text(ofDER der: [UInt8]) -> String? {
        guard der.count <= CertificateParser.largestCertificate else { return nil }
        let bytes = der.span
        var reader = DERReader(bytes)
        guard let name = reader.only(DERRange(0, der.count)), isName(name, &reader) else { return nil }
        return String(capacity: capacity(for: der.count)) { append(name, of: bytes, to: &$0) }
    }

    // Name ::= CHOICE { rdnSequence RDNSequence }
    // RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
    // RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
    // AttributeTypeAndValue ::= SEQUENCE { type AttributeType, value AttributeValue }
    //                                                                            RFC 5280, section 4.1.2.4
    /// Whether a value is a name, so that it can be written.
    static func isName(_ value: DERValue, _ reader: inout DERReader) -> Bool {
        guard value.identifier == DERTag.sequence else { return false }
        var names = value.content
        while let name = reader.next(&names, DERTag.set) {
            var attributes = name.content
            while let attribute = reader.next(&attributes, DERTag.sequence) {
                var fields = attribute.content
                guard reader.next(&fields, DERTag.objectIdentifier) != nil, let value = reader.next(&fields),
                    fields.isAtEnd, reader.isWellFormed(value)
                else { return false }
            }
            guard attributes.isAtEnd else { return false }
        }
        return names.isAtEnd
    }

    /// Room for the text of a name of so many bytes.
    ///
    /// A value's byte takes three at most, as an escape; an attribute has at least eleven bytes beside its value's, and
    /// its type is written with 24 at most, or with four for each of its bytes.
    static func capacity(for count: Int) -> Int { count * 4 + 16 }

    /// Appends a name for which ``isName(_:_:)`` holds.
    @_lifetime(output: copy output)
    static func append(_ name: DERValue, of bytes: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        var reader = DERReader(bytes)
        // The last name comes first, also within a name of several values: that is OpenSSL's order.
        var attributes = AttributeList()
        var names = name.content
        var isFirst = true
        while let set = reader.next(&names) {
            var members = set.content
            var isAlone = true
            while let attribute = reader.next(&members) {
                attributes.append(Attribute(attribute, endsName: isAlone, isLast: isFirst))
                isAlone = false
                isFirst = false
            }
        }
        attributes.appendReversed(of: bytes, to: &output)
    }

    // MARK: Attributes

    /// Where an attribute lies, and what follows it in the text.
    fileprivate struct Attribute {
        var content = DERRange(0, 0)
        /// The first of its set is the last of it in the text.
        var separator: UInt8 = 0

        init() {}

        init(_ value: DERValue, endsName: Bool, isLast: Bool) {
            content = value.contentRange
            separator = isLast ? 0 : endsName ? UInt8(ascii: ",") : UInt8(ascii: "+")
        }
    }

    /// The attributes of a name in its own order; the usual number of them without an allocation.
    private struct AttributeList {
        private var first = InlineArray<12, Attribute>(repeating: Attribute())
        private var more: [Attribute] = []
        private var count = 0

        mutating func append(_ attribute: Attribute) {
            if count < first.count { first[count] = attribute } else { more.append(attribute) }
            count += 1
        }

        @_lifetime(output: copy output)
        borrowing func appendReversed(of bytes: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
            for index in (0..<count).reversed() {
                // By a span: an element asked for directly has the whole array copied.
                let attribute = index < first.count ? first.span[index] : more[index - first.count]
                DistinguishedName.append(attribute, of: bytes, to: &output)
            }
        }
    }

    @_lifetime(output: copy output)
    private static func append(
        _ attribute: Attribute,
        of bytes: Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) {
        var reader = DERReader(bytes)
        var fields = attribute.content.cursor
        guard let type = reader.next(&fields), let value = reader.next(&fields) else { return }
        let identifier = bytes.extracting(type.contentStart..<type.contentEnd)
        let isNamed = ObjectIdentifierTable.attributeTypes.appendName(identifier, to: &output)
        if !isNamed { ObjectIdentifierText.append(identifier, to: &output) }
        output.put(UInt8(ascii: "="))
        if !isNamed || !appendString(value, of: bytes, to: &output) {
            output.put(UInt8(ascii: "#"))
            for index in value.start..<value.end { output.put(capitalHexadecimal: bytes[index]) }
        }
        if attribute.separator != 0 { output.put(attribute.separator) }
    }

    // MARK: Values

    /// Appends a string, escaped; returns whether the value is one.
    @_lifetime(output: copy output)
    private static func appendString(
        _ value: DERValue,
        of bytes: Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) -> Bool {
        guard let encoding = DirectoryString.encoding(of: value.identifier) else { return false }
        let content = bytes.extracting(value.contentStart..<value.contentEnd)
        if encoding == .utf8 || encoding == .latin1, content.standsForItself {
            output.put(content)
            return true
        }
        if encoding == .utf8 || encoding == .latin1, content.isASCII {
            appendEscaped(content, isUTF8: true, to: &output)
            return true
        }
        guard let text = DirectoryString.utf8(of: content, encoding) else { return false }
        let isUTF8 = encoding != .utf8 || String(validating: text, as: UTF8.self) != nil
        appendEscaped(text.span, isUTF8: isUTF8, to: &output)
        return true
    }

    /// Escapes as RFC 4514, section 2.4, asks, and control characters and bytes that are not UTF-8 as hex pairs.
    @_lifetime(output: copy output)
    private static func appendEscaped(
        _ value: Span<UInt8>,
        isUTF8: Bool,
        to output: inout OutputSpan<UInt8>
    ) {
        let last = value.count - 1
        for index in value.indices {
            appendEscaped(
                value[index],
                isFirst: index == 0,
                isLast: index == last,
                isUTF8: isUTF8,
                to: &output
            )
        }
    }

    @_lifetime(output: copy output)
    private static func appendEscaped(
        _ byte: UInt8,
        isFirst: Bool,
        isLast: Bool,
        isUTF8: Bool,
        to output: inout OutputSpan<UInt8>
    ) {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: "\""), UInt8(ascii: "\\"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ";"):
            output.put(UInt8(ascii: "\\"))
            output.put(byte)
        case UInt8(ascii: "#") where isFirst, UInt8(ascii: " ") where isFirst || isLast:
            output.put(UInt8(ascii: "\\"))
            output.put(byte)
        case 0..<0x20, 0x7F:
            output.put(UInt8(ascii: "\\"))
            output.put(capitalHexadecimal: byte)
        case 0x80... where !isUTF8:
            output.put(UInt8(ascii: "\\"))
            output.put(capitalHexadecimal: byte)
        default:
            output.put(byte)
        }
    }
}

extension Span where Element == UInt8 {
    fileprivate var isASCII: Bool {
        var all: UInt8 = 0
        for index in indices { all |= self[index] }
        return all < 0x80
    }

    /// Whether a name's value is written as it is: printable ASCII, of which RFC 4514, section 2.4, has nothing escaped.
    fileprivate var standsForItself: Bool {
        guard count > 0 else { return true }
        let isBordered = Self.isPlain(self[0]) && Self.isPlain(self[count &- 1])
        guard isBordered, self[0] != UInt8(ascii: " "), self[0] != UInt8(ascii: "#"),
            self[count &- 1] != UInt8(ascii: " ")
        else { return false }
        var index = 0
        var special: UInt64 = 0
        while count &- index >= 8 {
            special |= Self.specialBytes(of: bigEndianUInt64(at: index))
            index &+= 8
        }
        if count >= 8 {
            // The last eight, of which some were looked at before.
            if index < count { special |= Self.specialBytes(of: bigEndianUInt64(at: count &- 8)) }
            return special & 0x8080_8080_8080_8080 == 0
        }
        var isPlain = true
        while index < count {
            isPlain = isPlain && Self.isPlain(self[index])
            index &+= 1
        }
        return isPlain
    }

    /// One of the eight highest bits of bytes is set if ``isPlain(_:)`` does not hold for a byte; which one is not told
    /// exactly.
    @inline(__always)
    private static func specialBytes(of word: UInt64) -> UInt64 {
        // Of a byte below 0x80, the highest bit shows after a subtraction if, and only if, it borrowed. A borrow from the
        // next byte, or a carry into it, follows only from one that is special itself.
        let ones: UInt64 = 0x0101_0101_0101_0101
        return word | (word &+ ones) | (word &- ones &* 0x20) | zero(word, "\"") | zero(word, "\\")
            | zero(word, ",") | zero(word, "+") | zero(word, ";") | zero(word, "<") | zero(word, ">")
    }

    @inline(__always)
    private static func zero(_ word: UInt64, _ character: Unicode.Scalar) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        return (word ^ ones &* UInt64(UInt8(ascii: character))) &- ones
    }

    /// Whether a character stands for itself everywhere but at the ends.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        // A bit for each of the first 128 characters: all from the space to the tilde but `"+,;<>\`.
        let mask: UInt64 = byte < 64 ? 0xA7FF_E7FB_0000_0000 : 0x7FFF_FFFF_EFFF_FFFF
        return byte < 0x80 && mask >> UInt64(byte & 63) & 1 != 0
    }
}
