internal import SwiftASN1

/// The extensions that a summary shows, as far as they can be read.
struct CertificateExtensions {
    private(set) var subjectAlternativeNames: [String] = []
    private(set) var extendedKeyUsage: [String]?
    private(set) var keyUsage: [String]?
    private(set) var basicConstraints: BasicConstraints?
    private(set) var subjectKeyIdentifier: [UInt8]?
    private(set) var authorityKeyIdentifier: [UInt8]?
    private(set) var unreadable: [String] = []

    /// The last arc under 2.5.29, the arc of X.509's own extensions.
    private enum Arc {
        static let subjectKeyIdentifier: UInt8 = 14
        static let keyUsage: UInt8 = 15
        static let subjectAlternativeName: UInt8 = 17
        static let basicConstraints: UInt8 = 19
        static let authorityKeyIdentifier: UInt8 = 35
        static let extendedKeyUsage: UInt8 = 37
    }

    // Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
    // Extension  ::=  SEQUENCE  {
    //      extnID      OBJECT IDENTIFIER,
    //      critical    BOOLEAN DEFAULT FALSE,
    //      extnValue   OCTET STRING }                                                RFC 5280, section 4.1
    mutating func read(_ node: ASN1Node) throws(CertificateRefusal) {
        guard case .constructed(let wrapped) = node.content else { throw .malformed("extensions") }
        var lists = wrapped.makeIterator()
        guard var list = lists.next()?.children(of: .sequence) else { throw .malformed("extensions") }
        while let element = list.next() {
            guard var fields = element.children(of: .sequence),
                let type = fields.next()?.octets(of: .objectIdentifier), var value = fields.next()
            else { throw .malformed("extensions") }
            if value.identifier == .boolean, let next = fields.next() { value = next }
            guard type.count == 3, type.starts(with: [0x55, 0x1D]), let arc = type.last else { continue }
            let content = value.octets(of: .octetString).flatMap { ASN1.node(of: $0) }
            if !read(content, arc: arc) { unreadable.append(ObjectIdentifierText.dotted(type)) }
        }
    }

    /// Returns whether the extension is unknown or could be read.
    private mutating func read(_ content: ASN1Node?, arc: UInt8) -> Bool {
        switch arc {
        case Arc.subjectKeyIdentifier:
            subjectKeyIdentifier = content?.octets(of: .octetString).map { Array($0) }
            return subjectKeyIdentifier != nil
        case Arc.keyUsage:
            keyUsage = content?.octets(of: .bitString).flatMap(Self.keyUsage)
            return keyUsage != nil
        case Arc.subjectAlternativeName: return readAlternativeNames(content)
        case Arc.basicConstraints: return readBasicConstraints(content)
        case Arc.authorityKeyIdentifier: return readAuthorityKeyIdentifier(content)
        case Arc.extendedKeyUsage: return readExtendedKeyUsage(content)
        default: return true
        }
    }

    private mutating func readAlternativeNames(_ content: ASN1Node?) -> Bool {
        guard var names = content?.children(of: .sequence) else { return false }
        var isComplete = true
        while let name = names.next() {
            if let text = GeneralName.text(of: name) {
                subjectAlternativeNames.append(text)
            } else {
                isComplete = false
            }
        }
        return isComplete
    }

    private mutating func readBasicConstraints(_ content: ASN1Node?) -> Bool {
        // BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }
        guard var fields = content?.children(of: .sequence) else { return false }
        var isCA = false
        var pathLength: Int?
        while let field = fields.next() {
            if let flag = field.octets(of: .boolean) {
                isCA = flag.contains { $0 != 0 }
            } else if let length = field.octets(of: .integer), length.count <= 4,
                (length.first ?? 0xFF) < 0x80
            {
                pathLength = length.reduce(0) { $0 << 8 | Int($1) }
            } else {
                return false
            }
        }
        basicConstraints = BasicConstraints(isCA: isCA, pathLength: pathLength)
        return true
    }

    private mutating func readAuthorityKeyIdentifier(_ content: ASN1Node?) -> Bool {
        // AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] KeyIdentifier OPTIONAL, … }
        guard var fields = content?.children(of: .sequence) else { return false }
        while let field = fields.next() {
            if field.isContextSpecific, field.identifier.tagNumber == 0,
                let identifier = field.primitiveContent
            {
                authorityKeyIdentifier = Array(identifier)
            }
        }
        return true
    }

    private mutating func readExtendedKeyUsage(_ content: ASN1Node?) -> Bool {
        guard var purposes = content?.children(of: .sequence) else { return false }
        var usages: [String] = []
        while let purpose = purposes.next() {
            guard let type = purpose.octets(of: .objectIdentifier) else { return false }
            usages.append(ObjectIdentifierTable.keyPurposes.text(of: type))
        }
        extendedKeyUsage = usages
        return true
    }

    private static func keyUsage(_ bits: ArraySlice<UInt8>) -> [String]? {
        guard bits.count >= 2 else { return bits.isEmpty ? nil : [] }
        let octets = Array(bits.dropFirst())
        return keyUsageNames.enumerated().compactMap { index, name in
            index / 8 < octets.count && octets[index / 8] & (0x80 >> UInt8(index % 8)) != 0 ? name : nil
        }
    }

    // In the order of the bits (RFC 5280, section 4.2.1.3).
    private static let keyUsageNames = [
        "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
        "keyCertSign",
        "cRLSign", "encipherOnly", "decipherOnly",
    ]
}
