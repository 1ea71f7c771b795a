import ByteParsing
public import CertificateInspection
import HandshakeAnalysis

/// What is taken out of everything that leaves the tool: addresses, the names in certificates, and other names.
///
/// What is not asked for stays as it was. It never changes what is decided: that comes first.
public struct Redaction: Sendable {
    public var addresses: AddressRedaction?
    /// Subjects and issuers, and what else names one certificate: serial numbers, fingerprints, keys' identifiers.
    public var subjects: NameRedaction?
    /// Server names, alternative names, what a proxy was asked for, who somebody said to be.
    public var names: NameRedaction?

    public init() {}

    public var isNothing: Bool { addresses == nil && subjects == nil && names == nil }

    /// What was read of messages is kept only where no name has to be taken out of it.
    var hidesNames: Bool { subjects != nil || names != nil }

    func end(_ end: SocketAddress) -> SocketAddress { addresses?.redacted(end) ?? end }
    func name(_ name: String) -> String { names?.redacted(name) ?? name }
    func name(_ name: String?) -> String? { name.map { self.name($0) } }
    func subject(_ subject: String) -> String { subjects?.redactedSubject(subject) ?? subject }
    func subject(_ subject: String?) -> String? { subject.map { self.subject($0) } }
    func subject(der: [UInt8]) -> [UInt8] { subjects?.redactedSubject(der: der) ?? der }

    /// A text that is an address, or with a port, or else a name.
    func place(_ text: String?) -> String? {
        guard let text else { return nil }
        if let addresses, let redacted = addresses.redacted(text: text) { return redacted }
        return IPAddress(text) == nil ? name(text) : text
    }

    // MARK: Certificates

    public func certificate(_ certificate: CertificateSummary) -> CertificateSummary {
        guard hidesNames else { return certificate }
        func identifier(_ bytes: [UInt8]) -> [UInt8] { subjects?.bytes(bytes) ?? bytes }
        return CertificateSummary(
            reading: certificate.reading,
            // It holds every name.
            der: [],
            fingerprintSHA256: identifier(certificate.fingerprintSHA256),
            version: certificate.version,
            serialNumber: certificate.serialNumber.map { subjects?.digest($0) ?? $0 },
            subject: subject(certificate.subject),
            issuer: subject(certificate.issuer),
            subjectName: certificate.subjectName.map { subject(der: $0) },
            issuerName: certificate.issuerName.map { subject(der: $0) },
            notBefore: certificate.notBefore,
            notAfter: certificate.notAfter,
            publicKey: certificate.publicKey,
            signatureAlgorithm: certificate.signatureAlgorithm,
            subjectAlternativeNames: certificate.subjectAlternativeNames.map { alternativeName($0) },
            extendedKeyUsage: certificate.extendedKeyUsage,
            keyUsage: certificate.keyUsage,
            basicConstraints: certificate.basicConstraints,
            subjectKeyIdentifier: certificate.subjectKeyIdentifier.map(identifier),
            authorityKeyIdentifier: certificate.authorityKeyIdentifier.map(identifier),
            unreadableExtensions: certificate.unreadableExtensions
        )
    }

    /// `DNS:name`: the type stays.
    private func alternativeName(_ name: String) -> String {
        guard names != nil, let colon = name.firstIndex(of: ":") else { return self.name(name) }
        return name[...colon] + self.name(String(name[name.index(after: colon)...]))
    }

    func chain(_ chain: CertificateChain) -> CertificateChain {
        guard hidesNames, case .x509(let certificates) = chain.entries else { return chain }
        return CertificateChain(.x509(certificates.map { certificate($0) }), omitted: chain.omittedCount)
    }

    func facts(_ facts: CertificateFacts) -> CertificateFacts {
        var facts = facts
        facts.chain = chain(facts.chain)
        return facts
    }

    func request(_ request: CertificateRequestFacts) -> CertificateRequestFacts {
        guard subjects != nil else { return request }
        var request = request
        let old = request.requested
        request.requested = RequestedCertificates(
            certificateTypes: old.certificateTypes,
            signatureAlgorithms: old.signatureAlgorithms,
            certificateAuthorities: old.certificateAuthorities.map { subject(der: $0) },
            omittedAuthorities: old.omittedAuthorities
        )
        return request
    }
}
