import CertificateInspection

/// Guesses from names alone whether an issuer that was not sent is an intermediate below an authority that is known.
///
/// Only the missing certificate itself could prove it. What is taken for a sign: the issuer calls itself an
/// intermediate, or has the distinctive words of the authority's name; what against it: it calls itself a root, or differs
/// from the authority in a number only, as a root and its successor do. That both are of one organisation supports either
/// sign and is none itself: an organisation has authorities that do not stand below each other.
enum IssuerKinship {
    /// The authority that the certificate's issuer seems to stand below; `nil` if it seems to be a stranger.
    static func authority(above certificate: CertificateSummary, among authorities: [[UInt8]]) -> [UInt8]? {
        guard let issuer = certificate.issuer.map(NameWords.init) else { return nil }
        var best: (name: [UInt8], score: Int)?
        for authority in authorities {
            guard let text = DistinguishedName.text(ofDER: authority) else { continue }
            let score = score(of: issuer, below: NameWords(text))
            if score >= leastScore, score > (best?.score ?? 0) { best = (authority, score) }
        }
        return best?.name
    }

    /// Whether the name of the certificate's issuer says that somebody stands above it.
    static func seemsIntermediate(_ certificate: CertificateSummary) -> Bool {
        certificate.issuer.map { NameWords($0).callsItselfIntermediate } ?? false
            || PublicAuthority.name(ofIssuerOf: certificate) != nil
    }

    private static let leastScore = 2

    private static func score(of issuer: NameWords, below authority: NameWords) -> Int {
        if issuer.isNumberedLike(authority) { return 0 }
        let hasSameName = !issuer.distinctive.isEmpty && issuer.distinctive == authority.distinctive
        guard issuer.callsItselfIntermediate || hasSameName else { return 0 }
        var score = 0
        if issuer.callsItselfIntermediate { score += 2 } else if issuer.callsItselfRoot { score -= 3 }
        if authority.callsItselfRoot, !issuer.callsItselfRoot { score += 1 }
        if hasSameName {
            score += 3
        } else if !issuer.distinctive.isEmpty, !authority.distinctive.isEmpty,
            issuer.distinctive.isDisjoint(with: authority.distinctive)
        {
            score -= 2
        }
        if let one = issuer.organisation, let other = authority.organisation {
            score += one == other ? 1 : -2
        }
        return score
    }
}

/// The words of a distinguished name, as far as they bear on who is above whom.
private struct NameWords {
    /// Of the common name or, without one, of the last organisational unit or organisation.
    let words: [String]
    let organisation: String?

    init(_ name: String) {
        let attributes = DistinguishedName.attributes(ofText: name)
        func value(of type: String) -> String? { attributes.first { $0.isOf(type) }?.value.lowercased() }
        organisation = value(of: "O")
        let main = value(of: "CN") ?? value(of: "OU") ?? organisation ?? name.lowercased()
        words = main.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    var callsItselfRoot: Bool { words.contains("root") && !callsItselfIntermediate }

    var callsItselfIntermediate: Bool { words.contains { Self.intermediateWords.contains($0) } }

    /// What is left without numbers and without the words that every authority's name has.
    var distinctive: Set<String> {
        Set(words.filter { !Self.isNumber($0) && !Self.genericWords.contains($0) })
    }

    /// The same words, and another number.
    func isNumberedLike(_ other: NameWords) -> Bool {
        words != other.words
            && words.filter { !Self.isNumber($0) } == other.words.filter { !Self.isNumber($0) }
    }

    private static func isNumber(_ word: String) -> Bool {
        word.drop { "grvexy".contains($0) }.allSatisfy(\.isNumber) && word.contains(where: \.isNumber)
    }

    private static let intermediateWords: Set<String> = [
        "intermediate", "intermediary", "issuing", "issuer", "sub", "subca", "subordinate", "inter", "ica",
    ]

    private static let genericWords: Set<String> = intermediateWords.union([
        "ca", "root", "authority", "certificate", "certification", "certificates", "cert", "signing",
        "server",
        "servers", "client", "clients", "device", "devices", "user", "users", "tls", "ssl", "ecc", "ecdsa",
        "rsa",
        "the", "of", "for", "and", "pki", "x509", "class", "trust", "global", "primary", "rootca", "private",
    ])
}
