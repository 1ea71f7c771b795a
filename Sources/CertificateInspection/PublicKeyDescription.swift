internal import ByteParsing

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
        ObjectIdentifierTable.publicKeyAlgorithms.append(identifier, to: &output)
        switch Family(identifier) {
        case .rsa: appendSize(modulusBits(of: bits, &reader), to: &output)
        case .dsa: appendSize(parameters.flatMap { firstIntegerBits($0, &reader) }, to: &output)
        case .ec: appendCurve(parameters, of: bytes, to: &output)
        case .other: break
        }
    }

    /// What says how strong a key is, if its algorithm does not.
    private enum Family {
        /// RSA and RSA-PSS, by the modulus.
        case rsa
        /// By the prime among the parameters.
        case dsa
        /// By the curve.
        case ec
        case other

        init(_ identifier: Span<UInt8>) {
            switch identifier.count {
            // 1.2.840.113549.1.1.1 and 1.2.840.113549.1.1.10
            case 9 where identifier.bigEndianUInt64(at: 0) == 0x2A86_4886_F70D_0101:
                self = identifier[8] == 1 || identifier[8] == 10 ? .rsa : .other
            case 7 where identifier.bigEndianUInt32(at: 0) == 0x2A86_48CE:
                // 1.2.840.10040.4.1 and 1.2.840.10045.2.1
                switch identifier.bigEndianUInt32(at: 3) {
                case 0xCE38_0401: self = .dsa
                case 0xCE3D_0201: self = .ec
                default: self = .other
                }
            // 1.3.132.1.12
            case 5 where identifier.bigEndianUInt32(at: 0) == 0x2B81_0401 && identifier[4] == 12: self = .ec
            default: self = .other
            }
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
    static func exponent(of key: DERValue, in bytes: Span<UInt8>) -> DERRange? {
        var reader = DERReader(bytes)
        var fields = key.content
        guard let algorithm = reader.next(&fields), let bits = reader.next(&fields) else { return nil }
        var parts = algorithm.content
        guard let type = reader.next(&parts),
            case .rsa = Family(bytes.extracting(type.contentStart..<type.contentEnd)),
            let rsaKey = rsaKey(in: bits, &reader)
        else { return nil }
        var numbers = rsaKey.content
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
