internal import ByteParsing
internal import SwiftASN1

/// Writes the names of a subjectAltName extension with their kind in front.
enum GeneralName {
    // GeneralName ::= CHOICE {
    //      otherName                       [0]     OtherName,
    //      rfc822Name                      [1]     IA5String,
    //      dNSName                         [2]     IA5String,
    //      x400Address                     [3]     ORAddress,
    //      directoryName                   [4]     Name,
    //      ediPartyName                    [5]     EDIPartyName,
    //      uniformResourceIdentifier       [6]     IA5String,
    //      iPAddress                       [7]     OCTET STRING,
    //      registeredID                    [8]     OBJECT IDENTIFIER }
    //                                                                            RFC 5280, section 4.2.1.6
    static func text(of node: ASN1Node) -> String? {
        guard node.isContextSpecific else { return nil }
        let content = node.primitiveContent
        switch node.identifier.tagNumber {
        case 0: return "OTHER:" + otherName(node)
        case 1: return content.map { "EMAIL:" + String(decoding: $0, as: UTF8.self) }
        case 2: return content.map { "DNS:" + String(decoding: $0, as: UTF8.self) }
        case 3: return "X400:#" + node.encodedBytes.hexadecimal
        case 4: return "DIRNAME:" + directoryName(node)
        case 5: return "EDI:#" + node.encodedBytes.hexadecimal
        case 6: return content.map { "URI:" + String(decoding: $0, as: UTF8.self) }
        case 7: return content.map { "IP:" + address($0) }
        case 8: return content.map { "RID:" + ObjectIdentifierText.dotted($0) }
        default: return nil
        }
    }

    /// `1.3.6.1.4.1.311.20.2.3=user@example` for a string, such as Microsoft's user principal name; else `…=#hex`.
    private static func otherName(_ node: ASN1Node) -> String {
        // OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY DEFINED BY type-id }
        guard case .constructed(let nodes) = node.content else { return "#" + node.encodedBytes.hexadecimal }
        var fields = nodes.makeIterator()
        guard let type = fields.next()?.octets(of: .objectIdentifier),
            case .constructed(let wrapped)? = fields.next()?.content
        else { return "#" + node.encodedBytes.hexadecimal }
        var values = wrapped.makeIterator()
        guard let value = values.next() else { return ObjectIdentifierText.dotted(type) }
        if let text = DirectoryString.utf8(of: value) {
            return ObjectIdentifierText.dotted(type) + "=" + String(decoding: text, as: UTF8.self)
        }
        return ObjectIdentifierText.dotted(type) + "=#" + value.encodedBytes.hexadecimal
    }

    private static func directoryName(_ node: ASN1Node) -> String {
        // Explicitly tagged, since a Name is a choice.
        if case .constructed(let wrapped) = node.content {
            var names = wrapped.makeIterator()
            if let name = names.next(), let text = DistinguishedName.text(of: name) { return text }
        }
        return "#" + node.encodedBytes.hexadecimal
    }

    private static func address(_ bytes: ArraySlice<UInt8>) -> String {
        func integer(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        switch bytes.count {
        case 4: return IPAddress(ipv4: UInt32(integer(bytes))).description
        case 16:
            return IPAddress(ipv6High: integer(bytes.prefix(8)), low: integer(bytes.suffix(8))).description
        default: return "#" + bytes.hexadecimal
        }
    }
}
