import CertificateInspection
import TLSWire

/// A certificate whose extensions forbid what it was used for: extended key usage, key usage, or basic constraints of
/// those above it (RFC 5280, sections 4.2.1.3, 4.2.1.9 and 4.2.1.12).
enum CertificatePurpose: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        [Role.client, .server].flatMap { role -> [Diagnosis] in
            scene.path(of: role).compactMap { mention in
                fault(mention, scene).map {
                    Diagnosis(
                        .wrongPurpose(mention, $0),
                        scene.severity(of: role),
                        evidence: scene.packets(of: role)
                    )
                }
            }
        }
    }

    private static func fault(
        _ mention: Diagnosis.CertificateMention,
        _ scene: Scene
    ) -> Diagnosis.PurposeFault? {
        let certificate = mention.certificate
        // Roots are trusted for what the store says, not for what they say.
        if mention.position > 0, certificate.isSelfIssued { return nil }
        if let purposes = certificate.extendedKeyUsage, !allows(purposes, mention.role) {
            return .extendedKeyUsage(purposes)
        }
        if mention.position > 0 {
            let mayIssue = certificate.basicConstraints?.isCA ?? (certificate.version != 3)
            let maySign = certificate.keyUsage.map { $0.contains("keyCertSign") } ?? true
            return mayIssue && maySign ? nil : .notAnAuthority
        }
        guard let uses = certificate.keyUsage, let wanted = wantedUse(mention.role, scene),
            !uses.contains(wanted), !uses.contains("keyAgreement")
        else { return nil }
        return .keyUsage(uses, wanted: wanted)
    }

    static func allows(_ purposes: [String], _ role: Role) -> Bool {
        // The SGC purposes are what servers' authorities had before serverAuth.
        let wanted = role == .client ? ["clientAuth"] : ["serverAuth", "msSGC", "nsSGC"]
        return purposes.contains { wanted.contains($0) || $0 == "anyExtendedKeyUsage" }
    }

    /// What the handshake does with the key: it signs, except for a server's under RSA key transport.
    private static func wantedUse(_ role: Role, _ scene: Scene) -> String? {
        guard role == .server else { return "digitalSignature" }
        guard let suite = scene.facts.serverHello?.message.cipherSuite else { return nil }
        return suite.keyExchange == .rsa ? "keyEncipherment" : "digitalSignature"
    }
}
