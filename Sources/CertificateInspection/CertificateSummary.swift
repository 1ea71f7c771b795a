internal import ByteParsing
internal import OpenSSLHandles

/// What a certificate says of itself; absent knowledge is `nil`.
///
/// It keeps the bytes and where everything lies in them. Names and lists are made anew each time that they are asked for,
/// so keep what is needed more than once; a report writes them without a string by ``CertificateText``.
///
/// A certificate from the wild that cannot be read is one too: `reading` then says why, its length and fingerprint
/// are known, and everything else is `nil` or empty.
public final class CertificateSummary: Sendable {
    /// How much of the bytes could be read.
    public let reading: CertificateReading
    /// The whole certificate as it was on the wire; for a raw public key, its SubjectPublicKeyInfo.
    public let der: [UInt8]
    /// What it is worth a closer look for.
    public let traits: CertificateTraits
    /// Where everything lies; empty for what was told.
    let layout: CertificateLayout
    /// What is known in place of a layout.
    let told: Told?

    /// A class, so that asking whether there is any costs no copy.
    final class Told: Sendable {
        let values: CertificateValues
        init(_ values: CertificateValues) { self.values = values }
    }

    init(reading: CertificateReading, der: [UInt8], layout: CertificateLayout) {
        self.reading = reading
        self.der = der
        self.layout = layout
        told = nil
        traits = CertificateTraits(layout, of: der)
    }

    init(reading: CertificateReading, der: [UInt8], values: CertificateValues) {
        self.reading = reading
        self.der = der
        layout = CertificateLayout()
        told = Told(values)
        traits = CertificateTraits(values)
    }

    /// Every argument but the bytes has a default, so that a test can name only what it is about.
    public convenience init(
        reading: CertificateReading = .complete,
        der: [UInt8] = [],
        fingerprintSHA256: [UInt8] = [],
        version: Int? = nil,
        serialNumber: String? = nil,
        subject: String? = nil,
        issuer: String? = nil,
        subjectName: [UInt8]? = nil,
        issuerName: [UInt8]? = nil,
        notBefore: CertificateTime? = nil,
        notAfter: CertificateTime? = nil,
        publicKey: String? = nil,
        signatureAlgorithm: String? = nil,
        subjectAlternativeNames: [String] = [],
        extendedKeyUsage: [String]? = nil,
        keyUsage: [String]? = nil,
        basicConstraints: BasicConstraints? = nil,
        subjectKeyIdentifier: [UInt8]? = nil,
        authorityKeyIdentifier: [UInt8]? = nil,
        unreadableExtensions: [String] = []
    ) {
        let values = CertificateValues(
            fingerprintSHA256: fingerprintSHA256,
            version: version,
            serialNumber: serialNumber,
            subject: subject,
            issuer: issuer,
            subjectName: subjectName,
            issuerName: issuerName,
            notBefore: notBefore,
            notAfter: notAfter,
            publicKey: publicKey,
            signatureAlgorithm: signatureAlgorithm,
            subjectAlternativeNames: subjectAlternativeNames,
            extendedKeyUsage: extendedKeyUsage,
            keyUsage: keyUsage,
            basicConstraints: basicConstraints,
            subjectKeyIdentifier: subjectKeyIdentifier,
            authorityKeyIdentifier: authorityKeyIdentifier,
            unreadableExtensions: unreadableExtensions
        )
        self.init(reading: reading, der: der, values: values)
    }

    // MARK: Identity

    /// 32 bytes, hashed anew each time; empty when OpenSSL was configured without SHA-256.
    public var fingerprintSHA256: [UInt8] {
        if let known = told?.values.fingerprintSHA256 { return known }
        let der = self.der
        return Digest.sha256(of: der.span)
    }

    /// 3 for an X.509 v3 certificate; the encoded field is one less.
    public var version: Int? {
        if let told {
            told.values.version
        } else {
            layout.version
        }
    }

    /// Lower-case hexadecimal; a negative one, which is forbidden and exists, is its magnitude after a minus.
    public var serialNumber: String? { serialNumberText?.string }

    /// An RFC 4514 string, as ``DistinguishedName`` writes it; empty for an empty name.
    public var subject: String? { subjectText?.string }

    public var issuer: String? { issuerText?.string }

    /// The whole DER of the name, to compare with the authorities that a CertificateRequest names.
    public var subjectName: [UInt8]? {
        if let told {
            told.values.subjectName
        } else {
            layout.subject.map { copy($0) }
        }
    }

    public var issuerName: [UInt8]? {
        if let told {
            told.values.issuerName
        } else {
            layout.issuer.map { copy($0) }
        }
    }

    /// Subject and issuer are the same bytes; `false` when they could not be read.
    public var isSelfIssued: Bool {
        if let told {
            told.values.subjectName != nil && told.values.subjectName == told.values.issuerName
        } else {
            isSame(layout.subject, layout.issuer)
        }
    }

    // MARK: Validity

    public var notBefore: CertificateTime? {
        if let told {
            told.values.notBefore
        } else {
            layout.notBefore
        }
    }

    public var notAfter: CertificateTime? {
        if let told {
            told.values.notAfter
        } else {
            layout.notAfter
        }
    }

    // MARK: Key and signature

    /// `EC P-256`, `RSA 2048`, `Ed25519`; the dotted object identifier of an unknown algorithm.
    public var publicKey: String? { publicKeyText?.string }

    /// OpenSSL's long name, such as `ecdsa-with-SHA256`; the dotted object identifier of an unknown one.
    public var signatureAlgorithm: String? { signatureAlgorithmText?.string }

    /// An RSA key's public exponent, in decimal or, beyond 64 bits, as `0x…`; `nil` for other keys.
    public var publicExponent: String? { publicExponentText?.string }

    /// Whether an RSA key's exponent is an odd number from 3 up that fits 64 bits, as all that are in use are; `true` for other keys.
    public var hasSoundExponent: Bool {
        guard let range = layout.publicExponent else { return true }
        let der = self.der
        var start = Int(range.start)
        while start < range.end, der[start] == 0 { start += 1 }
        let count = Int(range.end) - start
        guard count > 0, count <= 8, der[Int(range.end) - 1] & 1 == 1 else { return false }
        return count > 1 || der[start] >= 3
    }

    /// 32 bytes, of the SubjectPublicKeyInfo: what pins are made of, the same when a certificate is renewed with its key.
    public var publicKeySHA256: [UInt8]? {
        if let told {
            told.values.publicKeySHA256
        } else {
            layout.subjectPublicKeyInfo.map { range in
                let der = self.der
                return Digest.sha256(of: der.span.extracting(Int(range.start)..<Int(range.end)))
            }
        }
    }

    // MARK: Extensions

    /// In the certificate's order, each with its kind: `DNS:api.example`, `URI:spiffe://example/device-7`.
    public var subjectAlternativeNames: [String] {
        texts(of: .subjectAlternativeNames)
    }

    /// `nil` when the extension is absent: any purpose.
    public var extendedKeyUsage: [String]? {
        hasExtendedKeyUsage ? texts(of: .keyPurposes) : nil
    }

    /// `nil` when the extension is absent: any usage.
    public var keyUsage: [String]? { keyUsages?.names }

    /// The same as a set.
    public var keyUsages: KeyUsage? {
        if let told {
            told.values.keyUsage.map { KeyUsage($0) }
        } else {
            layout.extensions.keyUsage.map { KeyUsage(rawValue: $0) }
        }
    }

    public var basicConstraints: BasicConstraints? {
        if let told {
            told.values.basicConstraints
        } else {
            layout.extensions.basicConstraints
        }
    }

    public var subjectKeyIdentifier: [UInt8]? {
        if let told {
            told.values.subjectKeyIdentifier
        } else {
            layout.extensions.subjectKeyIdentifier.map { copy($0) }
        }
    }

    public var authorityKeyIdentifier: [UInt8]? {
        if let told {
            told.values.authorityKeyIdentifier
        } else {
            layout.extensions.authorityKeyIdentifier.map { copy($0) }
        }
    }

    /// Dotted object identifiers of known extensions whose content could not be read, or that came twice.
    public var unreadableExtensions: [String] {
        if let told {
            told.values.unreadableExtensions
        } else {
            layout.extensions.unreadable
        }
    }

    /// Object identifiers, and names of a few that are common, such as `domain-validated`.
    public var certificatePolicies: [String] { texts(of: .policies) }

    /// Where revocation lists are, nearly always `URI:http://…`.
    public var crlDistributionPoints: [String] { texts(of: .crlDistributionPoints) }

    /// Whom to ask whether the certificate is revoked.
    public var ocspResponders: [String] { texts(of: .ocspResponders) }

    /// Where the issuer's certificate is.
    public var issuerCertificates: [String] { texts(of: .issuerCertificates) }

    /// Dotted object identifiers of critical extensions that OpenSSL does not know, so that it refuses the certificate.
    public var unhandledCriticalExtensions: [String] { texts(of: .unhandledCriticalExtensions) }

    // MARK: Parts

    // Ranges lie within the bytes: the walk that took them down has checked it.

    func copy(_ range: DERRange) -> [UInt8] {
        let der = self.der
        return [UInt8](copying: der.span.extracting(Int(range.start)..<Int(range.end)))
    }

    private func isSame(_ one: DERRange?, _ other: DERRange?) -> Bool {
        guard let one, let other, one.count == other.count else { return false }
        let der = self.der
        let bytes = der.span
        for offset in 0..<one.count where bytes[Int(one.start) + offset] != bytes[Int(other.start) + offset] {
            return false
        }
        return true
    }
}
