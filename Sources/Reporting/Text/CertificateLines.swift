internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

/// Every certificate of a connection with all that it says of itself, for the verbose report.
struct CertificateLines {
    private static let indent = "  "
    /// Of the longest label, and a space.
    private static let labelWidth = 16

    let style: TextStyle
    let layout: TextLayout
    let names: NameCut

    func lines(for report: ConnectionReport) -> [String] {
        lines(for: report.clientCertificate?.chain, of: .client)
            + lines(for: report.serverCertificate?.chain, of: .server)
    }

    private func lines(for chain: CertificateChain?, of role: Role) -> [String] {
        guard let chain, case .x509(let certificates) = chain.entries else { return [] }
        let count = certificates.count + chain.omittedCount
        return certificates.enumerated().flatMap { index, certificate in
            let number = count > 1 ? " \(index + 1) of \(count)" : ""
            let title = style.dimmed(
                "\(Self.indent)\(role == .client ? "Client" : "Server")'s certificate\(number): "
            )
            let name = certificate.subject.map(Wording.name) ?? "unreadable"
            return [title + names.applied(to: name)]
                + facts(of: certificate).flatMap { lines(label: $0.label, $0.text) }
        }
    }

    private func facts(of certificate: CertificateSummary) -> [(label: String, text: String)] {
        let revocation = certificate.crlDistributionPoints + certificate.ocspResponders
        let facts: [(String, String?)] = [
            ("problem", Wording.problem(of: certificate)),
            ("names", list(certificate.subjectAlternativeNames)),
            ("issuer", issuer(of: certificate)),
            ("valid", validity(of: certificate)),
            ("key", key(of: certificate)),
            ("may be used for", usage(of: certificate)),
            ("policies", list(certificate.certificatePolicies)),
            ("revocation", list(revocation)),
            ("issuer is at", list(certificate.issuerCertificates)),
            ("SHA-256", certificate.fingerprintSHA256.hexadecimal),
            ("key's SHA-256", certificate.publicKeySHA256?.hexadecimal),
        ]
        return facts.compactMap { label, text in text.map { (label, $0) } }
    }

    private func list(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: ", ") }

    private func validity(of certificate: CertificateSummary) -> String? {
        guard certificate.notBefore != nil || certificate.notAfter != nil else { return nil }
        let first = certificate.notBefore.map { DateTime.text(seconds: $0.seconds) } ?? "an unreadable time"
        let last = certificate.notAfter.map { DateTime.text(seconds: $0.seconds) } ?? "an unreadable time"
        return "\(first) to \(last)".replacing(".000000000Z", with: "Z")
    }

    private func issuer(of certificate: CertificateSummary) -> String? {
        guard let issuer = certificate.issuer else { return nil }
        let name = certificate.isSelfIssued ? "itself" : Wording.name(issuer)
        let key = certificate.authorityKeyIdentifier.map { "key \($0.hexadecimal)" }
        return list([name, key, certificate.serialNumber.map { "serial number \($0)" }].compactMap { $0 })
    }

    private func key(of certificate: CertificateSummary) -> String? {
        guard let key = certificate.publicKey else { return nil }
        // Nearly every RSA key has this exponent.
        let exponent = certificate.publicExponent.flatMap { $0 == "65537" ? nil : "exponent \($0)" }
        let identifier = certificate.subjectKeyIdentifier.map { "identifier \($0.hexadecimal)" }
        let signature = certificate.signatureAlgorithm.map { "signed with \($0)" }
        return list([key, exponent, identifier, signature].compactMap { $0 })
    }

    private func usage(of certificate: CertificateSummary) -> String? {
        var parts: [String] = []
        if let usage = certificate.extendedKeyUsage { parts.append(usage.joined(separator: ", ")) }
        if let usage = certificate.keyUsage { parts.append(usage.joined(separator: ", ")) }
        if let constraints = certificate.basicConstraints {
            let below = constraints.pathLength.map { ", \(Wording.count($0, "intermediate")) below it" } ?? ""
            parts.append(constraints.isCA ? "issuing certificates" + below : "not for issuing certificates")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private func lines(label: String, _ text: String) -> [String] {
        let margin = Self.indent + "  "
        let head = margin + style.dimmed(TerminalText.padded(label, to: Self.labelWidth))
        return layout.hanging(head, names.applied(to: text), at: TerminalText.width(margin) + Self.labelWidth)
    }
}
