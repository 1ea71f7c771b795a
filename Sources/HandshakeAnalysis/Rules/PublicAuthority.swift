import CertificateInspection
import TLSWire

/// A client certificate of a public web authority: those stop issuing for client authentication, by the rules of
/// Chrome's root programme (from 2026 on; https://letsencrypt.org/2025/05/14/ending-tls-client-authentication).
enum PublicAuthority: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let leaf = scene.leaf(of: .client),
            // The same authorities issue for mail, too, and go on with that.
            let purposes = leaf.certificate.extendedKeyUsage, purposes.contains("serverAuth"),
            let name = name(ofIssuerOf: leaf.certificate)
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
        for value in issuer.attributeValues(of: "O") {
            let value = value.lowercased()
            if let found = organisations.first(where: { value.hasPrefix($0.organisation) }) {
                return found.name
            }
        }
        return nil
    }

    /// What the organisation of an issuer's name begins with, in lower case, and what the authority is called.
    private static let organisations = names.map { (organisation: $0.lowercased(), name: $1) }

    private static let names: [(organisation: String, name: String)] = [
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
    /// The values of an RFC 4514 name's attributes of one type, as written.
    func attributeValues(of type: String) -> [Substring] {
        var values: [Substring] = []
        var start = startIndex
        var isEscaped = false
        func append(upTo end: Index) {
            let attribute = self[start..<end]
            if attribute.lowercased().hasPrefix(type.lowercased() + "=") {
                values.append(attribute.dropFirst(type.count + 1))
            }
        }
        for index in indices {
            if isEscaped {
                isEscaped = false
            } else if self[index] == "\\" {
                isEscaped = true
            } else if self[index] == "," || self[index] == "+" {
                append(upTo: index)
                start = self.index(after: index)
            }
        }
        append(upTo: endIndex)
        return values
    }
}
