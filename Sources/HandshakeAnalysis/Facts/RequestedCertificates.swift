public import TLSWire

/// Which certificates a server asks for, as its CertificateRequest lists them.
///
/// A class, since a server asks everybody for the same: all reports of it share one.
public final class RequestedCertificates: Sendable {
    public let certificateTypes: [ClientCertificateType]
    public let signatureAlgorithms: [SignatureScheme]
    /// Distinguished names in DER, as sent.
    public let certificateAuthorities: [[UInt8]]

    public init(
        certificateTypes: [ClientCertificateType],
        signatureAlgorithms: [SignatureScheme],
        certificateAuthorities: [[UInt8]]
    ) {
        self.certificateTypes = certificateTypes
        self.signatureAlgorithms = signatureAlgorithms
        self.certificateAuthorities = certificateAuthorities
    }

    public convenience init(_ request: TLS12.CertificateRequest) {
        self.init(
            certificateTypes: request.certificateTypes,
            signatureAlgorithms: request.supportedSignatureAlgorithms,
            certificateAuthorities: request.certificateAuthorities
        )
    }

    public convenience init(_ request: TLS13.CertificateRequest) {
        self.init(
            certificateTypes: [],
            signatureAlgorithms: request.signatureAlgorithms,
            certificateAuthorities: request.certificateAuthorities
        )
    }
}
