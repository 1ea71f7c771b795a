/// The integers and strings of header blocks, of HTTP/2 and HTTP/3 alike (RFC 7541, section 5; RFC 9204, section 4.1).
struct HPACKCursor {
    let bytes: [UInt8]
    private var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func readByte() throws(HPACKError) -> UInt8 {
        guard let byte = peek else { throw .truncated }
        offset += 1
        return byte
    }

    /// An integer whose first `prefix` bits share a byte with something else (RFC 7541, section 5.1).
    mutating func readInteger(prefix: UInt8) throws(HPACKError) -> Int {
        let mask = UInt8(truncatingIfNeeded: 1 << Int(prefix) - 1)
        var value = Int(try readByte() & mask)
        guard value == Int(mask) else { return value }
        for shift in stride(from: 0, through: 21, by: 7) {
            let byte = try readByte()
            value += Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw .integerTooLarge
    }

    /// A string whose length has a prefix of so many bits, before which one says whether it is compressed.
    mutating func readString(prefix: UInt8 = 7) throws(HPACKError) -> [UInt8] {
        let isHuffman = (peek ?? 0) >> prefix & 1 != 0
        let length = try readInteger(prefix: prefix)
        guard length <= bytes.count - offset else { throw .truncated }
        let raw = bytes[offset..<offset + length]
        offset += length
        guard isHuffman else { return Array(raw) }
        guard let text = HuffmanCode.hpack.decode(raw) else { throw .badHuffmanString }
        return text
    }
}
