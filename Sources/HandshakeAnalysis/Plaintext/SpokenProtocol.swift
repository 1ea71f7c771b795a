import ByteParsing

/// A protocol other than TLS that somebody speaks where TLS may be expected, told by the first bytes of one side.
public enum SpokenProtocol: String, CaseIterable, Hashable, Sendable {
    case http
    case http2
    case ssh
    case smtp
    case ftp
    /// Replies of three digits, as SMTP, FTP and NNTP give them.
    case replyCodes = "reply_codes"
    case imap
    case pop3
    case mysql
    case postgresql
    case redis
    case memcached
    case ldap
    case amqp
    case mqtt
    case rdp
    case vnc
    case telnet
    case irc
    case xmpp
    case rtsp
    case sip
    case tds
    case socks
    /// Neither TLS nor anything that is known here.
    case unknown

    /// What a server speaks whose first bytes these are; `nil` where they may be TLS or are not enough to tell.
    public init?(ofServer bytes: Span<UInt8>) {
        guard !FirstBytes.mayBeTLS(bytes) else { return nil }
        let first = FirstBytes(bytes)
        self = first.serverText ?? first.serverBinary ?? .unknown
    }

    /// What a client speaks whose first bytes these are; `unknown` if they are nothing that is known here.
    public init(ofClient bytes: Span<UInt8>) {
        let first = FirstBytes(bytes)
        self = first.clientText ?? first.clientBinary ?? .unknown
    }

    /// What a server greets with whose first bytes these are, where it speaks first; a look at one byte spares most others
    /// the questions.
    public static func greeting(_ bytes: Span<UInt8>) -> SpokenProtocol? {
        guard mayGreet(bytes), let spoken = SpokenProtocol(ofServer: bytes) else { return nil }
        // Redis speaks first where it is not for strangers: `-DENIED`.
        return spoken.isServerFirst || (spoken == .redis && bytes[0] == UInt8(ascii: "-")) ? spoken : nil
    }

    /// Whether a client's first bytes are a request of HTTP/1.
    public static func isHTTPRequest(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count >= 4, FirstBytes.mayBeginMethod(bytes[0]) else { return false }
        switch bytes.bigEndianUInt32(at: 0) {
        // `GET ` and `PUT `, which nobody shares.
        case 0x4745_5420, 0x5055_5420: return true
        default: return SpokenProtocol(ofClient: bytes) == .http
        }
    }

    private static func mayGreet(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return false }
        switch bytes[0] {
        case 0x31...0x35, 0xFF: return true
        case UInt8(ascii: "S"), UInt8(ascii: "I"), UInt8(ascii: "P"), UInt8(ascii: "R"): return true
        case UInt8(ascii: "*"), UInt8(ascii: "B"), UInt8(ascii: "+"), UInt8(ascii: "-"): return true
        // MySQL: a packet's length comes first.
        default: return bytes.count >= 7 && bytes[2] == 0
        }
    }

    /// The server speaks first, before a client has said a word.
    public var isServerFirst: Bool {
        switch self {
        case .ssh, .smtp, .ftp, .replyCodes, .imap, .pop3, .mysql, .vnc, .telnet: true
        default: false
        }
    }
}

/// The beginning of one direction, and what it looks like.
private struct FirstBytes {
    /// No question looks further.
    static let maximumCount = 128

    private let bytes: [UInt8]

    init(_ bytes: Span<UInt8>) {
        self.bytes = [UInt8](copying: bytes.extracting(0..<min(bytes.count, Self.maximumCount)))
    }

    /// The header of a record, or the beginning of one (RFC 9846, section 5.1); SSL 2.0's as well.
    static func mayBeTLS(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return true }
        let first = bytes[0]
        if (20...24).contains(first) { return bytes.count < 2 || bytes[1] == 3 }
        // A ServerHello of SSL 2.0, or its error.
        guard first & 0x80 != 0, bytes.count >= 3 else { return false }
        return bytes[2] == 4 || bytes[2] == 0
    }

    private func begins(_ text: String) -> Bool {
        let wanted = text.utf8Span.span
        guard wanted.count <= bytes.count else { return false }
        for place in wanted.indices where wanted[place] != bytes[place] { return false }
        return true
    }

    /// Whether a text of lower-case letters occurs, in whatever case.
    private func holds(_ text: String) -> Bool {
        let wanted = text.utf8Span.span
        guard bytes.count >= wanted.count else { return false }
        let first = wanted[0] | 0x20
        for start in 0...bytes.count - wanted.count where bytes[start] | 0x20 == first {
            var matched = 1
            while matched < wanted.count, bytes[start + matched] | 0x20 == wanted[matched] | 0x20 {
                matched += 1
            }
            if matched == wanted.count { return true }
        }
        return false
    }

    // MARK: Servers

    /// Anything but a letter, a digit or a sign begins no text.
    private var mayBeText: Bool { bytes.first.map { (0x21...0x7E).contains($0) } ?? false }

    var serverText: SpokenProtocol? {
        guard mayBeText else { return nil }
        if begins("HTTP/1.") || begins("HTTP/2") || begins("<!DOCTYPE") || begins("<html") { return .http }
        if begins("SSH-") || begins("Invalid SSH") || begins("Protocol mismatch") { return .ssh }
        if begins("* OK") || begins("* BYE") || begins("* PREAUTH") || begins("* BAD") || begins("BAD ") {
            return .imap
        }
        if begins("+OK") { return .pop3 }
        if begins("-ERR") { return holds("protocol") || holds("command '") ? .redis : .pop3 }
        if begins("-NOAUTH") || begins("-DENIED") || begins("-WRONGTYPE") { return .redis }
        if begins("ERROR\r\n") || begins("CLIENT_ERROR ") { return .memcached }
        if begins("RFB ") { return .vnc }
        if begins("RTSP/") { return .rtsp }
        if begins("SIP/") { return .sip }
        if begins("AMQP") { return .amqp }
        if begins("<?xml") || begins("<stream:") { return .xmpp }
        if begins(":") && holds(" notice ") || begins("NOTICE ") || begins("ERROR :") { return .irc }
        return replyCode
    }

    /// Such as `220 mail.example ESMTP`.
    private var replyCode: SpokenProtocol? {
        guard bytes.count >= 4, (0x31...0x35).contains(bytes[0]), bytes[1].isDigit, bytes[2].isDigit,
            bytes[3] == 0x20 || bytes[3] == 0x2D
        else { return nil }
        if holds("smtp") || holds("5.5.") || holds("mail ") { return .smtp }
        if holds("ftp") { return .ftp }
        return .replyCodes
    }

    var serverBinary: SpokenProtocol? {
        guard bytes.count >= 5 else { return nil }
        if isMySQL { return .mysql }
        // A SETTINGS frame of stream 0 (RFC 9113, section 3.4), or a GOAWAY.
        if bytes.count >= 9, bytes[0] == 0, bytes[1] <= 1, bytes[3] == 4 || bytes[3] == 7,
            bytes[5...8].allSatisfy({ $0 == 0 })
        {
            return .http2
        }
        // A message of error with its length, in the protocol of version 3 and in that before it.
        if bytes[0] == 0x45, bytes.count >= 6, bytes[1] == 0 && bytes[2] == 0 || holds("fatal") {
            return .postgresql
        }
        if bytes[0] == 0x30, bytes.contains(0x02), holds("1.3.6.1.4.1.1466") || isLDAP { return .ldap }
        // TPKT (RFC 1006): a connection confirm.
        if bytes[0] == 3, bytes[1] == 0, bytes.count >= 6, bytes[5] == 0xD0 { return .rdp }
        if bytes[0] == 0xFF, (0xFB...0xFE).contains(bytes[1]) { return .telnet }
        if bytes[0] == 0x20, bytes[1] == 2, bytes.count <= 8 { return .mqtt }
        // A tabular response (MS-TDS, section 2.2.3.1).
        if bytes[0] == 4, bytes[1] == 1, bytes.count >= 8, bytes[6] <= 1, bytes[7] == 0 { return .tds }
        return nil
    }

    /// The greeting of version 10, or an error packet.
    private var isMySQL: Bool {
        guard bytes.count >= 7, bytes[2] == 0, Int(bytes[0]) | Int(bytes[1]) << 8 >= 3 else { return false }
        if bytes[3] == 0, bytes[4] == 0x0A { return bytes[5].isDigit }
        return bytes[3] <= 2 && bytes[4] == 0xFF && bytes[6] >= 3 && bytes[6] <= 0x20
    }

    /// A message with a number and one of the server's operations (RFC 4511, section 4.1.1).
    private var isLDAP: Bool {
        guard bytes.count >= 6, bytes[1] < 0x80, bytes[2] == 2, bytes[3] == 1 else { return false }
        return [0x61, 0x64, 0x65, 0x78].contains(bytes[5])
    }

    // MARK: Clients

    private static let methods = [
        "GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "TRACE ", "PROPFIND ",
    ]

    /// Whether one of them has this first letter.
    static func mayBeginMethod(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "G"), UInt8(ascii: "P"), UInt8(ascii: "H"), UInt8(ascii: "D"): true
        case UInt8(ascii: "O"), UInt8(ascii: "C"), UInt8(ascii: "T"): true
        default: false
        }
    }

    var clientText: SpokenProtocol? {
        guard mayBeText else { return nil }
        if begins("PRI * HTTP/2") { return .http2 }
        if Self.methods.contains(where: begins) {
            // The one method that they share.
            guard begins("OPTIONS ") else { return .http }
            if holds(" rtsp/") { return .rtsp }
            return holds(" sip/") ? .sip : .http
        }
        if begins("SSH-") { return .ssh }
        if begins("EHLO ") || begins("HELO ") || begins("LHLO ") { return .smtp }
        if begins("USER ") || begins("CAPA") || begins("APOP ") { return .pop3 }
        if begins("AMQP") { return .amqp }
        if begins("RFB ") { return .vnc }
        if begins("<?xml") || begins("<stream:") { return .xmpp }
        if begins("NICK ") || begins("CAP LS") { return .irc }
        if begins("REGISTER sip") || begins("INVITE sip") { return .sip }
        if bytes.first == 0x2A, bytes.count >= 4, bytes[1].isDigit, holds("\r\n$") { return .redis }
        if begins("PING") || begins("INFO\r") { return .redis }
        if begins("stats") || begins("get ") || begins("version\r") { return .memcached }
        return nil
    }

    var clientBinary: SpokenProtocol? {
        guard bytes.count >= 3 else { return nil }
        // StartupMessage and SSLRequest: a length, and a version or a code (PostgreSQL, section 54.7).
        if bytes.count >= 8, bytes[0] == 0, bytes[1] == 0,
            bytes[4...7] == [0, 3, 0, 0] || bytes[4...6] == [4, 210, 22]
        {
            return .postgresql
        }
        if bytes[0] == 0x10, holds("mqtt") || holds("mqisdp") { return .mqtt }
        if bytes[0] == 3, bytes[1] == 0, bytes.count >= 6, bytes[5] == 0xE0 { return .rdp }
        if bytes[0] == 0x30, bytes.count >= 7, bytes[2] == 2, bytes[3] == 1,
            bytes[5] == 0x60 || bytes[5] == 0x77
        {
            return .ldap
        }
        if bytes[0] == 0x12, bytes[1] == 1, bytes.count >= 8, bytes[6] <= 1 { return .tds }
        if bytes[0] == 5, (1...8).contains(bytes[1]), bytes.count == 2 + Int(bytes[1]) { return .socks }
        if bytes[0] == 0xFF, (0xFB...0xFE).contains(bytes[1]) { return .telnet }
        return nil
    }
}
