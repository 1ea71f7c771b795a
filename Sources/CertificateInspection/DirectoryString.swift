/// Turns ASN.1's many string types into UTF-8.
enum DirectoryString {
    /// How the octets of a string stand for characters.
    enum Encoding {
        /// One octet each, or UTF-8: ASCII is the same in both.
        case utf8, latin1
        case utf16, utf32
    }

    /// `nil` for what is no string.
    ///
    /// Single-byte strings are read as Latin-1, as OpenSSL does: that is right for PrintableString and IA5String, and
    /// what TeletexString holds in practice.
    static func encoding(of identifier: UInt8) -> Encoding? {
        switch identifier {
        case DERTag.utf8String: .utf8
        case DERTag.printableString, DERTag.ia5String, DERTag.numericString, DERTag.teletexString,
            DERTag.visibleString, DERTag.generalString, DERTag.graphicString, DERTag.videotexString:
            .latin1
        case DERTag.bmpString: .utf16
        case DERTag.universalString: .utf32
        default: nil
        }
    }

    /// The text as UTF-8; `nil` for content that its encoding forbids.
    ///
    /// A UTF8String that is not UTF-8 is returned as it is, for the caller to escape.
    static func utf8(of content: Span<UInt8>, _ encoding: Encoding) -> [UInt8]? {
        switch encoding {
        case .utf8: return content.indices.map { content[$0] }
        case .latin1: return latin1(content)
        case .utf16: return utf16(content)
        case .utf32: return utf32(content)
        }
    }

    private static func latin1(_ content: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        for index in content.indices {
            let byte = content[index]
            text += byte < 0x80 ? [byte] : [0xC0 | byte >> 6, 0x80 | byte & 0x3F]
        }
        return text
    }

    private static func utf16(_ content: Span<UInt8>) -> [UInt8]? {
        guard content.count.isMultiple(of: 2) else { return nil }
        var units: [UInt16] = []
        for index in stride(from: 0, to: content.count, by: 2) {
            units.append(UInt16(content[index]) << 8 | UInt16(content[index + 1]))
        }
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
    }

    private static func utf32(_ content: Span<UInt8>) -> [UInt8]? {
        guard content.count.isMultiple(of: 4) else { return nil }
        var text = ""
        for index in stride(from: 0, to: content.count, by: 4) {
            var value: UInt32 = 0
            for byte in index..<index + 4 { value = value << 8 | UInt32(content[byte]) }
            guard let scalar = Unicode.Scalar(value) else { return nil }
            text.unicodeScalars.append(scalar)
        }
        return Array(text.utf8)
    }
}
