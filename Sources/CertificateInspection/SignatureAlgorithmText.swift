internal import ByteParsing

/// Names a signature's algorithm: `ecdsa-with-SHA256`, and for RSA-PSS also the hash, which is among its parameters.
enum SignatureAlgorithmText {
    /// Encoded; 1.2.840.113549.1.1.10.
    private static let rsaPSS: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A]

    /// Room for two names.
    static func capacity(for count: Int) -> Int { 2 * ObjectIdentifierTable.capacity(for: count) }

    /// Appends the name of an AlgorithmIdentifier, which has been checked to be one.
    @_lifetime(output: copy output)
    static func append(_ value: DERValue, of bytes: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        var reader = DERReader(bytes)
        var fields = value.content
        guard let type = reader.next(&fields) else { return }
        let identifier = bytes.extracting(type.contentStart..<type.contentEnd)
        ObjectIdentifierTable.signatureAlgorithms.append(identifier, to: &output)
        guard identifier.hasSameBytes(as: rsaPSS), let parameters = reader.next(&fields, DERTag.sequence)
        else {
            return
        }
        // RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] HashAlgorithm DEFAULT sha1, … }
        //                                                                            RFC 8017, appendix A.2.3
        output.put("-with-")
        var parts = parameters.content
        guard let wrapper = reader.next(&parts, 0xA0) else { return output.put("SHA1") }
        var hash = wrapper.content
        guard let algorithm = reader.next(&hash, DERTag.sequence) else { return output.put("unknown") }
        var algorithmFields = algorithm.content
        guard let name = reader.next(&algorithmFields, DERTag.objectIdentifier) else {
            return output.put("unknown")
        }
        let hashIdentifier = bytes.extracting(name.contentStart..<name.contentEnd)
        ObjectIdentifierTable.hashes.append(hashIdentifier, to: &output)
    }
}
