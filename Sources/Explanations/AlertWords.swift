/// What each stack prints when an alert reaches it: a row of the catalogue's table.
struct AlertWords: Hashable, Sendable {
    let code: UInt8
    /// The registry's name.
    let name: String
    /// OpenSSL's words, such as `tlsv1 alert unknown ca`.
    let openSSL: String?
    let go: String?
    let gnuTLS: String?
    /// NSS's code, which Firefox shows.
    let nss: String?
    let rustls: String?
    /// The code that Chrome shows.
    let chrome: String?

    /// The code that Node.js builds from OpenSSL's words.
    var node: String? { openSSL.map { "ERR_SSL_" + Self.capitals($0) } }

    /// The end of the constant in its `ssl.h`, which shortens some words.
    private var mbedTLS: String {
        let words = name.split(separator: "_").map { word in
            switch word {
            case "certificate": "cert"
            case "extension" where name == "unsupported_extension": "ext"
            case "inappropriate": "inapropriate"
            default: String(word)
            }
        }
        return words.joined(separator: " ")
    }

    /// OpenSSL's words as Python quotes them.
    var python: String? { openSSL.map { "[SSL: \(Self.capitals($0))] \($0)" } }

    private static func capitals(_ words: String) -> String {
        words.uppercased().split(separator: " ").joined(separator: "_")
    }

    /// The catalogue's table.
    static let all = CatalogueText.alertWords.contentLines.compactMap { AlertWords(row: $0) }

    init?(row: some StringProtocol) {
        let cells = row.fields(by: "|").map { $0 == "-" ? nil : $0 }
        guard cells.count == 8, let code = cells[0].flatMap({ UInt8($0) }), let name = cells[1] else {
            return nil
        }
        self.code = code
        self.name = name
        (openSSL, go, gnuTLS) = (cells[2], cells[3], cells[4])
        (nss, rustls, chrome) = (cells[5], cells[6], cells[7])
    }

    /// The patterns that recognise it (`~`: a cause beside it tells more; `?` and `!`: beside words of TLS), each with the program that prints them and what it tells.
    var patterns: [(program: String, voice: ErrorText.Voice, words: String)] {
        let spelled = name.split(separator: "_").joined(separator: " ")
        let joined = name.split(separator: "_").joined()
        var patterns: [(String, ErrorText.Voice, String)] = [
            ("any TLS stack", .unknown, "? alert \(spelled)"),
            ("OpenSSL", .received, "alertcode \(code)"),
            ("OpenSSL", .raised, "alert write fatal \(spelled)"),
            ("OpenSSL", .received, "alert read fatal \(spelled)"),
            ("OpenSSL", .raised, "alert write warning \(spelled)"),
            ("OpenSSL", .received, "alert read warning \(spelled)"),
            ("openssl -msg", .received, "<<< ... alert ... fatal \(spelled)"),
            ("openssl -msg", .raised, ">>> ... alert ... fatal \(spelled)"),
            ("Java", .received, "received fatal alert \(spelled)"),
            ("Java", .raised, "transportcontext java <n> fatal \(spelled)"),
            ("any TLS stack", .unknown, "! fatal \(spelled)"),
            ("Java", .received, "recv ... alert fatal \(spelled)"),
            ("Java", .received, "recv ... alert fatal description \(spelled)"),
            ("Java", .raised, "send ... alert fatal \(spelled)"),
            ("Java", .raised, "send ... alert fatal description \(spelled)"),
            ("Java", .received, "received alert message alert level fatal description \(spelled)"),
            ("Java", .received, "received alert message alert level warning description \(spelled)"),
            ("Java", .raised, "sslhandshakeexception \(spelled)"),
            ("Bouncy Castle", .received, "tlsfatalalertreceived \(spelled)"),
            ("Bouncy Castle", .raised, "tlsfatalalert \(spelled)"),
            ("FreeRADIUS", .received, "tls recv ... alert fatal \(spelled)"),
            ("FreeRADIUS", .raised, "tls send ... alert fatal \(spelled)"),
            ("Zabbix", .received, "tls read fatal alert \(spelled)"),
            ("Zabbix", .raised, "tls write fatal alert \(spelled)"),
            ("strongSwan", .received, "received fatal tls alert \(spelled)"),
            ("strongSwan", .raised, "sending fatal tls alert \(spelled)"),
            ("wpa_supplicant", .received, "alert read remote end reported an error fatal \(spelled)"),
            ("wpa_supplicant", .raised, "alert write local ssl3 detected an error fatal \(spelled)"),
            ("Wireshark", .unknown, "alert level fatal description \(spelled)"),
            ("Wireshark", .unknown, "level fatal 2 description \(spelled)"),
            ("Wireshark", .unknown, "? alert description \(spelled)"),
            ("axTLS", .received, "sending client hello ... alert \(spelled)"),
            ("any TLS stack", .received, "server sent fatal alert \(spelled)"),
            ("QUIC", .unknown, "quicalert \(code)"),
            ("QUIC", .received, "quicalert remote \(code)"),
            ("QUIC", .raised, "quicalert local \(code)"),
            ("BearSSL", .raised, "alertsent \(code)"),
            ("Mbed TLS", .received, "is a fatal alert message msg \(code)"),
            ("Mbed TLS", .raised, "send alert level 2 message \(code)"),
            ("Mbed TLS", .received, "mbedtls ssl alert msg \(mbedTLS)"),
            ("quiche", .raised, "tls handshake failure encryption handshake \(code)"),
            ("quiche", .raised, "tls handshake failure encryption initial \(code)"),
            ("Chrome", .unknown, "~ err quic protocol error quic tls \(spelled)"),
            ("pion DTLS", .unknown, "alert levelfatal \(joined)"),
            ("rustls", .received, "alertmessagepayload level fatal description \(joined)"),
            ("quic-go", .received, "remote tls \(go ?? spelled)"),
            ("quic-go", .raised, "local tls \(go ?? spelled)"),
            ("Go", .raised, "~ local error tls \(go ?? spelled)"),
            ("rustls", .raised, "~ sending fatal alert \(joined)"),
            ("rustls", .received, "received fatal alert \(joined)"),
            ("rustls", .received, "alertreceived \(joined)"),
            (".NET", .received, "the remote party sent a tls alert \(joined)"),
            ("Erlang", .unknown, "erl <n> fatal error \(spelled)"),
            ("Erlang", .received, "ssl alert erl <n> fatal error \(spelled)"),
            ("Erlang", .raised, "ssl handshake erl <n> fatal error \(spelled)"),
            ("Erlang", .received, "received undefined alert fatal \(spelled)"),
            ("Erlang", .said(by: .server), "server alert fatal \(spelled)"),
            ("Erlang", .said(by: .client), "client alert fatal \(spelled)"),
        ]
        // Programs on Bouncy Castle; SIPSorcery calls the alert unexpected.
        for words in ["alert", "unexpected alert"] {
            let alert = "\(words) fatal 2 \(spelled)"
            patterns += [
                ("Bouncy Castle", .said(by: .server), "server raised \(alert)"),
                ("Bouncy Castle", .said(by: .client), "client raised \(alert)"),
                ("Bouncy Castle", .said(by: .client), "server received \(alert)"),
                ("Bouncy Castle", .said(by: .server), "client received \(alert)"),
            ]
        }
        // curl begins the line with the version, or LibreSSL's number of it.
        for version in ["tlsv1 3", "tlsv1 2", "tlsv1 1", "tlsv1 0", "304"] {
            patterns.append(("curl", .said(by: .server), "\(version) in tls alert \(spelled)"))
            patterns.append(("curl", .said(by: .client), "\(version) out tls alert \(spelled)"))
        }
        if let openSSL {
            patterns.append(("OpenSSL", .received, openSSL))
            // OpenSSL 3.2 renamed those that are as old as SSL 3.0.
            if openSSL.hasPrefix("sslv3 ") {
                patterns.append(("OpenSSL", .received, "ssl tls " + openSSL.dropFirst(6)))
                patterns.append(("BoringSSL", .received, "tlsv1 " + openSSL.dropFirst(6)))
            }
            if openSSL.hasPrefix("tlsv13 ") {
                patterns.append(("BoringSSL", .received, "tlsv1 " + openSSL.dropFirst(7)))
            }
        }
        if let go {
            patterns.append(("Go", .received, "remote error tls \(go)"))
            // Go before 1.7.
            patterns.append(("Go", .received, "! remote error \(go)"))
        }
        if let gnuTLS {
            patterns.append(("GnuTLS", .received, "received alert \(code) \(gnuTLS)"))
            patterns.append(("GnuTLS", .received, "? received alert \(gnuTLS)"))
        }
        if let nss { patterns.append(("NSS", .received, nss)) }
        if let rustls { patterns.append(("rustls", .received, "received fatal alert the peer \(rustls)")) }
        return patterns
    }
}
