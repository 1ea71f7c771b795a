/// Names a public key by its kind and strength: `EC P-256`, `RSA 2048`, `Ed25519`, `DSA 1024`, `EC 1.2.3.4`.
public enum PublicKeyDescription {
    /// Reads a SubjectPublicKeyInfo, such as a raw public key (RFC 7250) is; `nil` when it is not one.
    public static func text(ofSubjectPublicKeyInfo der: [UInt8]) -> String? {
        guard der.count <= CertificateParser.largestCertificate else { return nil }
        let bytes = der.span
        var reader = DERReader(bytes)
        guard let key = reader.only(DERRange(0, der.count)), isKey(key, &reader) else { return nil }
        return String(capacity: capacity(for: der.count)) { append(key, of: bytes, to: &$0) }
    }

    // SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
    // AlgorithmIdentifier  ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
    //                                                                            RFC 5280, section 4.1
    /// Whether a value is a public key, so that it can be named.
    static func isKey(_ value: DERValue, _ reader: inout DERReader) -> Bool {
        var fields = value.content
        guard value.identifier == DERTag.sequence,
            let algorithm = reader.next(&fields, DERTag.sequence), isAlgorithm(algorithm, &reader),
            reader.next(&fields, DERTag.bitString) != nil, fields.isAtEnd
        else { return false }
        return true
    }

    static func isAlgorithm(_ value: DERValue, _ reader: inout DERReader) -> Bool {
        var fields = value.content
        guard reader.next(&fields, DERTag.objectIdentifier) != nil else { return false }
        while let parameter = reader.next(&fields) {
            guard reader.isWellFormed(parameter) else { return false }
        }
        return fields.isAtEnd
    }

    /// Room for the text of a key of so many bytes: its algorithm's and its curve's identifiers are part of them.
    static func capacity(for count: Int) -> Int { ObjectIdentifierTable.capacity(for: count) + 80 }

    /// Appends the text of a key for which ``isKey(_:_:)`` holds.
    @_lifetime(output: copy output)
    static func append(_ key: DERValue, of bytes: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        var reader = DERReader(bytes)
        var fields = key.content
        guard let algorithm = reader.next(&fields), let bits = reader.next(&fields) else { return }
        var parts = algorithm.content
        guard let type = reader.next(&parts) else { return }
        let identifier = bytes.extracting(type.contentStart..<type.contentEnd)
        let parameters = reader.next(&parts)
        guard let name = ObjectIdentifierTable.publicKeyAlgorithms[identifier] else {
            return ObjectIdentifierText.append(identifier, to: &output)
        }
        output.put(name)
        switch name {
        case "RSA", "RSA-PSS": appendSize(modulusBits(of: bits, &reader), to: &output)
        case "DSA": appendSize(parameters.flatMap { firstIntegerBits($0, &reader) }, to: &output)
        case "EC": appendCurve(parameters, of: bytes, to: &output)
        default: break
        }
    }

    @_lifetime(output: copy output)
    private static func appendSize(_ bits: Int?, to output: inout OutputSpan<UInt8>) {
        guard let bits else { return }
        output.put(UInt8(ascii: " "))
        output.put(decimal: UInt64(bits))
    }

    @_lifetime(output: copy output)
    private static func appendCurve(
        _ parameters: DERValue?,
        of bytes: Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) {
        output.put(UInt8(ascii: " "))
        guard let parameters, parameters.identifier == DERTag.objectIdentifier else {
            return output.put(parameters?.identifier == DERTag.sequence ? "explicit" : "implicit")
        }
        let curve = bytes.extracting(parameters.contentStart..<parameters.contentEnd)
        ObjectIdentifierTable.curves.append(curve, to: &output)
    }

    private static func modulusBits(of key: DERValue, _ reader: inout DERReader) -> Int? {
        rsaKey(in: key, &reader).flatMap { firstIntegerBits($0, &reader) }
    }

    /// The RSAPublicKey in a BIT STRING.
    private static func rsaKey(in key: DERValue, _ reader: inout DERReader) -> DERValue? {
        // RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }           RFC 8017, appendix A.1.1
        // The first octet of a BIT STRING counts the bits of the last that do not belong to it.
        guard key.count >= 1, reader.bytes[key.contentStart] == 0 else { return nil }
        return reader.only(DERRange(key.contentStart + 1, key.contentEnd))
    }

    /// Where the exponent of an RSA key is; `nil` for another key.
    static func exponent(of range: DERRange, _ reader: inout DERReader) -> DERRange? {
        guard let info = reader.only(range) else { return nil }
        var fields = info.content
        guard let algorithm = reader.next(&fields), let bits = reader.next(&fields) else { return nil }
        var parts = algorithm.content
        guard let type = reader.next(&parts) else { return nil }
        let name = ObjectIdentifierTable.publicKeyAlgorithms[
            reader.bytes.extracting(type.contentStart..<type.contentEnd)
        ]
        guard name == "RSA" || name == "RSA-PSS", let key = rsaKey(in: bits, &reader) else { return nil }
        var numbers = key.content
        guard reader.next(&numbers, DERTag.integer) != nil else { return nil }
        return reader.next(&numbers, DERTag.integer)?.contentRange
    }

    /// The length in bits of the first integer of a sequence.
    private static func firstIntegerBits(_ value: DERValue, _ reader: inout DERReader) -> Int? {
        var fields = value.content
        guard value.identifier == DERTag.sequence, let integer = reader.next(&fields, DERTag.integer) else {
            return nil
        }
        for index in integer.contentStart..<integer.contentEnd where reader.bytes[index] != 0 {
            return (integer.contentEnd - index) * 8 - reader.bytes[index].leadingZeroBitCount
        }
        return 0
    }
}
