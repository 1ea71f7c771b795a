public import TLSWire

extension Diagnosis {
    /// What was found, with what its sentence needs; names stay in the form in which the facts hold them.
    public enum Finding: Hashable, Sendable {
        // MARK: Either side's certificate

        /// By how many seconds, at the packet's time.
        case expired(CertificateMention, secondsAgo: Int64)
        case notYetValid(CertificateMention, secondsAhead: Int64)
        case wrongPurpose(CertificateMention, PurposeFault)
        case selfSigned(CertificateMention)
        case untrusted(CertificateMention, Witness)
        case revoked(CertificateMention, Witness)
        /// The chain leads to an authority that was given, and the peer does not know that one, or an intermediate.
        case authorityLacking(CertificateMention, AlertFact)
        /// Whether a certificate has been revoked cannot be checked: the list of its issuer is missing, has expired, or cannot
        /// be used. With OpenSSL's number and words, and the issuer in DER.
        case revocationUnknown(CertificateMention, code: Int, text: String)
        /// The topmost certificate that was sent, and the authority that its issuer seems to stand below, if any does.
        case chainIncomplete(CertificateMention, below: [UInt8]?)
        case chainDisordered(Role, ChainFault)
        case weak(CertificateMention, Weakness)
        case proofInvalid(CertificateMention, Witness)
        /// Refused, and nothing that can be seen says why.
        ///
        /// `isChecked` says that the chain was verified with authorities that the user gave.
        case refused(Role, CertificateMention?, AlertFact?, isChecked: Bool)

        // MARK: The client's answer

        /// The authorities that the request named, and its signature schemes; `nil` if it could not be read.
        case clientPresentedNone(authorities: [[UInt8]]?, schemes: [SignatureScheme]?)
        case refusedUnseen(AlertFact?, UnseenCause)
        /// `isInferred` if the request shows in sizes alone.
        case closedAfterRequest(AlertFact?, isInferred: Bool)
        /// After the handshake; `isAgain` if the client had answered a request before.
        case requestUnanswered(isAgain: Bool)
        /// The topmost certificate of the chain, and the authorities that the request named.
        case issuerNotRequested(CertificateMention, authorities: [[UInt8]])
        case schemeNotRequested(CertificateMention, RequestedKeys)
        /// The public authority's name.
        case publicAuthority(CertificateMention, name: String, lacksClientAuth: Bool)
        /// With what was expected, and the expected name that is but a common name beside alternative names.
        case unexpectedName(CertificateMention, expected: [String], shadowed: String?)
        case sameOnBothEnds(CertificateMention)

        // MARK: What the server asks, and what it lets in

        case requestedNoAuthority
        /// What is wrong with the certificate, by the code of the diagnosis that says so.
        case acceptedUnverifiable(CertificateMention, Code, ProofOfUse)
        case letInWithoutCertificate(ProofOfUse)
        /// The handshake let the client in; whether the application accepted it cannot be seen. With what the client sent.
        case outcomeUnseen(isUnused: Bool, answer: String?)
        case refusalSuspected(RefusalSign)
        case refusedByApplication(ApplicationRefusal)
        case postHandshakeAuthNotOffered
        case resumedWithoutReauthentication(ResumptionKind, original: ConnectionID?)
        case ticketReused(original: String?, now: String?)
        case nameMismatch(CertificateMention, expected: String)

        // MARK: How it ended

        /// What is wrong with the server's certificate, by the code of the diagnosis that says so.
        case leftWithoutWord(fault: Code?, tries: Tries?)
        case closedWithoutAlert(Role, isReset: Bool)
        case alertContradicted(AlertFact, Role)
        case alertHidden(AlertFact)
        /// Who waited for the other, and for how many seconds.
        case timedOut(Role, seconds: Int64)
        /// Who left while what the other had answered was on its way.
        case leftBeforeHearing(Role)
        /// By EAP-Failure or Access-Reject, right after what the client had answered.
        case rejectedWithoutAlert(CarrierOutcome)
        /// TLS was over by then, and nothing was wrong with it.
        case rejectedAfterHandshake(CarrierOutcome)
        case leftByCarrier(CarrierOutcome)
        case fellSilent(CarrierOutcome)
        /// Who owed it, and for how many seconds nobody said anything; `nil` where the capture ends there.
        case answerOwed(by: Role, silence: Int?)

        // MARK: Before any certificate

        case noCommonVersion(offered: [ProtocolVersion])
        case noCommonCipherSuite(offered: Int)
        case noCommonGroup(offered: [NamedGroup])
        case noCommonApplicationProtocol(offered: [String])
        case unrecognizedName(String)
        case serverNameMissing
        case handshakeRefused(AlertFact, Diagnosis.RequestSight)
        case serverNeverAnswered
        /// What the server spoke instead, and on which port.
        case peerDoesNotSpeakTLS(ForeignSpeech, port: UInt16)

        // MARK: What limits the analysis

        case captureIncomplete(CaptureFault)
        /// How many bytes the snapshot length left out.
        case captureTruncated(bytes: Int)
        case secretsOfAnotherConnection
        /// With whom the client asked a proxy to connect it.
        case tlsInsideTLS(target: String?)
    }
}

extension Diagnosis.Finding {
    public var code: Diagnosis.Code {
        switch self {
        case .expired(let mention, _):
            mention.role == .client ? .clientCertificateExpired : .serverCertificateExpired
        case .notYetValid(let mention, _):
            mention.role == .client ? .clientCertificateNotYetValid : .serverCertificateNotYetValid
        case .wrongPurpose(let mention, _):
            mention.role == .client ? .clientCertificateWrongPurpose : .serverCertificateWrongPurpose
        case .selfSigned(let mention):
            mention.role == .client ? .clientCertificateSelfSigned : .serverCertificateSelfSigned
        case .untrusted(let mention, _):
            mention.role == .client ? .clientCertificateUntrusted : .serverCertificateUntrusted
        case .revoked(let mention, _):
            mention.role == .client ? .clientCertificateRevoked : .serverCertificateRevoked
        case .authorityLacking(let mention, _):
            mention.role == .client ? .serverLacksClientAuthority : .clientLacksServerAuthority
        case .revocationUnknown(let mention, _, _):
            mention.role == .client ? .clientRevocationUnknown : .serverRevocationUnknown
        case .chainIncomplete(let mention, _):
            mention.role == .client ? .clientChainIncomplete : .serverCertificateChainIncomplete
        case .chainDisordered(let role, .carriesRoot):
            role == .client ? .clientChainCarriesRoot : .serverCertificateChainCarriesRoot
        case .chainDisordered(let role, _):
            role == .client ? .clientChainDisordered : .serverCertificateChainDisordered
        case .weak(let mention, _):
            mention.role == .client ? .clientCertificateWeak : .serverCertificateWeak
        case .proofInvalid(let mention, _):
            mention.role == .client ? .clientProofOfPossessionInvalid : .serverProofOfPossessionInvalid
        case .refused(let role, _, _, _):
            role == .client ? .clientCertificateRefused : .serverCertificateRefused
        default: codeOfOneSide
        }
    }

    private var codeOfOneSide: Diagnosis.Code {
        switch self {
        case .clientPresentedNone: .clientPresentedNone
        case .refusedUnseen: .clientCertificateRefusedUnseen
        case .closedAfterRequest: .clientClosedAfterRequest
        case .requestUnanswered: .requestUnanswered
        case .issuerNotRequested: .clientIssuerNotRequested
        case .schemeNotRequested: .clientSignatureSchemeNotRequested
        case .publicAuthority: .publicCAWithoutClientAuth
        case .unexpectedName: .clientCertificateUnexpectedName
        case .sameOnBothEnds: .sameCertificateOnBothEnds
        case .requestedNoAuthority: .serverRequestedNoAuthority
        case .acceptedUnverifiable: .serverAcceptedUnverifiableCertificate
        case .letInWithoutCertificate: .clientLetInWithoutCertificate
        case .outcomeUnseen: .applicationOutcomeUnseen
        case .refusalSuspected: .applicationRefusalSuspected
        case .refusedByApplication: .refusedByApplication
        case .postHandshakeAuthNotOffered: .postHandshakeAuthNotOffered
        case .resumedWithoutReauthentication: .resumedWithoutReauthentication
        case .ticketReused: .ticketReusedUnderOtherName
        case .nameMismatch: .serverCertificateNameMismatch
        default: codeOfEnding
        }
    }

    private var codeOfEnding: Diagnosis.Code {
        switch self {
        case .closedWithoutAlert: .serverClosedWithoutAlert
        case .leftWithoutWord: .leftWithoutAWord
        case .alertContradicted: .alertContradictsEvidence
        case .alertHidden: .alertHiddenByReset
        case .timedOut: .handshakeTimedOut
        case .leftBeforeHearing: .closedBeforeAnswer
        case .rejectedWithoutAlert: .eapFailureWithoutAlert
        case .rejectedAfterHandshake: .eapFailureAfterHandshake
        case .leftByCarrier: .eapAbandoned
        case .fellSilent, .answerOwed: .peerFellSilent
        case .noCommonVersion: .noCommonVersion
        case .noCommonCipherSuite: .noCommonCipherSuite
        case .noCommonGroup: .noCommonGroup
        case .noCommonApplicationProtocol: .noCommonApplicationProtocol
        case .unrecognizedName: .unrecognizedServerName
        case .serverNameMissing: .serverNameMissing
        case .peerDoesNotSpeakTLS: .peerDoesNotSpeakTLS
        case .serverNeverAnswered: .serverNeverAnswered
        case .captureIncomplete: .captureIncomplete
        case .captureTruncated: .captureTruncated
        case .secretsOfAnotherConnection: .secretsOfAnotherConnection
        case .tlsInsideTLS: .tlsInsideTLS
        default: .handshakeRefused
        }
    }
}
