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
                + CertificateFactsText().facts(of: certificate).flatMap { lines(label: $0.label, $0.text) }
        }
    }

    private func lines(label: String, _ text: String) -> [String] {
        let margin = Self.indent + "  "
        let head = margin + style.dimmed(TerminalText.padded(label, to: Self.labelWidth))
        return layout.hanging(head, names.applied(to: text), at: TerminalText.width(margin) + Self.labelWidth)
    }
}
