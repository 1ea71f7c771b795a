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
        guard !Self.names(leaf.certificate.subjectAlternativeNames, hold: name) else { return [] }
        return [
            Diagnosis(
                .nameMismatch(leaf, expected: name),
                scene.severity(of: .server),
                evidence: [scene.facts.clientHello?.packet].compactMap { $0 } + scene.packets(of: .server)
            )
        ]
    }

    /// Whether one of the alternative names, as ``CertificateSummary/subjectAlternativeNames`` writes them, is that name;
    /// the subject's common name no longer counts.
    static func names(_ alternatives: [String], hold name: String) -> Bool {
        let name = canonical(name[...])
        return alternatives.contains { alternative in
            if alternative.hasPrefix("DNS:") { return matches(canonical(alternative.dropFirst(4)), name) }
            if alternative.hasPrefix("IP:") { return canonical(alternative.dropFirst(3)) == name }
            return false
        }
    }

    /// A wildcard stands for exactly one label, the first, and only by itself (RFC 9525, section 6.3).
    private static func matches(_ pattern: String, _ name: String) -> Bool {
        if pattern == name { return true }
        guard pattern.hasPrefix("*."), let dot = name.firstIndex(of: "."), dot != name.startIndex else {
            return false
        }
        let rest = pattern.dropFirst(2)
        return !rest.isEmpty && rest == name[name.index(after: dot)...]
    }

    private static func canonical(_ name: Substring) -> String {
        (name.hasSuffix(".") ? name.dropLast() : name).lowercased()
    }
}
