/// A name that a certificate is expected to bear, as a person writes it.
///
/// - `api.example`: a DNS name or, where the certificate has none of any kind, its common name.
/// - `*.example`: a DNS name with any one label in place of the asterisk.
/// - `spiffe://example/device-7`, `10.0.0.1`, `ops@example.com`: an alternative name that is just this.
/// - `CN=device-7,O=Example`: the whole subject (RFC 4514); `CN=device-7` alone: that attribute of it.
public struct ExpectedName: Hashable, Sendable {
    public let text: String
    /// The attributes of a subject, one by one; `nil` for a name of another kind.
    private let attributes: [DistinguishedName.TextAttribute]?
    private let folded: String

    /// `nil` for a name without any text.
    public init?(_ text: String) {
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        self.text = text
        folded = Self.folded(text)
        attributes =
            text.contains("=") && !text.contains("://") ? DistinguishedName.attributes(ofText: text) : nil
    }

    /// Whether a certificate bears the name.
    public func matches(_ certificate: CertificateSummary) -> Bool {
        if let attributes {
            guard let subject = certificate.subject.map(DistinguishedName.attributes(ofText:)) else {
                return false
            }
            guard attributes.count == 1 else { return subject == attributes }
            return subject.contains { $0.saysSame(as: attributes[0]) }
        }
        let names = certificate.subjectAlternativeNames
        if names.contains(where: matches) { return true }
        // As TLS stacks do: a common name counts only for a certificate without alternative names.
        return names.isEmpty && isCommonName(of: certificate)
    }

    /// Whether a certificate bears the name as its common name alone, which does not count beside alternative names.
    public func isShadowed(in certificate: CertificateSummary) -> Bool {
        attributes == nil && !certificate.subjectAlternativeNames.isEmpty && isCommonName(of: certificate)
    }

    private func isCommonName(of certificate: CertificateSummary) -> Bool {
        guard let subject = certificate.subject else { return false }
        return DistinguishedName.values(of: "CN", inText: subject).contains { matchesDNS(Self.folded($0)) }
    }

    /// An alternative name as a ``CertificateSummary`` has it: its kind, a colon, the name.
    private func matches(_ alternativeName: String) -> Bool {
        guard let colon = alternativeName.firstIndex(of: ":") else { return false }
        let name = String(alternativeName[alternativeName.index(after: colon)...])
        switch alternativeName[..<colon] {
        case "DNS": return matchesDNS(Self.folded(name))
        default: return name == text
        }
    }

    private func matchesDNS(_ name: String) -> Bool {
        guard folded.hasPrefix("*.") else { return name == folded }
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return false }
        return name[dot...] == folded.dropFirst()
    }

    // MARK: Text

    /// DNS names are equal whatever the case of their ASCII letters (RFC 4343).
    private static func folded(_ name: String) -> String {
        String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
