internal import SwiftASN1

/// Turns ASN.1's many string types into UTF-8.
enum DirectoryString {
    /// The text as UTF-8 bytes; `nil` for what is no string, or one whose content its type forbids.
    ///
    /// A UTF8String that is not UTF-8 is returned as it is, for the caller to escape. Single-byte strings are read as
    /// Latin-1, as OpenSSL does: that is right for PrintableString and IA5String, and what TeletexString holds in practice.
    static func utf8(of node: ASN1Node) -> [UInt8]? {
        guard let content = node.primitiveContent else { return nil }
        switch node.identifier {
        case .utf8String: return Array(content)
        case .printableString, .ia5String, .numericString, .teletexString, .visibleString, .generalString,
            .graphicString, .videotexString:
            return latin1(content)
        case .bmpString: return utf16(content)
        case .universalString: return utf32(content)
        default: return nil
        }
    }

    private static func latin1(_ content: ArraySlice<UInt8>) -> [UInt8] {
        if content.allSatisfy({ $0 < 0x80 }) { return Array(content) }
        return content.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
    }

    private static func utf16(_ content: ArraySlice<UInt8>) -> [UInt8]? {
        guard content.count.isMultiple(of: 2) else { return nil }
        let start = content.startIndex
        let units = stride(from: start, to: content.endIndex, by: 2).map {
            UInt16(content[$0]) << 8 | UInt16(content[$0 + 1])
        }
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
    }

    private static func utf32(_ content: ArraySlice<UInt8>) -> [UInt8]? {
        guard content.count.isMultiple(of: 4) else { return nil }
        var text = ""
        for index in stride(from: content.startIndex, to: content.endIndex, by: 4) {
            let value = content[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard let scalar = Unicode.Scalar(value) else { return nil }
            text.unicodeScalars.append(scalar)
        }
        return Array(text.utf8)
    }
}
