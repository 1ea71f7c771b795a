import CertificateInspection
import TLSWire

/// The server's certificate does not hold the name that the client asked for (RFC 9525, section 6).
enum ServerName: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let hello = scene.facts.clientHello?.message, let name = hello.serverName, !name.isEmpty,
            let leaf = scene.leaf(of: .server)
        else { return [] }
        // Behind an encrypted hello, the name that can be read may be a front.
        if hello.hasEncryptedClientHello, !scene.isRefused(.server) { return [] }
        guard !leaf.certificate.isFor(host: name) else { return [] }
        return [
            Diagnosis(
                .nameMismatch(leaf, expected: name),
                scene.severity(of: .server),
                evidence: [scene.facts.clientHello?.packet].compactMap { $0 } + scene.packets(of: .server)
            )
        ]
    }
}
