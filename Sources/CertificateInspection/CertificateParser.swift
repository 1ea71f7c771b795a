internal import OpenSSLHandles

/// Reads certificates as they come off the wire; never fails, whatever the bytes are.
public enum CertificateParser {
    /// Larger ones are reported by length and fingerprint alone.
    public static let largestCertificate = 256 * 1024

    /// Reads one certificate, which must fill the bytes exactly.
    ///
    /// Reads DER, and lengths as most TLS stacks accept them. What is malformed is read as far as it goes.
    public static func summary(ofDER der: [UInt8]) -> CertificateSummary {
        guard !der.isEmpty else { return opaque(der, .empty) }
        guard der.count <= largestCertificate else { return opaque(der, .tooLarge(der.count)) }
        var reader = DERReader(der.span)
        var layout = CertificateLayout()
        do throws(CertificateRefusal) {
            try CertificateReader.read(&layout, &reader)
            let reading = reader.isStrict ? CertificateReading.complete : .tolerated(.notASN1)
            return CertificateSummary(reading: reading, der: der, layout: layout)
        } catch {
            return summary(of: der, layout, error)
        }
    }

    /// A certificate that the walk did not get through: what it found or, where that lacks the names, what OpenSSL finds.
    private static func summary(
        of der: [UInt8],
        _ layout: CertificateLayout,
        _ refusal: CertificateRefusal
    ) -> CertificateSummary {
        if layout.subject == nil, let told = namesOnly(der, refusal) { return told }
        guard layout.saysAnything else { return opaque(der, refusal) }
        return CertificateSummary(reading: .partial(refusal), der: der, layout: layout)
    }

    /// Wraps a raw public key (RFC 7250), of which only the key is known.
    public static func summary(ofSubjectPublicKeyInfo der: [UInt8]) -> CertificateSummary {
        let key = PublicKeyDescription.text(ofSubjectPublicKeyInfo: der)
        let values = CertificateValues(publicKey: key, publicKeySHA256: Digest.sha256(of: der.span))
        return CertificateSummary(reading: .rawPublicKey, der: der, values: values)
    }

    private static func namesOnly(_ der: [UInt8], _ refusal: CertificateRefusal) -> CertificateSummary? {
        guard let handle = try? X509Handle(parsing: der) else { return nil }
        let values = CertificateValues(
            version: handle.version,
            subject: handle.subject,
            issuer: handle.issuer
        )
        return CertificateSummary(reading: .namesOnly(refusal), der: der, values: values)
    }

    private static func opaque(_ der: [UInt8], _ refusal: CertificateRefusal) -> CertificateSummary {
        CertificateSummary(reading: .opaque(refusal), der: der, values: CertificateValues())
    }
}
