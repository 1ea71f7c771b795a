// What a report prints of a certificate, without a string for each.
extension CertificateSummary {
    public var subjectText: CertificateText? {
        switch source {
        case .layout(let layout): layout.subject.map { CertificateText(der, $0, .name) }
        case .values(let values): values.subject.map { CertificateText($0) }
        }
    }

    public var issuerText: CertificateText? {
        switch source {
        case .layout(let layout): layout.issuer.map { CertificateText(der, $0, .name) }
        case .values(let values): values.issuer.map { CertificateText($0) }
        }
    }

    public var serialNumberText: CertificateText? {
        switch source {
        case .layout(let layout): layout.serialNumber.map { CertificateText(der, $0, .serialNumber) }
        case .values(let values): values.serialNumber.map { CertificateText($0) }
        }
    }

    public var publicKeyText: CertificateText? {
        switch source {
        case .layout(let layout): layout.subjectPublicKeyInfo.map { CertificateText(der, $0, .publicKey) }
        case .values(let values): values.publicKey.map { CertificateText($0) }
        }
    }

    public var signatureAlgorithmText: CertificateText? {
        switch source {
        case .layout(let layout):
            layout.signatureAlgorithm.map { CertificateText(der, $0, .signatureAlgorithm) }
        case .values(let values): values.signatureAlgorithm.map { CertificateText($0) }
        }
    }

    /// Lower-case hexadecimal.
    public var fingerprintSHA256Text: CertificateText {
        if case .values(let values) = source, let known = values.fingerprintSHA256 {
            return CertificateText(known, DERRange(0, known.count), .hexadecimal)
        }
        return CertificateText(der, DERRange(0, der.count), .fingerprint)
    }

    /// Of the SubjectPublicKeyInfo, in lower-case hexadecimal; it stays when a certificate is renewed with the same key.
    public var publicKeySHA256Text: CertificateText? {
        switch source {
        case .layout(let layout):
            layout.subjectPublicKeyInfo.map { CertificateText(der, $0, .fingerprint) }
        case .values(let values):
            values.publicKeySHA256.map { CertificateText($0, DERRange(0, $0.count), .hexadecimal) }
        }
    }

    /// An RSA key's public exponent, in decimal or, beyond 64 bits, as `0x…`; `nil` for other keys.
    public var publicExponentText: CertificateText? {
        switch source {
        case .layout: publicExponentRange.map { CertificateText(der, $0, .exponent) }
        case .values(let values): values.publicExponent.map { CertificateText($0) }
        }
    }

    /// Lower-case hexadecimal.
    public var subjectKeyIdentifierText: CertificateText? {
        switch source {
        case .layout(let layout):
            layout.extensions.subjectKeyIdentifier.map { CertificateText(der, $0, .hexadecimal) }
        case .values(let values):
            values.subjectKeyIdentifier.map { CertificateText($0, DERRange(0, $0.count), .hexadecimal) }
        }
    }

    /// Lower-case hexadecimal.
    public var authorityKeyIdentifierText: CertificateText? {
        switch source {
        case .layout(let layout):
            layout.extensions.authorityKeyIdentifier.map { CertificateText(der, $0, .hexadecimal) }
        case .values(let values):
            values.authorityKeyIdentifier.map { CertificateText($0, DERRange(0, $0.count), .hexadecimal) }
        }
    }

    /// Whether there is an extension that limits what the key may be used for.
    public var hasExtendedKeyUsage: Bool {
        switch source {
        case .layout(let layout): layout.extensions.extendedKeyUsage != nil
        case .values(let values): values.extendedKeyUsage != nil
        }
    }

    /// Whether ``unreadableExtensions`` names any.
    public var hasUnreadableExtensions: Bool {
        switch source {
        case .layout(let layout): layout.extensions.hasUnreadable
        case .values(let values): !values.unreadableExtensions.isEmpty
        }
    }

    /// Whether ``unhandledCriticalExtensions`` names any.
    public var hasUnhandledCriticalExtensions: Bool {
        guard case .layout(let layout) = source else { return false }
        return layout.extensions.hasUnhandledCritical
    }

    /// Whether the issuer says under what policies the certificate is, or where to ask about it.
    public var hasIssuance: Bool {
        switch source {
        case .layout(let layout):
            layout.extensions.certificatePolicies != nil || layout.extensions.crlDistributionPoints != nil
                || layout.extensions.authorityInfoAccess != nil
        case .values(let values): values.hasIssuance
        }
    }
}
