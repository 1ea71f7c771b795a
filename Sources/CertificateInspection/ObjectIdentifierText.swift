internal import ByteParsing

/// Writes and compares object identifiers in their encoded form.
///
/// swift-asn1 refuses arcs beyond 64 bits and misprints the arcs under 2.40 and up; a certificate may hold both.
enum ObjectIdentifierText {
    /// `1.2.840.113549.1.1.11`; an arc too wide for 64 bits is written as `x` and its base-128 bytes in hexadecimal.
    static func dotted(_ content: ArraySlice<UInt8>) -> String {
        var parts: [String] = []
        var start = content.startIndex
        while start < content.endIndex {
            var end = start
            while end < content.endIndex, content[end] & 0x80 != 0 { end += 1 }
            end = min(end + 1, content.endIndex)
            appendArc(content[start..<end], to: &parts)
            start = end
        }
        return parts.joined(separator: ".")
    }

    private static func appendArc(_ bytes: ArraySlice<UInt8>, to parts: inout [String]) {
        // Nine groups of seven bits fit into 63.
        guard bytes.count <= 9 else {
            parts.append("x" + bytes.hexadecimal)
            return
        }
        let arc = bytes.reduce(UInt64(0)) { $0 << 7 | UInt64($1 & 0x7F) }
        guard parts.isEmpty else {
            parts.append(String(arc))
            return
        }
        let root = min(arc / 40, 2)
        parts += [String(root), String(arc - root * 40)]
    }

    /// Encodes dotted text; only for the tables below, whose arcs are known to be sound.
    static func encoded(_ dotted: String) -> [UInt8] {
        let arcs = dotted.split(separator: ".").compactMap { UInt64($0) }
        guard arcs.count >= 2 else { return [] }
        return ([arcs[0] * 40 + arcs[1]] + arcs[2...]).flatMap { arc in
            var groups = [UInt8(arc & 0x7F)]
            var rest = arc >> 7
            while rest > 0 {
                groups.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            return groups.reversed()
        }
    }
}

/// Names of object identifiers, looked up by their encoded bytes.
struct ObjectIdentifierTable: Sendable {
    private let names: [ArraySlice<UInt8>: String]

    init(_ entries: KeyValuePairs<String, String>) {
        var names: [ArraySlice<UInt8>: String] = [:]
        for (dotted, name) in entries { names[ObjectIdentifierText.encoded(dotted)[...]] = name }
        self.names = names
    }

    subscript(content: ArraySlice<UInt8>) -> String? { names[content] }

    /// The name, or the dotted form when the table has none.
    func text(of content: ArraySlice<UInt8>) -> String {
        names[content] ?? ObjectIdentifierText.dotted(content)
    }
}
