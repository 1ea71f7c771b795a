/// The extensions that a summary shows: what they say where that fits into a few bytes, else where it lies.
struct CertificateExtensions: Sendable {
    /// The whole list.
    private(set) var all: DERRange?
    /// What is within the outermost value.
    private(set) var subjectAlternativeNames: DERRange?
    private(set) var extendedKeyUsage: DERRange?
    /// The first nine bits, that of `digitalSignature` highest.
    private(set) var keyUsage: UInt16?
    private(set) var basicConstraints: BasicConstraints?
    private(set) var subjectKeyIdentifier: DERRange?
    private(set) var authorityKeyIdentifier: DERRange?
    /// Bits of the kinds that could not be read, and of those that came before.
    private var unreadableKinds: UInt32 = 0
    private var knownKinds: UInt32 = 0

    /// Extensions under 2.5.29, the arc of X.509's own, by their last arc.
    private enum Arc {
        static let subjectKeyIdentifier: UInt8 = 14
        static let keyUsage: UInt8 = 15
        static let subjectAlternativeName: UInt8 = 17
        static let basicConstraints: UInt8 = 19
        static let authorityKeyIdentifier: UInt8 = 35
        static let extendedKeyUsage: UInt8 = 37
        /// In the order of the bits.
        static let all = [
            subjectKeyIdentifier, keyUsage, subjectAlternativeName, basicConstraints, authorityKeyIdentifier,
            extendedKeyUsage,
        ]
    }

    /// Dotted object identifiers of known extensions that could not be read, or that came twice.
    var unreadable: [String] {
        guard unreadableKinds != 0 else { return [] }
        return Arc.all.filter { unreadableKinds & Self.bit(of: $0) != 0 }.map { "2.5.29.\($0)" }
    }

    var hasUnreadable: Bool { unreadableKinds != 0 }

    private static func bit(of arc: UInt8) -> UInt32 { 1 << UInt32(arc & 31) }

    // Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
    // Extension  ::=  SEQUENCE  {
    //      extnID      OBJECT IDENTIFIER,
    //      critical    BOOLEAN DEFAULT FALSE,
    //      extnValue   OCTET STRING }                                                RFC 5280, section 4.1
    /// Reads the list; one that breaks off, or has an entry that is no extension, is refused after all that can be read.
    mutating func read(_ value: DERValue, _ reader: inout DERReader) throws(CertificateRefusal) {
        guard value.isConstructed, let list = reader.only(value.contentRange),
            list.identifier == DERTag.sequence
        else { throw .malformed("extensions") }
        all = list.contentRange
        var extensions = list.content
        var isSound = true
        while let element = reader.next(&extensions, DERTag.sequence) {
            if !readExtension(element, &reader) { isSound = false }
        }
        guard isSound, extensions.isAtEnd else { throw .malformed("extensions") }
    }

    /// Returns whether it is one.
    private mutating func readExtension(_ element: DERValue, _ reader: inout DERReader) -> Bool {
        var fields = element.content
        guard let type = reader.next(&fields, DERTag.objectIdentifier) else { return false }
        _ = reader.next(&fields, DERTag.boolean)
        guard let content = reader.next(&fields), fields.isAtEnd, reader.isWellFormed(content) else {
            return false
        }
        let bytes = reader.bytes
        if type.count == 3, bytes[type.contentStart] == 0x55, bytes[type.contentStart + 1] == 0x1D {
            read(content, arc: bytes[type.contentStart + 2], &reader)
        }
        return true
    }

    private mutating func read(_ content: DERValue, arc: UInt8, _ reader: inout DERReader) {
        guard arc < 64, Self.known & (1 << UInt64(arc)) != 0 else { return }
        let bit = Self.bit(of: arc)
        // RFC 5280 forbids a second one; the first counts.
        guard knownKinds & bit == 0, content.identifier == DERTag.octetString,
            let value = reader.only(content.contentRange), read(value, as: arc, &reader)
        else {
            unreadableKinds |= bit
            return knownKinds |= bit
        }
        knownKinds |= bit
    }

    private static let known = Arc.all.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }

    /// Returns whether the extension could be read.
    private mutating func read(_ value: DERValue, as arc: UInt8, _ reader: inout DERReader) -> Bool {
        switch arc {
        case Arc.subjectKeyIdentifier:
            guard value.identifier == DERTag.octetString else { return false }
            subjectKeyIdentifier = value.contentRange
            return true
        case Arc.keyUsage: return readKeyUsage(value, reader.bytes)
        case Arc.subjectAlternativeName: return readAlternativeNames(value, &reader)
        case Arc.basicConstraints: return readBasicConstraints(value, &reader)
        case Arc.authorityKeyIdentifier: return readAuthorityKeyIdentifier(value, &reader)
        default: return readExtendedKeyUsage(value, &reader)
        }
    }

    private mutating func readKeyUsage(_ value: DERValue, _ bytes: Span<UInt8>) -> Bool {
        // KeyUsage ::= BIT STRING { digitalSignature (0), … decipherOnly (8) }
        guard value.identifier == DERTag.bitString, value.count > 0 else { return false }
        var bits: UInt16 = 0
        if value.count > 1 { bits = UInt16(bytes[value.contentStart + 1]) << 8 }
        if value.count > 2 { bits |= UInt16(bytes[value.contentStart + 2]) & 0x80 }
        keyUsage = bits
        return true
    }

    private mutating func readAlternativeNames(_ value: DERValue, _ reader: inout DERReader) -> Bool {
        guard value.identifier == DERTag.sequence else { return false }
        subjectAlternativeNames = value.contentRange
        var names = value.content
        var isComplete = true
        while let name = reader.next(&names) {
            if !GeneralName.isReadable(name) || !reader.isWellFormed(name) { isComplete = false }
        }
        return isComplete && names.isAtEnd
    }

    private mutating func readBasicConstraints(_ value: DERValue, _ reader: inout DERReader) -> Bool {
        // BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }
        guard value.identifier == DERTag.sequence else { return false }
        var fields = value.content
        var isCA = false
        var pathLength: Int?
        while let field = reader.next(&fields) {
            if field.identifier == DERTag.boolean {
                for index in field.contentStart..<field.contentEnd where reader.bytes[index] != 0 {
                    isCA = true
                }
            } else if field.identifier == DERTag.integer, (1...4).contains(field.count),
                reader.bytes[field.contentStart] < 0x80
            {
                pathLength = 0
                for index in field.contentStart..<field.contentEnd {
                    pathLength = (pathLength ?? 0) << 8 | Int(reader.bytes[index])
                }
            } else {
                return false
            }
        }
        guard fields.isAtEnd else { return false }
        basicConstraints = BasicConstraints(isCA: isCA, pathLength: pathLength)
        return true
    }

    private mutating func readAuthorityKeyIdentifier(_ value: DERValue, _ reader: inout DERReader) -> Bool {
        // AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] KeyIdentifier OPTIONAL, … }
        guard value.identifier == DERTag.sequence else { return false }
        var fields = value.content
        while let field = reader.next(&fields) {
            guard reader.isWellFormed(field) else { return false }
            if field.identifier == 0x80, authorityKeyIdentifier == nil {
                authorityKeyIdentifier = field.contentRange
            }
        }
        return fields.isAtEnd
    }

    private mutating func readExtendedKeyUsage(_ value: DERValue, _ reader: inout DERReader) -> Bool {
        guard value.identifier == DERTag.sequence else { return false }
        var purposes = value.content
        while reader.next(&purposes, DERTag.objectIdentifier) != nil {}
        guard purposes.isAtEnd else { return false }
        extendedKeyUsage = value.contentRange
        return true
    }
}
