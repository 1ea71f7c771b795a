internal import ByteParsing
internal import HandshakeAnalysis

// What was spoken before TLS, and why TLS did not follow.

extension Wording {
    /// `SMTP`, as people write it.
    static func name(of preamble: PreambleKind) -> String {
        switch preamble {
        case .smtp: "SMTP"
        case .lmtp: "LMTP"
        case .ftp: "FTP"
        case .nntp: "NNTP"
        case .imap: "IMAP"
        case .pop3: "POP3"
        case .managesieve: "ManageSieve"
        case .irc: "IRC"
        case .xmpp: "XMPP"
        case .ldap: "LDAP"
        case .amqp: "AMQP"
        case .postgresql: "PostgreSQL"
        case .mysql: "MySQL"
        case .tds: "TDS (SQL Server)"
        case .rdp: "RDP"
        case .oracleTNS: "Oracle Net"
        case .httpConnect: "HTTP CONNECT"
        case .httpUpgrade: "HTTP Upgrade"
        case .socks4: "SOCKS 4"
        case .socks4a: "SOCKS 4a"
        case .socks5: "SOCKS 5"
        case .proxyV1: "PROXY protocol 1"
        case .proxyV2: "PROXY protocol 2"
        case .unknown: "another protocol"
        }
    }

    /// Such as `HTTP CONNECT to api.example:443`, `PROXY protocol 2: 192.0.2.1:51000 → 198.51.100.2:443`.
    static func words(for preamble: Preamble) -> String {
        var words = PreambleKind(rawValue: preamble.type).map(name) ?? preamble.type
        if let name = preamble.name {
            let host = name.contains(":") ? "[\(name)]" : name
            words += " to \(host)" + (preamble.port.map { ":\($0)" } ?? "")
        }
        guard let client = preamble.client, let server = preamble.server else { return words }
        return words + ": \(client) → \(server)"
    }

    /// What kept TLS from beginning, such as `the server does not support SSL (it answered N)`.
    static func reason(of refusal: StartRefusal) -> String {
        switch refusal.cause {
        case .reply(let text): reply(text)
        case .code(let code, let text): codeReason(refusal.preamble, code, text)
        case .notSupported: notSupported(refusal.preamble)
        case .notOffered: "the server does not offer SSL, and the client left without logging in"
        case .credentialsRefused: "authentication failed: the proxy refused the user name and password"
        case .noCommonMethod:
            "authentication failed: the proxy accepts none of the client's authentication methods"
        case .closed: "the server closed the connection instead of answering"
        case .unanswered: "no answer"
        case .abandoned: "TLS was granted, and the client left without a ClientHello"
        }
    }

    private static func reply(_ text: String) -> String {
        text.hasPrefix("407") ? "proxy authentication required (\"\(text)\")" : "\"\(text)\""
    }

    private static func notSupported(_ preamble: PreambleKind) -> String {
        switch preamble {
        case .postgresql: "the server does not support SSL (it answered N)"
        case .tds: "the server does not support encryption (ENCRYPT_NOT_SUP)"
        case .rdp: "the server chose RDP's own security instead of TLS"
        default: "the server does not support TLS"
        }
    }

    private static func codeReason(_ preamble: PreambleKind, _ code: UInt32, _ text: String) -> String {
        let names =
            switch preamble {
            case .rdp: rdpFailures
            case .ldap: ldapResults
            case .socks4, .socks4a: socks4Replies
            case .socks5: socks5Replies
            default: [UInt32: String]()
            }
        let name = names[code].map { "\($0) (\(code))" } ?? "code \(code)"
        return text.isEmpty ? name : "\(name): \"\(text)\""
    }

    /// MS-RDPBCGR, section 2.2.1.2.2.
    private static let rdpFailures: [UInt32: String] = [
        1: "SSL required by server", 2: "SSL not allowed by server", 3: "SSL certificate not on server",
        4: "inconsistent flags", 5: "hybrid (CredSSP) required by server",
        6: "SSL with user authentication required by server",
    ]
    /// RFC 4511, appendix A.
    private static let ldapResults: [UInt32: String] = [
        1: "operationsError", 2: "protocolError", 3: "timeLimitExceeded", 7: "authMethodNotSupported",
        8: "strongerAuthRequired", 10: "referral", 12: "unavailableCriticalExtension",
        13: "confidentialityRequired", 50: "insufficientAccessRights", 51: "busy", 52: "unavailable",
        53: "unwillingToPerform", 80: "other",
    ]
    private static let socks4Replies: [UInt32: String] = [
        91: "request rejected or failed", 92: "request rejected: no identd on the client",
        93: "request rejected: identd names another user",
    ]
    /// RFC 1928, section 6.
    private static let socks5Replies: [UInt32: String] = [
        1: "general SOCKS server failure", 2: "connection not allowed by ruleset", 3: "network unreachable",
        4: "host unreachable", 5: "connection refused", 6: "TTL expired", 7: "command not supported",
        8: "address type not supported",
    ]
}

// MARK: What TLS probably carries

extension Wording {
    /// What a service is probably, by what ALPN settled on or, as a hint and no more, by its port.
    static func service(of report: ConnectionReport) -> String? {
        if let name = report.tls.applicationProtocol, let service = servicesByProtocol[name] {
            return "\(service), as ALPN says (\(name))"
        }
        guard report.transport == .tcp, report.carriage?.preambles.isEmpty ?? true,
            let service = servicesByPort[report.server.port]
        else { return nil }
        return "port \(report.server.port) is usually \(service)"
    }

    private static let servicesByProtocol = [
        "dot": "DNS over TLS", "radius/1.0": "RADIUS over TLS", "radius/1.1": "RADIUS over TLS",
        "tds/8.0": "TDS 8 (SQL Server)", "postgresql": "PostgreSQL", "xmpp-client": "XMPP",
        "xmpp-server": "XMPP between servers", "ftp": "FTP", "imap": "IMAP", "pop3": "POP3",
        "managesieve": "ManageSieve", "nntp": "NNTP", "irc": "IRC", "mqtt": "MQTT",
    ]
    private static let servicesByPort: [UInt16: String] = [
        853: "DNS over TLS", 2083: "RADIUS over TLS (RadSec)", 6514: "syslog over TLS",
        2484: "Oracle over TLS (TCPS)", 5671: "AMQP over TLS", 8883: "MQTT over TLS",
    ]
}
