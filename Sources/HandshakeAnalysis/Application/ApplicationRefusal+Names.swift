internal import CertificateInspection

// Words that name the client's certificate without calling it one.
extension ApplicationRefusal {
    /// The refusal as one of the certificate, where its words do not mention one and yet have its name: the common name behind
    /// `CN=`, as distinguished names are written, or by itself one that no other words are, such as a host's or an address, or of
    /// several words in quotation marks.
    ///
    /// The name of a user or a role, which databases quote, may come from a password as well. What the server is called, or
    /// its domain, stands on any page of it. `server` is the server's certificate, `serverName` what the client asked for.
    func tied(to client: CertificateSummary?, server: CertificateSummary?, serverName: String?) -> Self {
        guard concerns == .unspecified, let text, let client else { return self }
        let words = NamedWords(text.lowercased())
        let commonName = client.subject.flatMap(Self.commonName)
        let issuer = client.issuer.flatMap(Self.commonName)
        let isTold = [commonName, issuer].contains { name in name.map(words.haveCommonName) ?? false }
        let alternatives = client.subjectAlternativeNames.compactMap { name in
            name.split(separator: ":", maxSplits: 1).dropFirst().first.map { $0.lowercased() }
        }
        let isNamed = ([commonName].compactMap { $0 } + alternatives).contains { name in
            (NamedWords.isTelling(name) ? words.have(name) : words.quote(name))
                && !Self.isServers(name, server, serverName?.lowercased())
        }
        guard isTold || isNamed else { return self }
        return Self(applicationProtocol, concerns: .certificate, code: code, text: text, packet: packet)
    }

    private static func commonName(of name: String) -> String? {
        let name = DistinguishedName.commonName(inText: name)?.lowercased()
        return name?.isEmpty == false ? name : nil
    }

    private static func isServers(
        _ name: String,
        _ server: CertificateSummary?,
        _ serverName: String?
    ) -> Bool {
        if let serverName, serverName == name || serverName.hasSuffix("." + name) { return true }
        return server.map { $0.isFor(host: name) || $0.subject.flatMap(commonName) == name } ?? false
    }
}

/// A refusal's words in lower case, in which names are looked for.
private struct NamedWords {
    private let text: [UInt8]

    init(_ text: String) { self.text = Array(text.utf8) }

    /// Whether a name is none that ordinary text has: long enough, and with a dot or an at sign inside.
    static func isTelling(_ name: String) -> Bool {
        name.utf8.count >= 6 && !name.hasPrefix("*")
            && name.utf8.dropFirst().dropLast().contains {
                $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "@")
            }
    }

    /// Whether it stands there as a common name: `CN=device-7`, `/CN = device-7`.
    func haveCommonName(_ name: String) -> Bool {
        ["cn=", "cn = "].contains { have($0 + name) }
    }

    /// Whether a name of several words stands there between quotation marks, which ordinary text need not be.
    func quote(_ name: String) -> Bool {
        guard name.utf8.count >= 6, name.contains(" ") else { return false }
        return ["'", "\""].contains { mark in have(mark + name + mark) }
    }

    /// Whether these words stand there whole, and not quoted as the name of a user or a role.
    func have(_ name: String) -> Bool {
        let name = Array(name.utf8)
        guard name.count <= text.count else { return false }
        return (0...text.count - name.count).contains { start in
            guard text[start..<start + name.count].elementsEqual(name),
                start == 0 || !Self.goesOn(text[start - 1]), isOver(start + name.count)
            else { return false }
            return !Self.users.contains { text[..<start].reversed().starts(with: $0.reversed()) }
        }
    }

    /// A full stop ends a sentence, if nothing follows it at once.
    private func isOver(_ end: Int) -> Bool {
        guard end < text.count else { return true }
        if text[end] == UInt8(ascii: "."), end + 1 == text.count || !Self.goesOn(text[end + 1]) {
            return true
        }
        return !Self.goesOn(text[end])
    }

    private static func goesOn(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...,
            UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    private static let users = RefusalWords.list(
        "user ",
        "user '",
        "user \"",
        "user: ",
        "username ",
        "login ",
        "account ",
        "role ",
        "role \"",
        "database \"",
        "database '"
    )
}
