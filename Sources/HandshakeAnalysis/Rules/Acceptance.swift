import ByteParsing
import TLSWire

/// The server took a certificate in which other rules find a fault: it asks, and does not check.
///
/// That it completed the handshake shows it only where it served the client as well: many servers look at the certificate
/// after the handshake.
enum AcceptedUnverifiable {
    /// Looks at what the other rules found, and so is none itself.
    static func diagnose(_ scene: Scene, found: [Diagnosis]) -> Diagnosis? {
        guard scene.isAccepted, let leaf = scene.leaf(of: .client),
            let fault = found.first(where: { $0.severity == .warning && faults.contains($0.code) })
        else { return nil }
        guard let proof = scene.proofOfUse else {
            return scene.isOutcomeOpen
                ? Diagnosis(
                    scene.unseenOutcome,
                    .warning,
                    evidence: scene.packets(of: .client)
                ) : nil
        }
        return Diagnosis(
            .acceptedUnverifiable(leaf, fault.code, proof),
            .warning,
            evidence: scene.packets(of: .client) + proof.packets
        )
    }

    private static let faults: Set<Diagnosis.Code> = [
        .clientCertificateExpired, .clientCertificateNotYetValid, .clientCertificateWrongPurpose,
        .clientCertificateSelfSigned, .clientCertificateRevoked, .clientCertificateUntrusted,
        .clientIssuerNotRequested, .clientProofOfPossessionInvalid,
    ]
}

/// The server asked for a certificate, got none, and served the client; or nothing shows whether it did.
enum LetInWithoutCertificate: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.verdict.status == .notPresented, !scene.verdict.isResumed else { return [] }
        let answer = scene.certificates.client?.packet ?? scene.facts.noCertificateAlert
        let evidence = [scene.request?.packet, answer].compactMap { $0 }
        if let proof = scene.proofOfUse {
            return [Diagnosis(.letInWithoutCertificate(proof), .warning, evidence: evidence + proof.packets)]
        }
        guard scene.isOutcomeOpen else { return [] }
        return [Diagnosis(scene.unseenOutcome, .warning, evidence: evidence)]
    }
}

/// The request named no authority, and the client presented nothing that the server took.
enum NoAuthorityRequested: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let request = scene.readRequest, request.certificateAuthorities.isEmpty,
            scene.lacksClientCertificate || scene.isRefused(.client) || scene.failure == .clientGaveUp
        else { return [] }
        return [Diagnosis(.requestedNoAuthority, .info, evidence: [request.packet])]
    }
}

/// The handshake succeeded, and the application said no.
enum ApplicationRefused: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let refusal = scene.facts.applicationRefusal else { return [] }
        switch scene.failure {
        case .clientCertificateRejectedByApplication, .clientCertificateMissingByApplication:
            return [Diagnosis(.refusedByApplication(refusal), .error, evidence: [refusal.packet])]
        default:
            // Where a certificate was asked for, it may be the reason.
            let isConcerned =
                scene.failure == nil
                && (scene.request != nil
                    || (scene.verdict.isResumed && scene.verdict.status != .notRequested))
            return [
                Diagnosis(
                    .refusedByApplication(refusal),
                    isConcerned ? .warning : .info,
                    evidence: [refusal.packet]
                )
            ]
        }
    }
}

/// The server wanted to ask after the handshake of TLS 1.3, and the ClientHello does not allow it
/// (RFC 9846, section 4.3.6).
///
/// In QUIC nobody may (RFC 9001, section 4.4).
enum PostHandshakeAuth: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.facts.isTLS13, scene.facts.framing != .quic, let hello = scene.facts.clientHello,
            !hello.message.offersPostHandshakeAuth, !scene.verdict.isResumed,
            scene.request == nil, scene.failure == .clientCertificateMissingByApplication,
            let refusal = scene.facts.applicationRefusal
        else { return [] }
        return [
            Diagnosis(.postHandshakeAuthNotOffered, .error, evidence: [hello.packet, refusal.packet])
        ]
    }
}
