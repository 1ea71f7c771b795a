internal import HandshakeAnalysis
internal import TLSWire

extension Wording {
    /// What an aspect of a comparison is called in text.
    static func name(of aspect: ComparedAspect) -> String {
        switch aspect {
        case .clientAddress: "client address"
        case .serverAddress: "server address"
        case .precededBy: "what came before TLS"
        case .offeredVersions: "versions offered"
        case .offeredCipherSuites: "cipher suites offered"
        case .serverName: "server name"
        case .offeredApplicationProtocols: "ALPN offered"
        case .offeredGroups: "groups offered"
        case .offeredSignatureAlgorithms: "signature algorithms offered"
        case .offeredExtensions: "extensions offered"
        case .offeredSession: "session offered"
        case .postHandshakeAuth: "post_handshake_auth"
        case .helloRetryRequest: "HelloRetryRequest"
        case .version: "version"
        case .cipherSuite: "cipher suite"
        case .group: "group"
        case .applicationProtocol: "ALPN"
        case .resumption: "resumption"
        case .authentication: "authentication"
        case .certificate(let role, let part): "\(name(of: role)) certificate\(suffix(of: part))"
        case .certificateRequest: "certificate request"
        case .requestedAuthorities: "authorities requested"
        case .requestedCertificateTypes: "certificate types requested"
        case .requestedSignatureAlgorithms: "signature algorithms requested"
        case .requestSize: "certificate request, size"
        case .missingBytes: "bytes that the capture lacks"
        case .verdict: "verdict"
        case .alert: "alert"
        case .refusal: "application's refusal"
        case .departure: "who closed first"
        case .silence: "longest silence"
        }
    }

    private static func suffix(of part: ComparedAspect.CertificatePart) -> String {
        switch part {
        case .presence: ""
        case .proof: ", proof"
        case .scheme: ", signed with"
        case .validity: ", validity"
        case .purpose: ", purpose"
        case .keyUsage: ", key usage"
        case .requested: ", requested"
        case .chain: ", chain"
        case .issuer: ", issuer"
        case .trust: ", trust"
        case .expected: ", as expected"
        case .key: ", key"
        case .signatureAlgorithm: ", signature"
        case .subject: ", subject"
        case .names: ", names"
        case .fingerprint: ", fingerprint"
        case .size: ", size"
        case .inferredKey: ", kind of key"
        }
    }

    /// What it means that there is nothing.
    static func absence(of aspect: ComparedAspect) -> String {
        switch aspect {
        case .certificate(_, .purpose): "any purpose"
        case .certificate(_, .keyUsage): "any usage"
        case .certificate(_, .chain): "none but its own"
        case .certificate(.client, .presence): "not asked for"
        case .certificateRequest: "the server did not ask"
        case .requestedAuthorities: "any authority"
        case .resumption: "a full handshake"
        case .departure: "still open when it was decided"
        case .silence: "less than a second"
        case .postHandshakeAuth: "not offered"
        case .precededBy: "nothing"
        default: "none"
        }
    }

    /// Our own words, as a person reads them.
    static func text(ofWord word: String, _ aspect: ComparedAspect) -> String {
        switch (aspect, word) {
        case (.certificate(_, .presence), "empty"): "an empty Certificate"
        case (.certificate(_, .presence), "no_answer"): "no answer to the request"
        case (.certificate(_, .issuer), "self_signed"): "itself"
        case (.certificate(_, .requested), "requested"): "issued by an authority that the server asked for"
        case (.certificate(_, .requested), "not_requested"): "by none that the server asked for"
        case (.certificateRequest, "handshake"): "the server asked"
        case (.certificateRequest, "renegotiation"): "the server asked in a renegotiation"
        case (.certificateRequest, "post_handshake"): "the server asked after the handshake"
        case (.verdict, _): word
        default: word.split(separator: "_").joined(separator: " ")
        }
    }

    /// `3 years`, `12 days`, `40 s`: a span of time as one would say it, rounded down.
    static func span(seconds: Int64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) minutes"
        case ..<172_800: "\(seconds / 3_600) hours"
        case ..<63_072_000: "\(seconds / 86_400) days"
        default: "\(seconds / 31_557_600) years"
        }
    }

    /// `1.234 ms`, `2.500 s`.
    static func span(nanoseconds: Int64) -> String {
        let (unit, name): (Int64, String) =
            nanoseconds < 1_000_000_000 ? (1_000_000, "ms") : (1_000_000_000, "s")
        let thousandths = nanoseconds / (unit / 1000) % 1000
        let fraction = String(thousandths)
        return "\(nanoseconds / unit).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) \(name)"
    }
}
