import CertificateInspection
import TLSWire

/// The server's certificate does not hold the name that the client asked for (RFC 9525, section 6).
enum ServerName: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let hello = scene.facts.clientHello?.message, let name = hello.serverName,
            let leaf = scene.leaf(of: .server)
        else { return [] }
        // Behind an encrypted hello, the name that can be read may be a front.
        if hello.hasEncryptedClientHello, !scene.isRefused(.server) { return [] }
        guard hello.isMisnamed(leaf.certificate) else { return [] }
        return [
            Diagnosis(
                .nameMismatch(leaf, expected: name),
                scene.severity(of: .server),
                evidence: [scene.facts.clientHello?.packet].compactMap { $0 } + scene.packets(of: .server)
            )
        ]
    }
}

extension ClientHello {
    /// The client asked for a name that is not the certificate's.
    func isMisnamed(_ leaf: CertificateSummary) -> Bool {
        guard let name = serverName, !name.isEmpty else { return false }
        return !leaf.isFor(host: name)
    }
}
