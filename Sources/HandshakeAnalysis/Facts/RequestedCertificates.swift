public import TLSWire

/// Which certificates a server asks for, as its CertificateRequest lists them.
///
/// A class, since a server asks everybody for the same: all reports of it share one.
public final class RequestedCertificates: Sendable {
    public let certificateTypes: [ClientCertificateType]
    public let signatureAlgorithms: [SignatureScheme]
    /// Distinguished names in DER, as sent.
    public let certificateAuthorities: [[UInt8]]
    /// How many more were named than are kept: then nothing is said of a name that is not among them.
    public let omittedAuthorities: Int

    public init(
        certificateTypes: [ClientCertificateType],
        signatureAlgorithms: [SignatureScheme],
        certificateAuthorities: [[UInt8]],
        omittedAuthorities: Int = 0
    ) {
        self.omittedAuthorities = omittedAuthorities
        self.certificateTypes = certificateTypes
        self.signatureAlgorithms = signatureAlgorithms
        self.certificateAuthorities = certificateAuthorities
    }

    public convenience init(_ request: TLS12.CertificateRequest) {
        self.init(
            certificateTypes: request.certificateTypes,
            signatureAlgorithms: request.supportedSignatureAlgorithms,
            certificateAuthorities: request.certificateAuthorities,
            omittedAuthorities: request.omittedAuthorities
        )
    }

    public convenience init(_ request: TLS13.CertificateRequest) {
        self.init(
            certificateTypes: [],
            signatureAlgorithms: request.signatureAlgorithms,
            certificateAuthorities: request.certificateAuthorities,
            omittedAuthorities: request.omittedAuthorities
        )
    }
}
