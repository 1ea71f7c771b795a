/// Writes object identifiers in their encoded form as numbers with dots.
enum ObjectIdentifierText {
    /// Room for the text of an identifier of so many bytes: up to three digits and a dot for each, or `x` and two digits.
    static func capacity(for count: Int) -> Int { count * 4 + 4 }

    /// `1.2.840.113549.1.1.11`; an arc too wide for 64 bits is written as `x` and its base-128 bytes in hexadecimal.
    @_lifetime(output: copy output)
    static func append(_ content: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        var start = 0
        while start < content.count {
            var end = start
            while end < content.count, content[end] & 0x80 != 0 { end += 1 }
            end = min(end + 1, content.count)
            if start > 0 { output.put(UInt8(ascii: ".")) }
            appendArc(content.extracting(start..<end), isFirst: start == 0, to: &output)
            start = end
        }
    }

    static func dotted(_ content: Span<UInt8>) -> String {
        String(capacity: capacity(for: content.count)) { append(content, to: &$0) }
    }

    @_lifetime(output: copy output)
    private static func appendArc(
        _ bytes: Span<UInt8>,
        isFirst: Bool,
        to output: inout OutputSpan<UInt8>
    ) {
        // Nine groups of seven bits fit into 63.
        guard bytes.count <= 9 else {
            output.put(UInt8(ascii: "x"))
            return output.put(hexadecimal: bytes)
        }
        var arc: UInt64 = 0
        for index in bytes.indices { arc = arc << 7 | UInt64(bytes[index] & 0x7F) }
        guard isFirst else { return output.put(decimal: arc) }
        // The first two arcs share a number (X.690, section 8.19.4).
        let root = min(arc / 40, 2)
        output.put(decimal: root)
        output.put(UInt8(ascii: "."))
        output.put(decimal: arc - root * 40)
    }
}
