/// Walks over a certificate once and takes down where everything is that a summary shows.
enum CertificateReader {
    // Certificate  ::=  SEQUENCE  {
    //      tbsCertificate       TBSCertificate,
    //      signatureAlgorithm   AlgorithmIdentifier,
    //      signatureValue       BIT STRING  }
    //
    // TBSCertificate  ::=  SEQUENCE  {
    //      version         [0]  EXPLICIT Version DEFAULT v1,
    //      serialNumber         CertificateSerialNumber,
    //      signature            AlgorithmIdentifier,
    //      issuer               Name,
    //      validity             Validity,
    //      subject              Name,
    //      subjectPublicKeyInfo SubjectPublicKeyInfo,
    //      issuerUniqueID  [1]  IMPLICIT UniqueIdentifier OPTIONAL,
    //      subjectUniqueID [2]  IMPLICIT UniqueIdentifier OPTIONAL,
    //      extensions      [3]  EXPLICIT Extensions OPTIONAL }                          RFC 5280, section 4.1
    /// Fills the layout in; when it throws, with what could be read all the same.
    static func read(
        _ layout: inout CertificateLayout,
        _ reader: inout DERReader
    ) throws(CertificateRefusal) {
        var whole = reader.whole
        guard let certificate = reader.next(&whole), whole.isAtEnd else { throw .notASN1 }
        guard certificate.identifier == DERTag.sequence else { throw .malformed("Certificate") }
        var parts = certificate.content
        guard let signed = reader.next(&parts, DERTag.sequence) else { throw .malformed("tbsCertificate") }
        let algorithm = reader.next(&parts, DERTag.sequence)
        if let algorithm, PublicKeyDescription.isAlgorithm(algorithm, &reader) {
            layout.signatureAlgorithm = algorithm.range
        }
        let isSigned = reader.next(&parts, DERTag.bitString) != nil && parts.isAtEnd
        try read(signed, &layout, &reader)
        guard layout.signatureAlgorithm != nil else { throw .malformed("signatureAlgorithm") }
        guard isSigned else { throw .malformed("signatureValue") }
    }

    private static func read(
        _ signed: DERValue,
        _ layout: inout CertificateLayout,
        _ reader: inout DERReader
    ) throws(CertificateRefusal) {
        var fields = signed.content
        layout.version = try version(&fields, &reader)
        guard !fields.isAtEnd else { throw .missing("serialNumber") }
        guard let serialNumber = reader.next(&fields, DERTag.integer) else {
            throw .malformed("serialNumber")
        }
        layout.serialNumber = serialNumber.contentRange
        guard let signature = reader.next(&fields, DERTag.sequence), reader.isWellFormed(signature) else {
            throw .malformed("signature")
        }
        layout.issuer = try name(&fields, "issuer", &reader)
        (layout.notBefore, layout.notAfter) = try validity(&fields, &reader)
        layout.subject = try name(&fields, "subject", &reader)
        guard let key = reader.next(&fields), PublicKeyDescription.isKey(key, &reader) else {
            throw .malformed("subjectPublicKeyInfo")
        }
        layout.subjectPublicKeyInfo = key.range
        layout.publicExponent = PublicKeyDescription.exponent(of: key, in: reader.bytes)
        while let field = reader.next(&fields) {
            guard field.isContextSpecific else { throw .malformed("tbsCertificate") }
            if field.tagNumber == 3 {
                try layout.extensions.read(field, &reader)
            } else if !reader.isWellFormed(field) {
                throw .malformed("tbsCertificate")
            }
        }
        guard fields.isAtEnd else { throw .malformed("tbsCertificate") }
    }

    private static func name(
        _ fields: inout DERCursor,
        _ field: String,
        _ reader: inout DERReader
    ) throws(CertificateRefusal) -> DERRange {
        guard let name = reader.next(&fields), DistinguishedName.isName(name, &reader) else {
            throw .malformed(field)
        }
        return name.range
    }

    private static func version(
        _ fields: inout DERCursor,
        _ reader: inout DERReader
    ) throws(CertificateRefusal) -> Int {
        guard let wrapper = reader.next(&fields, 0xA0) else { return 1 }
        guard let number = reader.only(wrapper.contentRange), number.identifier == DERTag.integer,
            number.count == 1, reader.bytes[number.contentStart] < 0x80
        else { throw .malformed("version") }
        return Int(reader.bytes[number.contentStart]) + 1
    }

    /// Reads both times; one that is not a time is unknown, since the rest of the certificate still says something.
    private static func validity(
        _ fields: inout DERCursor,
        _ reader: inout DERReader
    ) throws(CertificateRefusal) -> (notBefore: CertificateTime?, notAfter: CertificateTime?) {
        guard let validity = reader.next(&fields, DERTag.sequence) else { throw .malformed("validity") }
        var times = validity.content
        guard let first = reader.next(&times), let second = reader.next(&times), times.isAtEnd,
            reader.isWellFormed(first), reader.isWellFormed(second)
        else { throw .malformed("validity") }
        return (time(first, reader.bytes), time(second, reader.bytes))
    }

    private static func time(_ value: DERValue, _ bytes: Span<UInt8>) -> CertificateTime? {
        let content = bytes.extracting(value.contentStart..<value.contentEnd)
        switch value.identifier {
        case DERTag.utcTime: return CertificateTime(utcTime: content)
        case DERTag.generalizedTime: return CertificateTime(generalizedTime: content)
        default: return nil
        }
    }
}
