import CertificateInspection
import TLSWire

/// A client certificate of a public web authority: those stop issuing for client authentication, by the rules of
/// Chrome's root programme (from 2026 on; https://letsencrypt.org/2025/05/14/ending-tls-client-authentication).
enum PublicAuthority: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let leaf = scene.leaf(of: .client), let name = name(ofIssuerOf: leaf.certificate),
            // The same authorities issue for mail, too, and go on with that.
            let purposes = leaf.certificate.extendedKeyUsage, purposes.contains("serverAuth")
        else { return [] }
        let lacksClientAuth = !CertificatePurpose.allows(purposes, .client)
        return [
            Diagnosis(
                .publicAuthority(leaf, name: name, lacksClientAuth: lacksClientAuth),
                // One that still has the purpose is no cause; its successor will not have it.
                lacksClientAuth ? scene.severity(of: .client) : .warning,
                evidence: scene.packets(of: .client)
            )
        ]
    }

    static func name(ofIssuerOf certificate: CertificateSummary) -> String? {
        guard let issuer = certificate.issuer, !certificate.isSelfIssued else { return nil }
        return organisations.first { issuer.hasAttribute("O", beginningWith: $0.organisation) }?.name
    }

    /// What the organisation of an issuer's name begins with, and what the authority is called.
    private static let organisations: [(organisation: String, name: String)] = [
        ("Let's Encrypt", "Let's Encrypt"), ("Internet Security Research Group", "Let's Encrypt"),
        ("Google Trust Services", "Google Trust Services"), ("DigiCert", "DigiCert"),
        ("GeoTrust", "DigiCert"),
        ("thawte", "DigiCert"), ("QuoVadis", "DigiCert"), ("Sectigo", "Sectigo"),
        ("COMODO CA Limited", "Sectigo"), ("The USERTRUST Network", "Sectigo"), ("ZeroSSL", "ZeroSSL"),
        ("GlobalSign", "GlobalSign"), ("Amazon", "Amazon Trust Services"), ("GoDaddy.com", "GoDaddy"),
        ("Starfield Technologies", "GoDaddy"), ("Entrust", "Entrust"), ("SSL Corp", "SSL.com"),
        ("Buypass", "Buypass"), ("Actalis", "Actalis"), ("IdenTrust", "IdenTrust"),
        ("Asseco Data Systems", "Certum"), ("Unizeto", "Certum"), ("SwissSign", "SwissSign"),
        ("Hellenic Academic and Research Institutions CA", "HARICA"), ("TrustAsia", "TrustAsia"),
        ("Cloudflare", "Cloudflare"), ("Microsoft Corporation", "Microsoft"),
    ]
}

extension String {
    /// Whether an RFC 4514 name has an attribute of that type whose value begins so, whatever the case.
    func hasAttribute(_ type: String, beginningWith value: String) -> Bool {
        let wanted = (type + "=" + value).lowercased()
        let text = lowercased()
        return text.hasPrefix(wanted)
            || text.indices.contains {
                (text[$0] == "," || text[$0] == "+") && text[text.index(after: $0)...].hasPrefix(wanted)
            }
    }
}
