public import TLSWire

/// What two handshakes can differ in, in the order in which a handshake settles it.
public enum ComparedAspect: Hashable, Sendable {
    case clientAddress, serverAddress, precededBy

    // MARK: What the client offers

    case offeredVersions, offeredCipherSuites, serverName, offeredApplicationProtocols, offeredGroups
    case offeredSignatureAlgorithms, offeredExtensions, offeredSession, postHandshakeAuth

    // MARK: What the server settles

    case helloRetryRequest, version, cipherSuite, group, applicationProtocol, resumption, authentication

    // MARK: Certificates

    case certificate(Role, CertificatePart)
    case certificateRequest, requestedAuthorities, requestedCertificateTypes, requestedSignatureAlgorithms
    /// By the size of an encrypted record: of another size, the request names other authorities or algorithms.
    case requestSize

    // MARK: How it ended

    case missingBytes, verdict, alert, refusal, departure, silence

    public enum CertificatePart: String, CaseIterable, Hashable, Sendable {
        /// Whether there is one: of the client, presented, empty, or never an answer.
        case presence
        /// Whether the signature that shows that the sender has the key holds, where it was checked.
        case proof
        /// The scheme that the CertificateVerify is signed with.
        case scheme
        /// Whether the time of the packet lies within the certificate's validity.
        case validity
        case purpose
        case keyUsage = "key_usage"
        /// Whether one of its issuers is among the authorities that the request names.
        case requested
        case chain
        case issuer
        /// What OpenSSL says of the chain, with the authorities that the user trusts.
        case trust
        /// Whether it has a name that the user expects.
        case expected
        case key
        case signatureAlgorithm = "signature_algorithm"
        case subject
        case names
        case fingerprint
        /// By the size of an encrypted record: of another size, it is another certificate or another chain.
        case size
        /// What the size of an encrypted CertificateVerify tells of the key.
        case inferredKey = "inferred_key"
    }

    public static let all: [ComparedAspect] =
        [
            .serverAddress, .clientAddress, .precededBy, .offeredVersions, .offeredCipherSuites, .serverName,
            .offeredApplicationProtocols, .offeredGroups, .offeredSignatureAlgorithms, .offeredExtensions,
            .offeredSession, .postHandshakeAuth, .helloRetryRequest, .version, .cipherSuite, .group,
            .applicationProtocol, .resumption, .authentication,
        ] + CertificatePart.allCases.map { .certificate(.server, $0) }
        + [
            .certificateRequest, .requestedAuthorities, .requestedCertificateTypes,
            .requestedSignatureAlgorithms, .requestSize,
        ] + CertificatePart.allCases.map { .certificate(.client, $0) }
        + [.missingBytes, .verdict, .alert, .refusal, .departure, .silence]

    /// The name that JSON reports print, such as `client_certificate_issuer`.
    public var name: String {
        switch self {
        case .clientAddress: "client_address"
        case .serverAddress: "server_address"
        case .precededBy: "preceded_by"
        case .offeredVersions: "offered_versions"
        case .offeredCipherSuites: "offered_cipher_suites"
        case .serverName: "server_name"
        case .offeredApplicationProtocols: "offered_application_protocols"
        case .offeredGroups: "offered_groups"
        case .offeredSignatureAlgorithms: "offered_signature_algorithms"
        case .offeredExtensions: "offered_extensions"
        case .offeredSession: "offered_session"
        case .postHandshakeAuth: "post_handshake_auth"
        case .helloRetryRequest: "hello_retry_request"
        case .version: "version"
        case .cipherSuite: "cipher_suite"
        case .group: "group"
        case .applicationProtocol: "application_protocol"
        case .resumption: "resumption"
        case .authentication: "authentication"
        case .certificate(let role, .presence): role == .client ? "client_certificate" : "server_certificate"
        case .certificate(let role, let part):
            (role == .client ? "client_certificate_" : "server_certificate_") + part.rawValue
        case .certificateRequest: "certificate_request"
        case .requestedAuthorities: "requested_authorities"
        case .requestedCertificateTypes: "requested_certificate_types"
        case .requestedSignatureAlgorithms: "requested_signature_algorithms"
        case .requestSize: "certificate_request_size"
        case .missingBytes: "missing_bytes"
        case .verdict: "verdict"
        case .alert: "alert"
        case .refusal: "application_refusal"
        case .departure: "departure"
        case .silence: "silence"
        }
    }
}
