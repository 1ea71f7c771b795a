import CertificateInspection
import TLSWire

/// Both ends show the same certificate: whoever holds the key can play either part.
enum SameCertificate: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let client = scene.leaf(of: .client), let server = scene.leaf(of: .server),
            client.certificate == server.certificate
        else { return [] }
        let evidence = scene.packets(of: .server) + scene.packets(of: .client)
        return [Diagnosis(.sameOnBothEnds(client), .warning, evidence: evidence)]
    }
}
