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

    /// Calls for each subject alternative name that can be read, in the certificate's order.
    public func forEachAlternativeName(_ body: (CertificateText) -> Void) {
        switch source {
        case .values(let values): for name in values.subjectAlternativeNames { body(CertificateText(name)) }
        case .layout(let layout):
            guard let list = layout.extensions.subjectAlternativeNames else { return }
            let der = self.der
            var reader = DERReader(der.span)
            var names = list.cursor
            while let name = reader.next(&names) {
                if GeneralName.isReadable(name) { body(CertificateText(der, name.range, .alternativeName)) }
            }
        }
    }

    /// Whether there is an extension that limits what the key may be used for.
    public var hasExtendedKeyUsage: Bool {
        switch source {
        case .layout(let layout): layout.extensions.extendedKeyUsage != nil
        case .values(let values): values.extendedKeyUsage != nil
        }
    }

    /// Calls for each purpose of the extended key usage, in the certificate's order.
    public func forEachKeyPurpose(_ body: (CertificateText) -> Void) {
        switch source {
        case .values(let values): for name in values.extendedKeyUsage ?? [] { body(CertificateText(name)) }
        case .layout(let layout):
            guard let list = layout.extensions.extendedKeyUsage else { return }
            let der = self.der
            var reader = DERReader(der.span)
            var purposes = list.cursor
            while let purpose = reader.next(&purposes) {
                body(CertificateText(der, purpose.contentRange, .keyPurpose))
            }
        }
    }

    /// Whether ``unreadableExtensions`` names any.
    public var hasUnreadableExtensions: Bool {
        switch source {
        case .layout(let layout): layout.extensions.hasUnreadable
        case .values(let values): !values.unreadableExtensions.isEmpty
        }
    }
}
