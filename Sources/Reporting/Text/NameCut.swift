internal import CertificateInspection
internal import HandshakeAnalysis

/// Cuts the long names of a connection's certificates in their middle, wherever a sentence has them.
///
/// On a terminal only: elsewhere they are whole, to be searched for and copied.
struct NameCut: Sendable {
    private let cuts: [(name: String, short: String)]

    /// Cuts nothing.
    init() { cuts = [] }

    /// Names may take `limit` cells, or any number with `nil`.
    init(_ report: ConnectionReport, to limit: Int?) {
        guard let limit else {
            cuts = []
            return
        }
        var names: Set<String> = []
        for facts in [report.clientCertificate, report.serverCertificate] {
            guard case .x509(let certificates)? = facts?.chain.entries else { continue }
            for certificate in certificates {
                if let subject = certificate.subject { names.insert(TerminalText.escaped(subject)) }
                if let issuer = certificate.issuer { names.insert(TerminalText.escaped(issuer)) }
            }
        }
        for authority in report.certificateRequest?.certificateAuthorities ?? [] {
            names.insert(TerminalText.escaped(Sentences.name(authority)))
        }
        // The longest first, since one name may be a part of another.
        cuts = names.filter { TerminalText.width($0) > limit }.sorted { $0.utf8.count > $1.utf8.count }
            .map { ($0, TerminalText.cutInMiddle($0, to: limit)) }
    }

    /// Escapes a sentence, and cuts the names in it.
    func applied(to sentence: String) -> String {
        var text = TerminalText.escaped(sentence)
        for cut in cuts { text = text.replacing(cut.name, with: cut.short) }
        return text
    }
}
