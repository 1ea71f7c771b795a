/// A protocol that may be spoken on a stream before TLS; the raw value is what reports print.
public enum PreambleKind: String, CaseIterable, Hashable, Sendable {
    case smtp, lmtp, ftp, nntp, imap, pop3, managesieve, irc, xmpp, ldap, amqp
    case postgresql, mysql, tds, rdp
    case oracleTNS = "oracle_tns"
    case httpConnect = "http_connect"
    case httpUpgrade = "http_upgrade"
    case socks4, socks4a, socks5
    case proxyV1 = "proxy_v1"
    case proxyV2 = "proxy_v2"
    case unknown

    /// What follows is a connection to another server, in any protocol, and not the same one protected by TLS.
    public var isTunnel: Bool {
        switch self {
        case .httpConnect, .socks4, .socks4a, .socks5, .proxyV1, .proxyV2: true
        default: false
        }
    }

    /// Its server answers every command, the last one too: whoever closes without an answer has not taken leave.
    ///
    /// `USER anonymous`, `EHLO localhost` and `PBSZ 0` are as long as what of LDAP and PostgreSQL wants no answer.
    var answersAll: Bool {
        switch self {
        case .smtp, .lmtp, .ftp, .nntp, .imap, .pop3, .managesieve: true
        default: false
        }
    }
}

/// Why TLS did not begin on a stream whose client had asked for it, or for the way to it.
public struct StartRefusal: Hashable, Sendable {
    public enum Cause: Hashable, Sendable {
        /// The server's own words, such as `454 4.7.0 TLS not available` or `407 Proxy Authentication Required`.
        case reply(String)
        /// A number of the protocol's own: a failure of RDP's negotiation, a reply of SOCKS, a result of LDAP. The text is
        /// what the server added.
        case code(UInt32, text: String)
        /// The server's answer says that it has no TLS.
        case notSupported
        /// The server did not offer TLS, and the client left without a word.
        case notOffered
        /// A proxy refused the user's name and password.
        case credentialsRefused
        /// A proxy accepts none of the client's ways to authenticate.
        case noCommonMethod
        /// The server closed instead of an answer.
        case closed
        /// No answer came.
        case unanswered
        /// TLS was granted, and the client left without a ClientHello.
        case abandoned

        /// The server said it; the others follow from what did not come.
        public var isSaid: Bool {
            switch self {
            case .reply, .code, .notSupported, .credentialsRefused, .noCommonMethod: true
            case .notOffered, .closed, .unanswered, .abandoned: false
            }
        }
    }

    public var preamble: PreambleKind
    /// The server that a proxy was asked for, with its port.
    public var target: String?
    public var cause: Cause

    public init(_ preamble: PreambleKind, target: String? = nil, _ cause: Cause) {
        self.preamble = preamble
        self.target = target
        self.cause = cause
    }
}
