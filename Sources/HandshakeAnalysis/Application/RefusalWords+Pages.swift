// A page may mention certificates of any kind, for any reason.

extension RefusalWords {
    /// The same of a page, which may mention certificates of any kind for any reason: it has to speak of TLS's, and to say no.
    ///
    /// `client certificate`, `SSL certificate`, `x509`, a name of an error and the like are TLS's. A mere `certificate` is where what
    /// is said of it is said of no other kind, in a sentence that is short.
    static func refusal(inPage text: [UInt8]) -> ApplicationRefusal.Concern? {
        guard let concern = concern(in: text) else { return nil }
        let words = text.map(\.lowercased)
        if internetInformationServices(words) != nil { return concern }
        guard
            [absences, defects, demands, refusals].contains(where: { contains(anyOf: $0, in: words) }),
            !contains(anyOf: otherCertificates, in: words)
        else { return nil }
        if contains(anyOf: subjectsOfTLS, in: words) { return concern }
        return words.count <= longestBareSentence && contains(anyOf: judgements, in: words) ? concern : nil
    }

    private static let longestBareSentence = 120

    // MARK: Lists

    private static let subjectsOfTLS = list(
        "client cert",
        "client-cert",
        "client's cert",
        "client ssl",
        "client tls",
        "clientzertifikat",
        "client-zertifikat",
        "ssl cert",
        "ssl client",
        "tls cert",
        "tls client",
        "peer cert",
        "user cert",
        "x509",
        "x.509",
        "mutual tls",
        "mtls",
        "post-handshake auth",
        // The names of OpenSSL's errors, as Node.js gives them.
        "cert_",
        "_cert",
        "leaf_signature"
    )

    /// Certificates that nobody logs in with.
    private static let otherCertificates = list(
        "certification",
        "certificate of ",
        "certificate program",
        "certificate course",
        "certificate order",
        "gift cert",
        "birth cert",
        "death cert",
        "marriage cert",
        "medical cert",
        "tax cert",
        "course cert",
        "training cert",
        "achievement cert",
        "root cert",
        "ca cert",
        "server cert"
    )

    /// What is said of a certificate that was looked at, or was to be.
    private static let judgements = list(
        "certificate required",
        "certificate is required",
        "certificate needed",
        "certificate error",
        "certificate verif",
        "certificate valid",
        "certificate invalid",
        "certificate is invalid",
        "certificate is not valid",
        "certificate not valid",
        "certificate expired",
        "certificate has expired",
        "certificate is expired",
        "certificate is not yet valid",
        "certificate revoked",
        "certificate has been revoked",
        "certificate is revoked",
        "certificate was revoked",
        "certificate not trusted",
        "certificate is not trusted",
        "certificate untrusted",
        "certificate unknown",
        "certificate rejected",
        "certificate was rejected",
        "certificate denied",
        "certificate refused",
        "certificate not accepted",
        "certificate not authori",
        "certificate is not authori",
        "certificate mismatch",
        "certificate not mapped",
        "certificate is not mapped",
        "certificate not registered",
        "certificate is not registered",
        "certificate not recogni",
        "certificate is not recogni",
        "certificate not associated",
        "certificate is not associated",
        "certificate not linked",
        "certificate is not linked",
        "no certificate",
        "no valid certificate",
        "no required",
        "missing certificate",
        "certificate missing",
        "certificate is missing",
        "without certificate",
        "without a certificate",
        "certificate not provided",
        "certificate not present",
        "invalid certificate",
        "bad certificate",
        "untrusted certificate",
        "unknown certificate",
        "expired certificate",
        "revoked certificate",
        "unsupported certificate",
        "self-signed certificate",
        "self signed certificate",
        "issuer certificate",
        "zertifikat erforderlich",
        "zertifikat fehlt",
        "zertifikat abgelaufen"
    )
}
