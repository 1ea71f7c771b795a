import ByteParsing

/// Tells from a sentence whether a server blames a missing certificate, a certificate, or says nothing of them.
///
/// The lists come from what servers say: nginx, Apache, Kong, IIS, Tomcat, PostgreSQL, Dovecot, Postfix, Vault and
/// others; matching is by substring of the lower-cased text, in the order of the lists.
enum RefusalWords {
    /// `nil` if the text does not mention a certificate.
    static func concern(in text: [UInt8]) -> ApplicationRefusal.Concern? {
        let words = withoutNames(text.map(\.lowercased))
        // PostgreSQL's `trust` asks for nothing else than the certificate that `clientcert` wants.
        if firstIndex(of: trust, in: words) != nil { return .certificate }
        if let concern = internetInformationServices(words) { return concern }
        guard contains(anyOf: subjects, in: words) else { return nil }
        if contains(anyOf: absences, in: words) { return .missingCertificate }
        if contains(anyOf: defects, in: words) { return .certificate }
        if contains(anyOf: demands, in: words) { return .missingCertificate }
        return .certificate
    }

    /// Whether a sentence says no, in a protocol whose codes are not known.
    static func refuses(_ text: [UInt8]) -> Bool {
        let words = text.map(\.lowercased)
        return contains(anyOf: refusals, in: words) || contains(anyOf: absences, in: words)
            || contains(anyOf: defects, in: words)
    }

    /// Without the names that a server quotes: whatever a user is called, it is not the server's word.
    private static func withoutNames(_ words: [UInt8]) -> [UInt8] {
        var rest = words
        for phrase in quotes {
            guard let start = firstIndex(of: phrase, in: rest), let quote = phrase.last else { continue }
            let name = start + phrase.count
            let end = rest[name...].firstIndex(of: quote) ?? rest.endIndex
            rest.removeSubrange(name..<end)
        }
        return rest
    }

    /// Whether a sentence speaks of the connection's protection, if not of certificates.
    static func mentionsTLS(_ text: [UInt8]) -> Bool {
        contains(anyOf: protocols, in: text.map(\.lowercased))
    }

    /// What IIS puts into the titles of its own error pages: `HTTP Error 403.7 - Forbidden`.
    static func internetInformationServices(_ words: [UInt8]) -> ApplicationRefusal.Concern? {
        guard let start = firstIndex(of: substatusPrefix, in: words) else { return nil }
        let digits = words[(start + substatusPrefix.count)...].prefix(3)
        let number = digits.prefix { $0.isDigit }.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return switch number {
        case 7: .missingCertificate
        case 12, 13, 16, 17: .certificate
        default: nil
        }
    }

    /// Whether a sentence has a common name in it, as distinguished names are written.
    static func namesSubject(_ text: [UInt8]) -> Bool {
        contains(anyOf: commonNames, in: text.map(\.lowercased))
    }

    // MARK: Lists

    private static let commonNames = list("cn=", "cn = ")

    private static let substatusPrefix = Array("error 403.".utf8)

    private static let trust = Array("\"trust\" authentication failed".utf8)

    /// What goes before a name in the errors of databases.
    private static let quotes = list("user '", "user \"", "role \"", "database \"", "database '")

    static let refusals = list(
        "not authori",
        "unauthori",
        "authorization failed",
        "forbidden",
        "not permitted",
        "not allowed",
        "no access",
        "certificate required",
        "certificate is required"
    )

    private static let protocols = list("tls", "ssl", "starttls", "encrypt")

    private static let subjects = list(
        "certificat",
        "zertifikat",
        "client cert",
        "x509",
        "x.509",
        "post-handshake auth",
        // The names of OpenSSL's errors, as Node.js gives them.
        "cert_",
        "_cert",
        "leaf_signature"
    )

    /// They say outright that there was none.
    static let absences = list(
        "no required",
        "no client cert",
        "no certificate",
        "no valid c",
        "no ssl c",
        "no tls c",
        "no peer c",
        "missing client cert",
        "missing cert",
        "missing ssl cert",
        "missing tls cert",
        "certificate missing",
        "certificate is missing",
        "without certificate",
        "without a certificate",
        "without client cert",
        "without a client cert",
        "certificate required",
        "certificate is required",
        "certificate is mandatory",
        "certificate needed",
        "certificate not provided",
        "certificate not present",
        "certificate not sent",
        "certificate not supplied",
        "certificate was not provided",
        "certificate was not present",
        "certificate was not sent",
        "certificate was not supplied",
        "not present a",
        "not provide",
        "not supply",
        "not send",
        "n't present",
        "n't provide",
        "n't supply",
        "n't send",
        "must be supplied",
        "must be provided",
        "must be presented",
        "cannot perform post-handshake auth"
    )

    /// They blame the one that was sent.
    static let defects = list(
        "certificate error",
        "invalid",
        "expire",
        "untrusted",
        "not trusted",
        "revoked",
        "unknown",
        "mismatch",
        "not match",
        "verif",
        "fail",
        "reject",
        "refuse",
        "denied",
        "self-signed",
        "self signed",
        "not valid",
        "not yet valid",
        "ill-formed",
        "malformed",
        "not accepted",
        "unsupported",
        "bad certificate",
        "not mapped",
        "not registered",
        "not recogni",
        "not associated",
        "not linked",
        "not bound"
    )

    /// They ask for one, unless a defect was named.
    static let demands = list(
        "requir",
        "must ",
        "need",
        "missing",
        "without",
        "provide",
        "expected",
        "please"
    )

    static func list(_ phrases: String...) -> [[UInt8]] { phrases.map { Array($0.utf8) } }

    // MARK: Search

    static func contains(anyOf phrases: [[UInt8]], in text: [UInt8]) -> Bool {
        phrases.contains { firstIndex(of: $0, in: text) != nil }
    }

    private static func firstIndex(of phrase: [UInt8], in text: [UInt8]) -> Int? {
        guard let first = phrase.first, phrase.count <= text.count else { return nil }
        return (0...text.count - phrase.count).first { start in
            text[start] == first && text[start..<start + phrase.count].elementsEqual(phrase)
        }
    }
}
