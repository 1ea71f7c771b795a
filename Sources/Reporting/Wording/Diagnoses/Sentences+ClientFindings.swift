internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

// What was found about the client's answer, and about what the server asks and lets in.

extension Sentences {
    func summaryOfClient(_ finding: Diagnosis.Finding) -> String {
        switch finding {
        case .clientPresentedNone(let authorities, _): presentedNone(authorities)
        case .refusedUnseen(let fact, let cause):
            "The server refused the client's certificate\(fact.map { " with \(said($0))" } ?? ""). What is wrong with it cannot be seen: \(Self.unseen(cause))."
        case .closedAfterRequest(let fact, isInferred: false):
            "The client left as soon as the server asked for a certificate\(fact.map { ", with \(said($0))" } ?? "")."
                + (fact.map(Self.otherReading) ?? "")
        case .closedAfterRequest(let fact, isInferred: true):
            "The client left when the server had sent what, by its sizes, asks for a certificate\(fact.map { ", with \(said($0))" } ?? ""). It may have refused the server's certificate instead."
        case .requestUnanswered(let isAgain):
            "The server asked for a certificate \(isAgain ? "again " : "")after the handshake, and no answer was seen. Whether it went on without one, or stopped for want of one, only its log tells."
        case .issuerNotRequested(let mention, let authorities):
            "\(Self.subject(mention)) was issued by \(mention.certificate.issuer.map(Wording.name) ?? "nobody it names"), which is \(Self.noneOf(authorities))."
        case .schemeNotRequested(let mention, let requested): scheme(mention, requested)
        case .publicAuthority(let mention, let name, true):
            "\(Self.subject(mention)) comes from \(name), a public web authority, and is valid for servers only. From 2026 on, these authorities no longer issue certificates for client authentication, so a renewed certificate will not work where the old one did."
        case .publicAuthority(let mention, let name, false):
            "\(Self.subject(mention)) comes from \(name), a public web authority. From 2026 on, these authorities no longer issue certificates for client authentication, so the renewed certificate will be refused."
        case .unexpectedName(let mention, let expected, let shadowed): unexpected(mention, expected, shadowed)
        case .sameOnBothEnds(let mention):
            "Client and server present the same certificate\(Self.named(mention.certificate)): whoever has its key can act as either side."
        default: summaryOfServer(finding)
        }
    }

    private static func unseen(_ cause: Diagnosis.UnseenCause) -> String {
        switch cause {
        case .encrypted: "the certificate is encrypted, and there are no secrets of this connection"
        case .sealed: "the certificate is encrypted, and the secrets that were given do not decrypt it"
        case .missing: "the certificate is not in the capture"
        }
    }

    private func unexpected(
        _ mention: Diagnosis.CertificateMention,
        _ expected: [String],
        _ shadowed: String?
    ) -> String {
        let names = mention.certificate.subjectAlternativeNames
        let has = names.isEmpty ? "no alternative names" : "the names \(Self.list(names, atMost: 8))"
        let wanted = expected.isEmpty ? "" : " instead of \(Self.list(expected))"
        let why =
            shadowed.map {
                " Its common name is \($0), but a common name does not count where there are alternative names. To expect it anyway, give CN=\($0)."
            } ?? ""
        return "\(Self.subject(mention)) is not the expected one: it has \(has)\(wanted).\(why)"
    }

    private func presentedNone(_ authorities: [[UInt8]]?) -> String {
        let known = "The server asked for a client certificate and the client answered that it has none"
        guard let authorities else { return known + "." }
        if authorities.isEmpty {
            return known
                + ". The request names no authority, so the client could have presented any certificate."
        }
        return known
            + ". The request names \(Self.authorities(authorities)); a client that has a certificate of another issuer may withhold it for that reason."
    }

    private func scheme(
        _ mention: Diagnosis.CertificateMention,
        _ requested: Diagnosis.RequestedKeys
    ) -> String {
        let key = mention.certificate.publicKey ?? "unknown"
        return switch requested {
        case .types(let types):
            "\(Self.subject(mention)) has a key (\(key)) of a type that the server did not ask for: it accepts \(Self.list(types, atMost: 6, \.displayName))."
        case .schemes(let schemes):
            "\(Self.subject(mention)) has a key (\(key)) that fits none of the signature schemes that the server asked for: \(Self.list(schemes, atMost: 6, \.displayName))."
        }
    }

    /// `not the authority that the server named (CN=A)`, `not among the 2 authorities that the server named (CN=A and CN=B)`.
    private static func noneOf(_ names: [[UInt8]]) -> String {
        let shown = list(names, name)
        return names.count == 1
            ? "not the authority that the server named (\(shown))"
            : "not among the \(names.count) authorities that the server named (\(shown))"
    }

    /// `one authority (CN=A)`, `3 authorities (CN=A, CN=B and CN=C)`.
    private static func authorities(_ names: [[UInt8]]) -> String {
        let shown = list(names, name)
        return names.count == 1 ? "one authority (\(shown))" : "\(names.count) authorities (\(shown))"
    }

    // MARK: The server

    private func summaryOfServer(_ finding: Diagnosis.Finding) -> String {
        switch finding {
        case .requestedNoAuthority:
            "The server's request names no authority, so the client has to guess which of its certificates is wanted."
        case .acceptedUnverifiable(let mention, let fault, let proof):
            "The server accepted \(Self.subject(mention).lowercasedFirst), although it should have refused it (\(fault.rawValue)), and served the client: \(served(proof)). It seems to ask for certificates without checking them."
        case .letInWithoutCertificate(let proof):
            "The server asked for a certificate, the client presented none, and the server served it: \(served(proof)). Client authentication is optional here."
        case .outcomeUnseen(false, let answer?):
            "The handshake let the client in. The application answered \(answer), which does not show whether it accepted the client."
        case .outcomeUnseen(let isUnused, _):
            "The handshake let the client in. Whether the application accepted it cannot be seen\(isUnused ? ": the client sent nothing that needs an answer" : "")."
        case .refusalSuspected(let sign): suspected(sign)
        case .refusedByApplication(let refusal):
            "The handshake succeeded, and then the application refused: \(Wording.words(of: refusal).withoutFinalStop)."
                + (refusal.concerns == .unspecified
                    ? " Its answer does not mention the certificate; the reason may be something else."
                    : "")
        case .postHandshakeAuthNotOffered:
            "The server asks for a certificate only after the handshake, for some requests. In TLS 1.3 this works only with a client that offers post_handshake_auth, and this one does not."
        case .resumedWithoutReauthentication(let kind, let original):
            "The session was resumed by \(Wording.resumption(kind)), so no certificate was asked for or checked again: what counts is the handshake \(original.map { "of connection \(Wording.connection($0))" } ?? "that began the session, which was not found in the capture")."
        case .ticketReused(let original, let now):
            "A session that began for \(Self.host(original)) was resumed for \(Self.host(now)). If the two require different client certificates, the client entered the second with the certificate of the first (as in CVE-2025-23419)."
        case .nameMismatch(let mention, let expected):
            "\(Self.subject(mention)) is not for \(expected), which the client asked for: it names \(Self.names(mention.certificate))."
        default: summaryOfEnding(finding)
        }
    }

    private static func host(_ name: String?) -> String { name ?? "no server name" }

    private static func names(_ certificate: CertificateSummary) -> String {
        let names = certificate.subjectAlternativeNames
        return names.isEmpty ? "no host at all (a common name alone does not count)" : list(names)
    }
}

extension String {
    /// The same as it reads within a sentence.
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }

    /// Of what others said, so that it can end a sentence of ours.
    fileprivate var withoutFinalStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
