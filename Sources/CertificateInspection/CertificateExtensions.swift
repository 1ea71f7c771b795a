internal import ByteParsing

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
    private(set) var certificatePolicies: DERRange?
    private(set) var crlDistributionPoints: DERRange?
    private(set) var authorityInfoAccess: DERRange?
    /// Whether there is a critical one that ``ObjectIdentifierTable/handledExtensions`` lacks.
    private(set) var hasUnhandledCritical = false
    /// Bits of the kinds that could not be read, and of those that came before.
    private var unreadableKinds: UInt64 = 0
    private var knownKinds: UInt64 = 0

    /// Extensions under 2.5.29, the arc of X.509's own, by their last arc; all are below 64, and so a bit each.
    private enum Arc {
        static let subjectKeyIdentifier: UInt8 = 14
        static let keyUsage: UInt8 = 15
        static let subjectAlternativeName: UInt8 = 17
        static let basicConstraints: UInt8 = 19
        static let crlDistributionPoints: UInt8 = 31
        static let certificatePolicies: UInt8 = 32
        static let authorityKeyIdentifier: UInt8 = 35
        static let extendedKeyUsage: UInt8 = 37
        /// Not of this arc, and so with a number that it does not use: 1.3.6.1.5.5.7.1.1.
        static let authorityInfoAccess: UInt8 = 1
        static let all = [
            subjectKeyIdentifier, keyUsage, subjectAlternativeName, basicConstraints, crlDistributionPoints,
            certificatePolicies, authorityKeyIdentifier, extendedKeyUsage, authorityInfoAccess,
        ]
    }

    /// Dotted object identifiers of known extensions that could not be read, or that came twice.
    var unreadable: [String] {
        guard unreadableKinds != 0 else { return [] }
        return Arc.all.filter { unreadableKinds & 1 << UInt64($0) != 0 }.map {
            $0 == Arc.authorityInfoAccess ? "1.3.6.1.5.5.7.1.1" : "2.5.29.\($0)"
        }
    }

    var hasUnreadable: Bool { unreadableKinds != 0 }

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
        guard let parts = Extension(element, &reader) else { return false }
        let bytes = reader.bytes
        let type = bytes.extracting(parts.type.contentStart..<parts.type.contentEnd)
        if parts.isCritical, !ObjectIdentifierTable.handledExtensions.contains(type) {
            hasUnhandledCritical = true
        }
        if type.count == 3, type[0] == 0x55, type[1] == 0x1D, type[2] != Arc.authorityInfoAccess {
            read(parts.value, arc: type[2], &reader)
        } else if type.count == 8, type.bigEndianUInt64(at: 0) == 0x2B06_0105_0507_0101 {
            read(parts.value, arc: Arc.authorityInfoAccess, &reader)
        }
        return true
    }

    /// The parts of one extension.
    struct Extension {
        let type: DERValue
        let isCritical: Bool
        let value: DERValue

        @inline(__always)
        init?(_ element: DERValue, _ reader: inout DERReader) {
            var fields = element.content
            guard let type = reader.next(&fields, DERTag.objectIdentifier) else { return nil }
            let critical = reader.next(&fields, DERTag.boolean)
            guard let value = reader.next(&fields), fields.isAtEnd, reader.isWellFormed(value) else {
                return nil
            }
            self.type = type
            self.value = value
            isCritical = critical.map { $0.count > 0 && reader.bytes[$0.contentStart] != 0 } ?? false
        }
    }

    private mutating func read(_ content: DERValue, arc: UInt8, _ reader: inout DERReader) {
        guard arc < 64, Self.known & (1 << UInt64(arc)) != 0 else { return }
        let bit = 1 << UInt64(arc) as UInt64
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
        case Arc.certificatePolicies: return readList(value, &reader, to: &certificatePolicies)
        case Arc.crlDistributionPoints: return readList(value, &reader, to: &crlDistributionPoints)
        case Arc.authorityInfoAccess: return readList(value, &reader, to: &authorityInfoAccess)
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

    /// Reads a SEQUENCE OF SEQUENCE, as policies, distribution points and access descriptions are.
    private func readList(_ value: DERValue, _ reader: inout DERReader, to range: inout DERRange?) -> Bool {
        guard value.identifier == DERTag.sequence else { return false }
        var elements = value.content
        while let element = reader.next(&elements, DERTag.sequence) {
            guard reader.isWellFormed(element) else { return false }
        }
        guard elements.isAtEnd else { return false }
        range = value.contentRange
        return true
    }
}
