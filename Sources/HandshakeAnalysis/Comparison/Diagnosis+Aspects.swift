import TLSWire

extension Diagnosis.Code {
    /// The aspects that a diagnosis rests on: where two handshakes differ in one of them, that explains the outcome.
    ///
    /// Empty where the outcome alone gave rise to it.
    var explainingAspects: [ComparedAspect] {
        switch self {
        case .clientCertificateExpired, .clientCertificateNotYetValid: [.certificate(.client, .validity)]
        case .clientCertificateWrongPurpose: parts(.client, .purpose, .keyUsage)
        case .publicCAWithoutClientAuth: parts(.client, .purpose, .issuer)
        case .clientCertificateSelfSigned: parts(.client, .issuer, .requested)
        case .clientCertificateRevoked: parts(.client, .trust, .subject, .fingerprint)
        case .serverLacksClientAuthority, .clientRevocationUnknown: parts(.client, .issuer, .chain, .trust)
        case .clientLacksServerAuthority, .serverRevocationUnknown: parts(.server, .issuer, .chain, .trust)
        case .clientCertificateUntrusted: parts(.client, .issuer, .requested, .chain, .trust)
        case .clientIssuerNotRequested: parts(.client, .requested) + [.requestedAuthorities]
        case .clientChainIncomplete, .clientChainDisordered: parts(.client, .chain)
        case .clientSignatureSchemeNotRequested:
            parts(.client, .scheme, .key) + [.requestedSignatureAlgorithms, .requestedCertificateTypes]
        case .clientCertificateWeak: parts(.client, .key, .signatureAlgorithm)
        case .clientProofOfPossessionInvalid: parts(.client, .proof)
        case .clientCertificateUnexpectedName: parts(.client, .expected, .names, .subject)
        case .postHandshakeAuthNotOffered: [.postHandshakeAuth]
        case .serverCertificateExpired, .serverCertificateNotYetValid: [.certificate(.server, .validity)]
        case .serverCertificateNameMismatch: parts(.server, .names) + [.serverName]
        case .serverCertificateSelfSigned: parts(.server, .issuer)
        case .serverCertificateUntrusted: parts(.server, .issuer, .chain, .trust)
        case .serverCertificateRevoked: parts(.server, .trust, .subject, .fingerprint)
        case .serverCertificateChainIncomplete, .serverCertificateChainDisordered: parts(.server, .chain)
        case .serverCertificateWrongPurpose: parts(.server, .purpose, .keyUsage)
        case .serverCertificateWeak: parts(.server, .key, .signatureAlgorithm)
        case .serverProofOfPossessionInvalid: parts(.server, .proof)
        case .noCommonVersion: [.offeredVersions]
        case .noCommonCipherSuite: [.offeredCipherSuites]
        case .noCommonGroup: [.offeredGroups]
        case .noCommonApplicationProtocol: [.offeredApplicationProtocols]
        case .unrecognizedServerName, .serverNameMissing: [.serverName]
        case .captureIncomplete, .captureTruncated: [.missingBytes]
        default: []
        }
    }

    private func parts(_ role: Role, _ parts: ComparedAspect.CertificatePart...) -> [ComparedAspect] {
        parts.map { .certificate(role, $0) }
    }
}
