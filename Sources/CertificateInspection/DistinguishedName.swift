internal import ByteParsing
internal import SwiftASN1

/// Writes X.501 names as RFC 4514 strings: what `openssl x509 -nameopt RFC2253,-esc_msb` prints.
///
/// Attribute types beyond RFC 4514's own table (CN, L, ST, O, OU, C, STREET, DC, UID) bear OpenSSL's short name, such as
/// `emailAddress`; types that OpenSSL does not know are `1.2.3.4=#hex`. UTF-8 stays as it is.
public enum DistinguishedName {
    /// Reads one DER-encoded `Name`, such as an authority of a CertificateRequest; `nil` when it is not one.
    public static func text(ofDER der: [UInt8]) -> String? {
        guard der.count <= CertificateParser.largestCertificate, let node = ASN1.node(of: der[...]) else {
            return nil
        }
        return text(of: node)
    }

    // Name ::= CHOICE { rdnSequence RDNSequence }
    // RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
    // RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
    // AttributeTypeAndValue ::= SEQUENCE { type AttributeType, value AttributeValue }
    //                                                                            RFC 5280, section 4.1.2.4
    static func text(of node: ASN1Node) -> String? {
        guard var names = node.children(of: .sequence) else { return nil }
        var text: [UInt8] = []
        // The last name comes first, also within a name of several values: that is OpenSSL's order.
        var parts: [ASN1Node?] = []
        while let name = names.next() {
            guard var attributes = name.children(of: .set) else { return nil }
            parts.append(nil)
            while let attribute = attributes.next() { parts.append(attribute) }
        }
        var separator: UInt8?
        for part in parts.reversed() {
            guard let attribute = part else {
                separator = UInt8(ascii: ",")
                continue
            }
            if !text.isEmpty, let separator { text.append(separator) }
            separator = UInt8(ascii: "+")
            guard append(attribute, to: &text) else { return nil }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ attribute: ASN1Node, to text: inout [UInt8]) -> Bool {
        guard var fields = attribute.children(of: .sequence),
            let type = fields.next()?.octets(of: .objectIdentifier), let value = fields.next(),
            fields.next() == nil
        else { return false }
        let name = ObjectIdentifierTable.attributeTypes[type]
        text += Array((name ?? ObjectIdentifierText.dotted(type)).utf8)
        text.append(UInt8(ascii: "="))
        if name != nil, let string = DirectoryString.utf8(of: value) {
            appendEscaped(string, to: &text)
        } else {
            text.append(UInt8(ascii: "#"))
            text += Array(value.encodedBytes.hexadecimal.uppercased().utf8)
        }
        return true
    }

    /// Escapes as RFC 4514, section 2.4, asks, and control characters and bytes that are not UTF-8 as hex pairs.
    private static func appendEscaped(_ value: [UInt8], to text: inout [UInt8]) {
        let isUTF8 = String(validating: value, as: UTF8.self) != nil
        for (index, byte) in value.enumerated() {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: "\""), UInt8(ascii: "\\"),
                UInt8(ascii: "<"),
                UInt8(ascii: ">"), UInt8(ascii: ";"):
                text += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "#") where index == 0:
                text += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: " ") where index == 0 || index == value.count - 1:
                text += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7F:
                text += Array("\\\([byte].hexadecimal.uppercased())".utf8)
            case 0x80... where !isUTF8:
                text += Array("\\\([byte].hexadecimal.uppercased())".utf8)
            default:
                text.append(byte)
            }
        }
    }
}
