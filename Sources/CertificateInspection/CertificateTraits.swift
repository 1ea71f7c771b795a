/// What a certificate is worth a closer look for: found once, while it is read, so that nothing has to be looked up for
/// the many that are in order.
///
/// A bit may be set for a certificate that is in order after all, never the other way round.
public struct CertificateTraits: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The extended key usage is there and does not name clientAuth.
    public static let lacksClientAuthentication = Self(rawValue: 1)
    /// The extended key usage is there and does not name serverAuth.
    public static let lacksServerAuthentication = Self(rawValue: 2)
    /// The key usage is there and does not allow signatures.
    public static let forbidsSignatures = Self(rawValue: 4)
    /// Not known to be an authority that may sign certificates.
    public static let mayNotIssue = Self(rawValue: 8)
    /// The key, or the hash under the signature, is not one of those that everybody takes.
    public static let isUnusual = Self(rawValue: 16)
}

extension CertificateTraits {
    init(_ layout: CertificateLayout, of der: [UInt8]) {
        self = []
        var reader = DERReader(der.span)
        let extensions = layout.extensions
        if let list = extensions.extendedKeyUsage { insert(Self.purposes(list, &reader)) }
        if let usage = extensions.keyUsage.map({ KeyUsage(rawValue: $0) }) {
            if !usage.contains(.digitalSignature) { insert(.forbidsSignatures) }
            if !usage.contains(.keyCertSign) { insert(.mayNotIssue) }
        }
        if extensions.basicConstraints?.isCA != true { insert(.mayNotIssue) }
        guard let key = layout.subjectPublicKeyInfo, let algorithm = layout.signatureAlgorithm,
            Self.isUsualKey(key, &reader), Self.isUsualSignature(algorithm, &reader)
        else {
            insert(.isUnusual)
            return
        }
    }

    /// From what is known of a certificate without its bytes.
    init(_ values: CertificateValues) {
        self = .isUnusual
        if let purposes = values.extendedKeyUsage {
            if !purposes.contains("clientAuth") { insert(.lacksClientAuthentication) }
            if !purposes.contains("serverAuth") { insert(.lacksServerAuthentication) }
        }
        if let usage = values.keyUsage {
            if !usage.contains("digitalSignature") { insert(.forbidsSignatures) }
            if !usage.contains("keyCertSign") { insert(.mayNotIssue) }
        }
        if values.basicConstraints?.isCA != true { insert(.mayNotIssue) }
    }

    // ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId                     RFC 5280, section 4.2.1.12
    private static func purposes(_ list: DERRange, _ reader: inout DERReader) -> Self {
        var missing: Self = [.lacksClientAuthentication, .lacksServerAuthentication]
        var cursor = list.cursor
        while let purpose = reader.next(&cursor) {
            // 1.3.6.1.5.5.7.3.1 is serverAuth, and 2 clientAuth.
            guard purpose.count == 8, starts(purpose, with: 0x2B06_0105_0507_03, count: 7, reader.bytes)
            else {
                continue
            }
            switch reader.bytes[purpose.contentStart + 7] {
            case 1: missing.remove(.lacksServerAuthentication)
            case 2: missing.remove(.lacksClientAuthentication)
            default: break
            }
        }
        return missing
    }

    /// RSA from 2048 bits, the curves P-256 to P-521, Edwards curves, and what NIST has registered since.
    private static func isUsualKey(_ key: DERRange, _ reader: inout DERReader) -> Bool {
        guard let whole = reader.only(key) else { return false }
        var fields = whole.content
        guard let algorithm = reader.next(&fields) else { return false }
        var parts = algorithm.content
        guard let type = reader.next(&parts) else { return false }
        let bytes = reader.bytes
        switch type.count {
        case 3: return starts(type, with: 0x2B65, count: 2, bytes)
        // rsaEncryption: 2048 bits of modulus make a key of 294 bytes.
        case 9 where starts(type, with: 0x2A86_4886_F70D_0101, count: 8, bytes): return key.count >= 290
        case 9: return starts(type, with: 0x6086_4801_6503_04, count: 7, bytes)
        case 7:
            guard starts(type, with: 0x2A86_48CE_3D02_01, count: 7, bytes), let curve = reader.next(&parts)
            else {
                return false
            }
            if curve.count == 8 { return starts(curve, with: 0x2A86_48CE_3D03_0107, count: 8, bytes) }
            guard curve.count == 5, starts(curve, with: 0x2B81_0400, count: 4, bytes) else { return false }
            let last = bytes[curve.contentStart + 4]
            return last == 0x22 || last == 0x23
        default: return false
        }
    }

    /// SHA-2 with RSA or ECDSA, PSS, Edwards curves, and what NIST has registered since.
    private static func isUsualSignature(_ algorithm: DERRange, _ reader: inout DERReader) -> Bool {
        guard let whole = reader.only(algorithm) else { return false }
        var fields = whole.content
        guard let type = reader.next(&fields), type.count > 0 else { return false }
        let bytes = reader.bytes
        switch type.count {
        case 3: return starts(type, with: 0x2B65, count: 2, bytes)
        case 8: return starts(type, with: 0x2A86_48CE_3D04_03, count: 7, bytes)
        case 9 where starts(type, with: 0x2A86_4886_F70D_0101, count: 8, bytes):
            return (0x0A...0x0E).contains(bytes[type.contentStart + 8])
        case 9: return starts(type, with: 0x6086_4801_6503_04, count: 7, bytes)
        default: return false
        }
    }

    /// Whether a value's content, which is at least as long, begins with the lower bytes of a number.
    @inline(__always)
    private static func starts(
        _ value: DERValue,
        with prefix: UInt64,
        count: Int,
        _ bytes: Span<UInt8>
    ) -> Bool {
        guard value.count >= count else { return false }
        for index in 0..<count {
            let expected = UInt8(truncatingIfNeeded: prefix >> UInt64(8 * (count - 1 - index)))
            if bytes[value.contentStart + index] != expected { return false }
        }
        return true
    }
}
