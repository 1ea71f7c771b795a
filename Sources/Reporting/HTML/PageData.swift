/// JSON within a page: no text from the wire can end the element that it stands in.
struct PageData {
    private(set) var bytes: [UInt8] = []

    mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    mutating func raw(_ text: StaticString) { bytes += Array(text.description.utf8) }

    mutating func number(_ value: some BinaryInteger) { bytes += Array(String(value).utf8) }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            // `<` would begin a tag, or a comment in which the rest of the page disappears.
            case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0x7F:
                bytes += Array("\\u00".utf8)
                bytes += [byte >> 4, byte & 15].map { $0 < 10 ? 0x30 + $0 : 0x57 + $0 }
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Elements with commas between them.
    mutating func list<Element>(
        _ elements: some Sequence<Element>,
        _ write: (inout PageData, Element) -> Void
    ) {
        raw("[")
        var isFirst = true
        for element in elements {
            if !isFirst { raw(",") }
            isFirst = false
            write(&self, element)
        }
        raw("]")
    }

    mutating func strings(_ texts: some Sequence<String>) { list(texts) { $0.string($1) } }

    mutating func append(_ other: PageData) { bytes += other.bytes }
}
