/// A name that a certificate is expected to bear, as a person writes it.
///
/// - `api.example`: a DNS name or, where the certificate has none of any kind, its common name.
/// - `*.example`: a DNS name with any one label in place of the asterisk.
/// - `spiffe://example/device-7`, `10.0.0.1`, `ops@example.com`: an alternative name that is just this.
/// - `CN=device-7,O=Example`: the whole subject (RFC 4514); `CN=device-7` alone: that attribute of it.
public struct ExpectedName: Hashable, Sendable {
    public let text: String
    /// The attributes of a subject, one by one; `nil` for a name of another kind.
    private let attributes: [String]?
    private let folded: String

    /// `nil` for a name without any text.
    public init?(_ text: String) {
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        self.text = text
        folded = Self.folded(text)
        attributes = text.contains("=") && !text.contains("://") ? Self.attributes(of: text) : nil
    }

    /// Whether a certificate bears the name.
    public func matches(_ certificate: CertificateSummary) -> Bool {
        if let attributes {
            guard let subject = certificate.subject.map(Self.attributes) else { return false }
            return attributes.count == 1 ? subject.contains(attributes[0]) : subject == attributes
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
        return Self.attributes(of: subject).contains { attribute in
            attribute.hasPrefix("CN=") && matchesDNS(Self.folded(String(attribute.dropFirst(3))))
        }
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

    /// The attributes of an RFC 4514 string, each with its type in capitals and no space around it.
    private static func attributes(of name: String) -> [String] {
        var attributes: [String] = []
        var attribute: [UInt8] = []
        var isEscaped = false
        for byte in name.utf8 {
            if byte == UInt8(ascii: ","), !isEscaped {
                attributes.append(normal(attribute))
                attribute = []
            } else {
                attribute.append(byte)
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return attributes + [normal(attribute)]
    }

    private static func normal(_ attribute: [UInt8]) -> String {
        let space = UInt8(ascii: " ")
        var trimmed = attribute.drop { $0 == space }
        // An escaped space at the end belongs to the value.
        while trimmed.last == space, trimmed.dropLast().last != UInt8(ascii: "\\") { trimmed.removeLast() }
        guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else {
            return String(decoding: trimmed, as: UTF8.self)
        }
        let type = String(decoding: trimmed[..<equals], as: UTF8.self).uppercased()
        return type + String(decoding: trimmed[equals...], as: UTF8.self)
    }
}
