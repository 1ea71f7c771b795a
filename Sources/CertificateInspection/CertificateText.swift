internal import ByteParsing
internal import OpenSSLHandles

/// A text of a certificate that is yet to be written: into room that a report has made, or as a string.
///
/// Most certificates are shown once or never, so a summary keeps where a text comes from and not the text.
public struct CertificateText: Sendable {
    /// What the bytes are, and so how they are written.
    enum Kind: Sendable {
        case name, generalName, serialNumber, publicKey, exponent, signatureAlgorithm, keyPurpose, policy
        case objectIdentifier, hexadecimal, fingerprint
    }

    private enum Source: Sendable {
        case bytes([UInt8], DERRange, Kind)
        case string(String)
    }

    private let source: Source

    /// The range has been checked by the walk over the bytes.
    init(_ der: [UInt8], _ range: DERRange, _ kind: Kind) { source = .bytes(der, range, kind) }

    init(_ string: String) { source = .string(string) }

    /// The text; what is not UTF-8 in it becomes U+FFFD.
    public var string: String {
        if case .string(let string) = source { return string }
        return String(capacity: capacity) { append(to: &$0) }
    }

    /// Whether both come from the same bytes, written alike; `false` may be said of texts that are equal.
    public func hasSameOrigin(as other: CertificateText) -> Bool {
        guard case .bytes(let one, let range, let kind) = source,
            case .bytes(let two, let otherRange, let otherKind) = other.source, kind == otherKind,
            range.count == otherRange.count
        else { return false }
        let other = two.span.extracting(Int(otherRange.start)..<Int(otherRange.end))
        return one.span.extracting(Int(range.start)..<Int(range.end)).hasSameBytes(as: other)
    }

    /// Whether it consists of digits or of words of ours, so that no format has to escape anything of it.
    public var isPlain: Bool {
        switch source {
        case .string, .bytes(_, _, .name), .bytes(_, _, .generalName): false
        case .bytes: true
        }
    }

    /// Room that is enough for ``append(to:)``.
    public var capacity: Int {
        switch source {
        case .string(let string): return string.utf8.count
        case .bytes(_, let range, let kind):
            switch kind {
            case .name: return DistinguishedName.capacity(for: range.count)
            case .generalName: return GeneralName.capacity(for: range.count)
            case .serialNumber: return SerialNumberText.capacity(for: range.count)
            case .publicKey: return PublicKeyDescription.capacity(for: range.count)
            case .exponent: return max(20, range.count * 2 + 2)
            case .signatureAlgorithm: return SignatureAlgorithmText.capacity(for: range.count)
            case .keyPurpose, .policy, .objectIdentifier:
                return ObjectIdentifierTable.capacity(for: range.count)
            case .hexadecimal: return range.count * 2
            case .fingerprint: return 64
            }
        }
    }

    /// Appends the text, which may hold anything that was on the wire, to room of at least ``capacity`` bytes.
    @_lifetime(output: copy output)
    public func append(to output: inout OutputSpan<UInt8>) {
        switch source {
        case .string(let string): output.put(string)
        case .bytes(let der, let range, let kind): Self.append(kind, range, of: der.span, to: &output)
        }
    }

    @_lifetime(output: copy output)
    private static func append(
        _ kind: Kind,
        _ range: DERRange,
        of bytes: Span<UInt8>,
        to output: inout OutputSpan<UInt8>
    ) {
        guard range.start <= range.end, Int(range.end) <= bytes.count else { return }
        let content = bytes.extracting(Int(range.start)..<Int(range.end))
        var reader = DERReader(bytes)
        switch kind {
        case .name:
            if let value = reader.only(range) { DistinguishedName.append(value, of: bytes, to: &output) }
        case .generalName:
            if let value = reader.only(range) { GeneralName.append(value, of: bytes, to: &output) }
        case .publicKey:
            if let value = reader.only(range) { PublicKeyDescription.append(value, of: bytes, to: &output) }
        case .signatureAlgorithm:
            if let value = reader.only(range) { SignatureAlgorithmText.append(value, of: bytes, to: &output) }
        case .exponent: output.put(magnitude: content)
        case .policy: ObjectIdentifierTable.policies.append(content, to: &output)
        case .objectIdentifier: ObjectIdentifierText.append(content, to: &output)
        case .keyPurpose: ObjectIdentifierTable.keyPurposes.append(content, to: &output)
        case .serialNumber: SerialNumberText.append(content, to: &output)
        case .hexadecimal: output.put(hexadecimal: content)
        case .fingerprint:
            guard let digest = Digest.sha256Block(of: content) else { return }
            output.put(hexadecimal: digest.span)
        }
    }
}
