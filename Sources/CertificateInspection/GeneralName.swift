internal import ByteParsing

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
    /// Whether a value is a name, so that it can be written.
    static func isReadable(_ value: DERValue) -> Bool {
        guard value.isContextSpecific else { return false }
        switch value.tagNumber {
        case 1, 2, 6, 7, 8: return !value.isConstructed
        case 0, 3, 4, 5: return true
        default: return false
        }
    }

    /// Room for the text of a name of so many bytes.
    static func capacity(for count: Int) -> Int { DistinguishedName.capacity(for: count) + 64 }

    /// Appends a name that is readable.
    @_lifetime(output: copy output)
    static func append(_ value: DERValue, of bytes: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        let content = bytes.extracting(value.contentStart..<value.contentEnd)
        switch value.tagNumber {
        case 0:
            output.put("OTHER:")
            appendOtherName(value, of: bytes, to: &output)
        case 1:
            output.put("EMAIL:")
            output.put(content)
        case 2:
            output.put("DNS:")
            output.put(content)
        case 3:
            output.put("X400:")
            appendRaw(value, of: bytes, to: &output)
        case 4:
            output.put("DIRNAME:")
            appendDirectoryName(value, of: bytes, to: &output)
        case 5:
            output.put("EDI:")
            appendRaw(value, of: bytes, to: &output)
        case 6:
            output.put("URI:")
            output.put(content)
        case 7:
            output.put("IP:")
            appendAddress(content, to: &output)
        default:
            output.put("RID:")
            ObjectIdentifierText.append(content, to: &output)
        }
    }

    /// `#` and the whole value in hexadecimal, for what has no text.
    @_lifetime(output: copy output)
    private static func appendRaw(
        _ value: DERValue,
        of bytes: Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) {
        output.put(UInt8(ascii: "#"))
        output.put(hexadecimal: bytes.extracting(value.start..<value.end))
    }

    /// `1.3.6.1.4.1.311.20.2.3=user@example` for a string, such as Microsoft's user principal name; else `…=#hex`.
    @_lifetime(output: copy output)
    private static func appendOtherName(
        _ name: DERValue,
        of bytes: Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) {
        // OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY DEFINED BY type-id }
        var reader = DERReader(bytes)
        var fields = name.content
        guard name.isConstructed, let type = reader.next(&fields, DERTag.objectIdentifier),
            let wrapped = reader.next(&fields), wrapped.isConstructed
        else { return appendRaw(name, of: bytes, to: &output) }
        ObjectIdentifierText.append(bytes.extracting(type.contentStart..<type.contentEnd), to: &output)
        var values = wrapped.content
        guard let value = reader.next(&values) else { return }
        output.put(UInt8(ascii: "="))
        guard let encoding = DirectoryString.encoding(of: value.identifier),
            let text = DirectoryString.utf8(
                of: bytes.extracting(value.contentStart..<value.contentEnd),
                encoding
            )
        else { return appendRaw(value, of: bytes, to: &output) }
        output.put(text.span)
    }

    @_lifetime(output: copy output)
    private static func appendDirectoryName(
        _ value: DERValue,
        of bytes: Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) {
        // Explicitly tagged, since a Name is a choice.
        var reader = DERReader(bytes)
        var names = value.content
        guard value.isConstructed, let name = reader.next(&names), DistinguishedName.isName(name, &reader)
        else { return appendRaw(value, of: bytes, to: &output) }
        DistinguishedName.append(name, of: bytes, to: &output)
    }

    @_lifetime(output: copy output)
    private static func appendAddress(_ content: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        switch content.count {
        case 4: output.put(IPAddress(ipv4: content.bigEndianUInt32(at: 0)).description)
        case 16:
            output.put(
                IPAddress(ipv6High: content.bigEndianUInt64(at: 0), low: content.bigEndianUInt64(at: 8))
                    .description
            )
        default:
            output.put(UInt8(ascii: "#"))
            output.put(hexadecimal: content)
        }
    }
}
