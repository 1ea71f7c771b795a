/// What a program shows to its user.
public struct ShownText: Hashable, Sendable {
    public let program: String
    public let text: String
    /// It blames the side that did not err.
    public let isMisleading: Bool
}

/// What clients show for one way in which a handshake ends.
///
/// An object, so that what is made of it can be remembered under its identity.
public final class ShownTexts: Sendable {
    public let texts: [ShownText]
    /// Those of programs that speak DTLS; `nil` if all are.
    private let narrowed: ShownTexts?

    private init(_ texts: [ShownText]) {
        self.texts = texts
        let spoken = texts.filter { Self.speakersOfDTLS.contains($0.program) }
        narrowed = spoken.count == texts.count ? nil : ShownTexts(spoken)
    }

    /// What of it the programs show that speak DTLS.
    public var overDTLS: ShownTexts { narrowed ?? self }

    /// Browsers speak it for WebRTC alone, and show none of these texts there.
    private static let speakersOfDTLS: Set<String> = ["Java", "OpenSSL", "GnuTLS"]

    // MARK: An alert

    /// When the server's alert reached the client.
    public enum Stage: Int, CaseIterable, Hashable, Sendable {
        /// In answer to the ClientHello.
        case early
        /// After the client's Certificate, up to TLS 1.2: during the handshake.
        case late
        /// After the client's Certificate, in TLS 1.3: when its handshake is over.
        case afterHandshake
    }

    /// For an alert that the server sent.
    public static func ofAlert(_ code: UInt8, _ stage: Stage) -> ShownTexts? {
        byAlert[Int(code) * Stage.allCases.count + stage.rawValue]
    }

    /// Built for all alerts at once, in less than a millisecond.
    private static let byAlert: [Int: ShownTexts] = {
        var all: [Int: ShownTexts] = [:]
        for words in AlertWords.all {
            for stage in Stage.allCases {
                all[Int(words.code) * Stage.allCases.count + stage.rawValue] = ShownTexts(
                    texts(of: words, stage)
                )
            }
        }
        return all
    }()

    private static func texts(of words: AlertWords, _ stage: Stage) -> [ShownText] {
        let texts: [(String, String?)] = [
            ("Chrome", chrome(words, stage)),
            ("Firefox", words.code == 40 && stage == .early ? "SSL_ERROR_NO_CYPHER_OVERLAP" : words.nss),
            ("curl", curl(words, stage)),
            ("Node.js", words.node),
            ("Go", words.go.map { "remote error: tls: \($0)" }),
            ("Java", "Received fatal alert: \(words.name)"),
            ("Python", words.python),
            ("OpenSSL", openSSL(words)),
            ("GnuTLS", words.gnuTLS.map { "Received alert [\(words.code)]: \($0)" }),
        ]
        return texts.compactMap { program, text in
            text.map { ShownText(program: program, text: $0, isMisleading: $0 == ownRefusal) }
        }
    }

    private static func chrome(_ words: AlertWords, _ stage: Stage) -> String? {
        // Chromium tells a missing certificate from missing suites by whether it was asked for one.
        let code = words.code == 40 && stage != .early ? "ERR_BAD_SSL_CLIENT_AUTH_CERT" : words.chrome
        return code.map { "net::\($0)" }
    }

    private static func openSSL(_ words: AlertWords) -> String? {
        words.openSSL.map { text in
            let code = String(0x0A00_0000 + 1000 + Int(words.code), radix: 16, uppercase: true)
            return "error:0\(code):SSL routines::\(text)"
        }
    }

    /// What curl says of a certificate that it refuses itself, and of the alert certificate_expired up to TLS 1.2.
    private static let ownRefusal = "curl: (60) SSL certificate verification failed"

    private static func curl(_ words: AlertWords, _ stage: Stage) -> String? {
        guard let error = openSSL(words) else { return nil }
        if stage == .afterHandshake { return "curl: (56) OpenSSL SSL_read: \(error), errno 0" }
        // curl takes its own alert's name for a refusal of its own.
        if words.code == 45 { return ownRefusal }
        return "curl: (\(words.code == 116 ? 98 : 35)) \(error)"
    }

    // MARK: Something else

    /// For a diagnosis about the server's certificate, which the client then refuses in its own words.
    public static func ofDiagnosis(_ code: String) -> ShownTexts? { byName[code] }

    /// For a server that closed without an alert; a client of TLS 1.3 had taken its handshake for finished.
    public static func ofClose(afterHandshake: Bool) -> ShownTexts? {
        byName[afterHandshake ? "closed late" : "closed"]
    }

    /// For a refusal in EAP, which ends it by EAP-Failure.
    public static var ofEAPFailure: ShownTexts? { byName["eap"] }

    /// For a side of OpenVPN that fell silent.
    public static var ofOpenVPNSilence: ShownTexts? { byName["openvpn"] }

    private static let byName: [String: ShownTexts] = {
        var all: [String: [ShownText]] = [:]
        var name = ""
        for line in CatalogueText.shown.contentLines {
            if line.hasPrefix("@ ") {
                name = String(line.dropFirst(2))
            } else if let (program, text) = line.halves(at: ": ") {
                all[name, default: []].append(
                    ShownText(program: program, text: text, isMisleading: false)
                )
            }
        }
        return all.mapValues { ShownTexts($0) }
    }()
}
