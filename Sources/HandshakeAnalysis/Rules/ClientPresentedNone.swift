import ByteParsing
import TLSWire

/// The server asked and insisted, and the client answered that it has no certificate.
enum ClientPresentedNone: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.verdict.status == .failed, scene.lacksClientCertificate,
            scene.certificates.client != nil || scene.facts.isDeclined
                || (!scene.facts.isHandshakeHoled.client && scene.facts.framing == .tls
                    && scene.request != nil)
        else { return [] }
        let answer = scene.certificates.client?.packet ?? scene.facts.noCertificateAlert
        return [
            Diagnosis(
                .clientPresentedNone(
                    authorities: scene.namedAuthorities,
                    schemes: scene.readRequest?.signatureAlgorithms
                ),
                .error,
                evidence: [scene.request?.packet, answer, scene.alert?.packet].compactMap { $0 }
            )
        ]
    }
}
