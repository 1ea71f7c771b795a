import ByteParsing
import TLSWire

/// Puts findings in order, the likeliest cause first, and drops those that another one explains.
///
/// An error goes before a warning. Among errors, what the alert names goes first, if it names anything; then what no
/// server overlooks before what some let pass; and that something was refused comes last, since it says least.
struct Ranking {
    private let scene: Scene

    init(_ scene: Scene) { self.scene = scene }

    func ordered(_ found: [Diagnosis]) -> [Diagnosis] {
        guard found.count > 1 else { return found }
        let sense = scene.alert?.alert.map { AlertSense($0.description) }
        let kept = found.filter { !isSuperfluous($0, among: found) }
        return kept.enumerated().sorted { left, right in
            let one = key(left.element, sense)
            let other = key(right.element, sense)
            return one == other ? left.offset < right.offset : one.lexicographicallyPrecedes(other)
        }.map(\.element)
    }

    /// Smaller goes first.
    private func key(_ diagnosis: Diagnosis, _ sense: AlertSense?) -> [Int] {
        // What a capture was made without qualifies everything else.
        if diagnosis.code == .captureTruncated { return [-1] }
        let severity = Diagnosis.Severity.allCases.firstIndex(of: diagnosis.severity) ?? 0
        let isNamed = sense?.names(diagnosis.finding) ?? false
        let rank = Self.order.firstIndex(of: diagnosis.code) ?? Self.order.count
        return [severity, isNamed ? 0 : 1, rank, diagnosis.position]
    }

    /// Says nothing that a better founded one does not say.
    private func isSuperfluous(_ diagnosis: Diagnosis, among found: [Diagnosis]) -> Bool {
        switch diagnosis.finding {
        case .untrusted(let mention, .alert), .authorityLacking(let mention, _):
            // What can be seen explains why the peer does not know the issuer.
            return found.contains { Self.explainsMistrust($0, of: mention.role) }
        case .revoked(_, .alert), .proofInvalid(_, .alert):
            return found.contains { $0.code == diagnosis.code && $0 != diagnosis }
        case .alertContradicted(_, let role):
            // The list that has expired is the one that was given.
            return found.contains {
                if case .revocationUnknown(let mention, _, _) = $0.finding {
                    mention.role == role
                } else {
                    false
                }
            }
        case .selfSigned(let mention):
            // OpenSSL's check finds it as well.
            return found.first { $0.code == diagnosis.code && $0.concerns(mention.role) } != diagnosis
        case .refused where found.contains(where: \.isOfOwedAnswer),
            .refusedUnseen where found.contains(where: \.isOfOwedAnswer):
            // Which names the other reading as well.
            return true
        case .refused(let role, _, _, _):
            return found.contains { $0.severity == .error && $0 != diagnosis && $0.concerns(role) }
        case .closedWithoutAlert:
            return found.contains { $0.code == .handshakeTimedOut || $0.code == .closedBeforeAnswer }
        case .leftBeforeHearing: return found.contains { $0.code == .handshakeTimedOut }
        case .refusedUnseen where found.contains { $0.code == .captureTruncated }: return true
        case .refusedUnseen:
            return found.contains { $0.severity == .error && $0.code == .refusedByApplication }
        default: return false
        }
    }

    private static func explainsMistrust(_ diagnosis: Diagnosis, of role: Role) -> Bool {
        guard diagnosis.severity == .error else { return false }
        switch diagnosis.finding {
        case .selfSigned(let other), .chainIncomplete(let other, _): return other.role == role
        case .issuerNotRequested: return role == .client
        case .untrusted(let other, .check), .revoked(let other, .check), .revocationUnknown(let other, _, _):
            return other.role == role
        case .wrongPurpose(let other, .notAnAuthority): return other.role == role
        case .chainDisordered(let other, _): return other == role
        default: return false
        }
    }

    /// The order where neither severity nor alert decide.
    static let order: [Diagnosis.Code] = [
        // Nobody could authenticate, whatever the certificate is worth.
        .postHandshakeAuthNotOffered, .clientPresentedNone, .clientClosedAfterRequest, .requestUnanswered,
        .applicationRefusalSuspected, .serverAcceptedUnverifiableCertificate, .clientLetInWithoutCertificate,
        .leftWithoutAWord, .ticketReusedUnderOtherName,
        .alertContradictsEvidence,
        // No stack lets these pass.
        .clientCertificateExpired, .clientCertificateNotYetValid, .clientCertificateRevoked,
        .clientRevocationUnknown,
        .clientProofOfPossessionInvalid, .serverCertificateExpired, .serverCertificateNotYetValid,
        .serverCertificateRevoked, .serverRevocationUnknown, .serverProofOfPossessionInvalid,
        .serverCertificateNameMismatch,
        .publicCAWithoutClientAuth, .clientCertificateWrongPurpose, .serverCertificateWrongPurpose,
        .clientCertificateSelfSigned, .serverCertificateSelfSigned, .clientChainIncomplete,
        .serverCertificateChainIncomplete, .clientCertificateUntrusted, .serverCertificateUntrusted,
        .serverLacksClientAuthority, .clientLacksServerAuthority,
        .clientIssuerNotRequested, .clientCertificateUnexpectedName,
        // Some do.
        .clientSignatureSchemeNotRequested, .clientCertificateWeak, .serverCertificateWeak,
        .clientChainDisordered, .serverCertificateChainDisordered, .sameCertificateOnBothEnds,
        // Before any certificate.
        .peerDoesNotSpeakTLS, .noCommonVersion, .noCommonCipherSuite, .noCommonGroup,
        .noCommonApplicationProtocol,
        .unrecognizedServerName, .serverNameMissing, .handshakeRefused, .handshakeTimedOut,
        .closedBeforeAnswer,
        .serverNeverAnswered,
        // What was done, without a reason.
        .refusedByApplication, .clientCertificateRefusedUnseen, .serverClosedWithoutAlert,
        .clientCertificateRefused, .serverCertificateRefused, .eapFailureWithoutAlert, .peerFellSilent,
        .eapAbandoned, .eapFailureAfterHandshake, .alertHiddenByReset,
        .applicationOutcomeUnseen, .resumedWithoutReauthentication, .serverRequestedNoAuthority,
        .captureTruncated, .captureIncomplete, .tlsInsideTLS, .secretsOfAnotherConnection,
        .clientChainCarriesRoot, .serverCertificateChainCarriesRoot,
    ]
}

extension Diagnosis {
    /// The place in its chain of the certificate that it is about; the leaf's own faults go first.
    fileprivate var position: Int {
        switch finding {
        case .expired(let mention, _), .notYetValid(let mention, _), .wrongPurpose(let mention, _),
            .weak(let mention, _):
            mention.position
        default: 0
        }
    }

    fileprivate var isOfOwedAnswer: Bool { if case .answerOwed = finding { true } else { false } }

    /// Whether it gives a reason to refuse that side's certificate.
    fileprivate func concerns(_ role: Role) -> Bool {
        switch finding {
        case .expired(let mention, _), .notYetValid(let mention, _), .wrongPurpose(let mention, _),
            .selfSigned(let mention), .untrusted(let mention, _), .revoked(let mention, _),
            .authorityLacking(let mention, _), .revocationUnknown(let mention, _, _),
            .chainIncomplete(let mention, _), .weak(let mention, _), .proofInvalid(let mention, _),
            .nameMismatch(let mention, _):
            mention.role == role
        case .chainDisordered(let other, _), .alertContradicted(_, let other): other == role
        case .issuerNotRequested, .schemeNotRequested, .publicAuthority, .unexpectedName,
            .refusedByApplication, .closedWithoutAlert:
            role == .client
        default: false
        }
    }
}
