internal import ByteParsing

/// The lists of texts that a certificate has.
public enum CertificateList: CaseIterable, Sendable {
    /// Each with its kind: `DNS:api.example`, `URI:spiffe://example/device-7`.
    case subjectAlternativeNames
    /// `clientAuth`, or the object identifier of an unknown purpose.
    case keyPurposes
    /// Object identifiers, and names of a few that are common.
    case policies
    /// Where revocation lists are, each with its kind, nearly always `URI:`.
    case crlDistributionPoints
    /// Whom to ask whether the certificate is revoked.
    case ocspResponders
    /// Where the issuer's certificate is.
    case issuerCertificates
    /// Object identifiers of critical extensions that OpenSSL does not know, so that it refuses the certificate.
    case unhandledCriticalExtensions
}

extension CertificateSummary {
    /// Calls for each text of a list that can be read, in the certificate's order.
    public func forEach(_ list: CertificateList, _ body: (CertificateText) -> Void) {
        if let told {
            for text in told.values.texts(of: list) { body(CertificateText(text)) }
        } else {
            forEach(list, layout.extensions, body)
        }
    }

    /// The texts of a list, made anew.
    func texts(of list: CertificateList) -> [String] {
        var texts: [String] = []
        forEach(list) { texts.append($0.string) }
        return texts
    }

    private func forEach(
        _ list: CertificateList,
        _ extensions: CertificateExtensions,
        _ body: (CertificateText) -> Void
    ) {
        let der = self.der
        var reader = DERReader(der.span)
        switch list {
        case .subjectAlternativeNames: names(in: extensions.subjectAlternativeNames, &reader, body)
        case .keyPurposes:
            guard var purposes = extensions.extendedKeyUsage?.cursor else { return }
            while let purpose = reader.next(&purposes) {
                body(CertificateText(der, purpose.contentRange, .keyPurpose))
            }
        case .policies:
            // PolicyInformation ::= SEQUENCE { policyIdentifier CertPolicyId, policyQualifiers … OPTIONAL }
            guard var policies = extensions.certificatePolicies?.cursor else { return }
            while let policy = reader.next(&policies) {
                var fields = policy.content
                guard let type = reader.next(&fields, DERTag.objectIdentifier) else { continue }
                body(CertificateText(der, type.contentRange, .policy))
            }
        case .crlDistributionPoints: crlDistributionPoints(extensions.crlDistributionPoints, &reader, body)
        case .ocspResponders: access(1, in: extensions.authorityInfoAccess, &reader, body)
        case .issuerCertificates: access(2, in: extensions.authorityInfoAccess, &reader, body)
        case .unhandledCriticalExtensions:
            guard extensions.hasUnhandledCritical, var elements = extensions.all?.cursor else { return }
            while let element = reader.next(&elements) {
                guard let parts = CertificateExtensions.Extension(element, &reader), parts.isCritical else {
                    continue
                }
                let type = der.span.extracting(parts.type.contentStart..<parts.type.contentEnd)
                if !ObjectIdentifierTable.handledExtensions.contains(type) {
                    body(CertificateText(der, parts.type.contentRange, .objectIdentifier))
                }
            }
        }
    }

    /// Calls for each GeneralName of a list.
    private func names(in range: DERRange?, _ reader: inout DERReader, _ body: (CertificateText) -> Void) {
        guard var names = range?.cursor else { return }
        while let name = reader.next(&names) {
            if GeneralName.isReadable(name) { body(CertificateText(der, name.range, .generalName)) }
        }
    }

    // CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint
    // DistributionPoint ::= SEQUENCE {
    //      distributionPoint       [0]     DistributionPointName OPTIONAL,
    //      reasons                 [1]     ReasonFlags OPTIONAL,
    //      cRLIssuer               [2]     GeneralNames OPTIONAL }
    // DistributionPointName ::= CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] … }
    //                                                                            RFC 5280, section 4.2.1.13
    private func crlDistributionPoints(
        _ range: DERRange?,
        _ reader: inout DERReader,
        _ body: (CertificateText) -> Void
    ) {
        guard var points = range?.cursor else { return }
        while let point = reader.next(&points) {
            var fields = point.content
            guard let wrapper = reader.next(&fields, 0xA0) else { continue }
            var choice = wrapper.content
            if let fullName = reader.next(&choice, 0xA0) { names(in: fullName.contentRange, &reader, body) }
        }
    }

    /// Calls for each location of one access method: 1.3.6.1.5.5.7.48.1 is OCSP, ….2 the issuer's certificate.
    private func access(
        _ method: UInt8,
        in range: DERRange?,
        _ reader: inout DERReader,
        _ body: (CertificateText) -> Void
    ) {
        // AccessDescription ::= SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }
        //                                                                            RFC 5280, section 4.2.2.1
        guard var descriptions = range?.cursor else { return }
        let der = self.der
        while let description = reader.next(&descriptions) {
            var fields = description.content
            guard let type = reader.next(&fields, DERTag.objectIdentifier), type.count == 8,
                der.span.extracting(type.contentStart..<type.contentEnd).bigEndianUInt64(at: 0)
                    == 0x2B06_0105_0507_3000 | UInt64(method),
                let location = reader.next(&fields), GeneralName.isReadable(location)
            else { continue }
            body(CertificateText(der, location.range, .generalName))
        }
    }
}
