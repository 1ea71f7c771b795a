import ByteParsing
import TLSWire

/// The server asked, and the client answered that it has no certificate.
enum ClientPresentedNone: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        let missing: [Failure.Kind] = [.clientCertificateMissing, .clientCertificateMissingByApplication]
        guard let failure = scene.failure, missing.contains(failure) else { return [] }
        let isRead = scene.request.map { $0.basis != .inferred } ?? false
        let answer = scene.certificates.client?.packet ?? scene.facts.noCertificateAlert
        return [
            Diagnosis(
                .clientPresentedNone(authorities: isRead ? scene.request?.certificateAuthorities : nil),
                .error,
                evidence: [scene.request?.packet, answer].compactMap { $0 }
            )
        ]
    }
}
