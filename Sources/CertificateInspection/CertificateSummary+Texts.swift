// What a report prints of a certificate, without a string for each.
extension CertificateSummary {
    public var subjectText: CertificateText? {
        if let told {
            told.values.subject.map { CertificateText($0) }
        } else {
            layout.subject.map { CertificateText(der, $0, .name) }
        }
    }

    public var issuerText: CertificateText? {
        if let told {
            told.values.issuer.map { CertificateText($0) }
        } else {
            layout.issuer.map { CertificateText(der, $0, .name) }
        }
    }

    public var serialNumberText: CertificateText? {
        if let told {
            told.values.serialNumber.map { CertificateText($0) }
        } else {
            layout.serialNumber.map { CertificateText(der, $0, .serialNumber) }
        }
    }

    public var publicKeyText: CertificateText? {
        if let told {
            told.values.publicKey.map { CertificateText($0) }
        } else {
            layout.subjectPublicKeyInfo.map { CertificateText(der, $0, .publicKey) }
        }
    }

    public var signatureAlgorithmText: CertificateText? {
        if let told {
            told.values.signatureAlgorithm.map { CertificateText($0) }
        } else {
            layout.signatureAlgorithm.map { CertificateText(der, $0, .signatureAlgorithm) }
        }
    }

    /// Lower-case hexadecimal.
    public var fingerprintSHA256Text: CertificateText {
        if let known = told?.values.fingerprintSHA256 {
            return CertificateText(known, DERRange(0, known.count), .hexadecimal)
        }
        return CertificateText(der, DERRange(0, der.count), .fingerprint)
    }

    /// Of the SubjectPublicKeyInfo, in lower-case hexadecimal; it stays when a certificate is renewed with the same key.
    public var publicKeySHA256Text: CertificateText? {
        if let told {
            told.values.publicKeySHA256.map { CertificateText($0, DERRange(0, $0.count), .hexadecimal) }
        } else {
            layout.subjectPublicKeyInfo.map { CertificateText(der, $0, .fingerprint) }
        }
    }

    /// An RSA key's public exponent, in decimal or, beyond 64 bits, as `0x…`; `nil` for other keys.
    public var publicExponentText: CertificateText? {
        if let told {
            told.values.publicExponent.map { CertificateText($0) }
        } else {
            layout.publicExponent.map { CertificateText(der, $0, .exponent) }
        }
    }

    /// Lower-case hexadecimal.
    public var subjectKeyIdentifierText: CertificateText? {
        if let told {
            told.values.subjectKeyIdentifier.map { CertificateText($0, DERRange(0, $0.count), .hexadecimal) }
        } else {
            layout.extensions.subjectKeyIdentifier.map { CertificateText(der, $0, .hexadecimal) }
        }
    }

    /// Lower-case hexadecimal.
    public var authorityKeyIdentifierText: CertificateText? {
        if let told {
            told.values.authorityKeyIdentifier.map {
                CertificateText($0, DERRange(0, $0.count), .hexadecimal)
            }
        } else {
            layout.extensions.authorityKeyIdentifier.map { CertificateText(der, $0, .hexadecimal) }
        }
    }

    /// Whether there is an extension that limits what the key may be used for.
    public var hasExtendedKeyUsage: Bool {
        if let told {
            told.values.extendedKeyUsage != nil
        } else {
            layout.extensions.extendedKeyUsage != nil
        }
    }

    /// Whether ``unreadableExtensions`` names any.
    public var hasUnreadableExtensions: Bool {
        if let told {
            !told.values.unreadableExtensions.isEmpty
        } else {
            layout.extensions.hasUnreadable
        }
    }

    /// Whether ``unhandledCriticalExtensions`` names any.
    public var hasUnhandledCriticalExtensions: Bool {
        layout.extensions.hasUnhandledCritical
    }

    /// Whether the issuer says under what policies the certificate is, or where to ask about it.
    public var hasIssuance: Bool {
        if let told {
            told.values.hasIssuance
        } else {
            layout.extensions.certificatePolicies != nil || layout.extensions.crlDistributionPoints != nil
                || layout.extensions.authorityInfoAccess != nil
        }
    }
}
