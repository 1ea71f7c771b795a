public import ByteParsing

/// Why a connection came out as it did, or what about it will bite: a finding, how much it matters, and the packets that
/// show it.
///
/// A verdict says who refused whom; a diagnosis says why. It holds values only: Reporting's Wording makes the sentences.
public struct Diagnosis: Hashable, Sendable {
    public let finding: Finding
    public let severity: Severity
    /// The packets that show it, in the order in which the sentence tells it.
    public let evidence: [PacketReference]

    public init(_ finding: Finding, _ severity: Severity, evidence: [PacketReference]) {
        self.finding = finding
        self.severity = severity
        self.evidence = evidence
    }

    public var code: Code { finding.code }

    public enum Severity: String, CaseIterable, Hashable, Sendable {
        /// It explains a failure; never given to a connection that was accepted.
        case error
        /// It will bite, or weakens what the connection seems to promise.
        case warning
        /// Worth knowing.
        case info
    }

    /// `diagnoses[].code` of the report; docs/diagnoses.md lists them all.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        // The client's certificate.
        case clientPresentedNone = "client_presented_none"
        case clientCertificateExpired = "client_certificate_expired"
        case clientCertificateNotYetValid = "client_certificate_not_yet_valid"
        case clientCertificateWrongPurpose = "client_certificate_wrong_purpose"
        case publicCAWithoutClientAuth = "public_ca_without_client_auth"
        case clientCertificateSelfSigned = "client_certificate_self_signed"
        case clientCertificateRevoked = "client_certificate_revoked"
        case clientCertificateUntrusted = "client_certificate_untrusted"
        case serverLacksClientAuthority = "server_lacks_client_authority"
        case clientRevocationUnknown = "client_revocation_unknown"
        case clientIssuerNotRequested = "client_issuer_not_requested"
        case clientChainIncomplete = "client_chain_incomplete"
        case clientChainDisordered = "client_chain_disordered"
        case clientChainCarriesRoot = "client_chain_carries_root"
        case clientSignatureSchemeNotRequested = "client_signature_scheme_not_requested"
        case clientCertificateWeak = "client_certificate_weak"
        case clientProofOfPossessionInvalid = "client_proof_of_possession_invalid"
        case clientCertificateUnexpectedName = "client_certificate_unexpected_name"
        case clientCertificateRefused = "client_certificate_refused"
        case clientCertificateRefusedUnseen = "client_certificate_refused_unseen"
        case clientClosedAfterRequest = "client_closed_after_request"
        case requestUnanswered = "request_unanswered"
        case sameCertificateOnBothEnds = "same_certificate_on_both_ends"

        // What the server asks, and what it lets in.
        case serverRequestedNoAuthority = "server_requested_no_authority"
        case serverAcceptedUnverifiableCertificate = "server_accepted_unverifiable_certificate"
        case clientLetInWithoutCertificate = "client_let_in_without_certificate"
        case refusedByApplication = "refused_by_application"
        case applicationRefusalSuspected = "application_refusal_suspected"
        case applicationOutcomeUnseen = "application_outcome_unseen"
        case postHandshakeAuthNotOffered = "post_handshake_auth_not_offered"
        case resumedWithoutReauthentication = "resumed_without_reauthentication"
        case ticketReusedUnderOtherName = "ticket_reused_under_other_name"

        // The server's certificate.
        case serverCertificateExpired = "server_certificate_expired"
        case serverCertificateNotYetValid = "server_certificate_not_yet_valid"
        case serverCertificateNameMismatch = "server_certificate_name_mismatch"
        case serverCertificateSelfSigned = "server_certificate_self_signed"
        case serverCertificateUntrusted = "server_certificate_untrusted"
        case clientLacksServerAuthority = "client_lacks_server_authority"
        case serverRevocationUnknown = "server_revocation_unknown"
        case serverCertificateRevoked = "server_certificate_revoked"
        case serverCertificateChainIncomplete = "server_certificate_chain_incomplete"
        case serverCertificateChainDisordered = "server_certificate_chain_disordered"
        case serverCertificateChainCarriesRoot = "server_certificate_chain_carries_root"
        case serverCertificateWrongPurpose = "server_certificate_wrong_purpose"
        case serverCertificateWeak = "server_certificate_weak"
        case serverProofOfPossessionInvalid = "server_proof_of_possession_invalid"
        case serverCertificateRefused = "server_certificate_refused"

        // How it ended.
        case serverClosedWithoutAlert = "server_closed_without_alert"
        case leftWithoutAWord = "left_without_a_word"
        case alertContradictsEvidence = "alert_contradicts_evidence"
        case alertHiddenByReset = "alert_hidden_by_reset"
        case handshakeTimedOut = "handshake_timed_out"
        case closedBeforeAnswer = "closed_before_answer"
        case eapFailureWithoutAlert = "eap_failure_without_alert"
        case eapFailureAfterHandshake = "eap_failure_after_handshake"
        case eapAbandoned = "eap_abandoned"
        case peerFellSilent = "peer_fell_silent"

        // Before any certificate.
        case noCommonVersion = "no_common_version"
        case noCommonCipherSuite = "no_common_cipher_suite"
        case noCommonGroup = "no_common_group"
        case noCommonApplicationProtocol = "no_common_application_protocol"
        case unrecognizedServerName = "unrecognized_server_name"
        case serverNameMissing = "server_name_missing"
        case handshakeRefused = "handshake_refused"
        case serverNeverAnswered = "server_never_answered"
        case peerDoesNotSpeakTLS = "peer_does_not_speak_tls"

        // What limits the analysis.
        case captureIncomplete = "capture_incomplete"
        case captureTruncated = "capture_truncated"
        case tlsInsideTLS = "tls_inside_tls"
        case secretsOfAnotherConnection = "secrets_of_another_connection"
    }
}
