import ByteParsing
import HandshakeAnalysis
import TLSWire

/// What was said first on a flow, in the three bits that the table has for it.
enum FirstSpeech: UInt8 {
    case nothing
    /// By the client.
    case http, other
    /// By a server that greets its clients.
    case ssh, smtp, ftp, mysql, otherGreeting

    /// Judges the first data of a flow.
    init(_ payload: Span<UInt8>) {
        if let greeting = SpokenProtocol.greeting(payload) {
            self =
                switch greeting {
                case .ssh: .ssh
                case .smtp: .smtp
                case .ftp: .ftp
                case .mysql: .mysql
                default: .otherGreeting
                }
        } else {
            self = SpokenProtocol.isHTTPRequest(payload) ? .http : .other
        }
    }

    var greeting: SpokenProtocol? {
        switch self {
        case .nothing, .http, .other: nil
        case .ssh: .ssh
        case .smtp: .smtp
        case .ftp: .ftp
        case .mysql: .mysql
        case .otherGreeting: .unknown
        }
    }
}

/// How a TLS server answers a client that does not speak TLS.
enum PlaintextRefusal {
    /// One alert record in plaintext (RFC 9846, section 6).
    static func isAlert(_ payload: Span<UInt8>) -> Bool {
        payload.count >= 7 && payload[0] == ContentType.alert.rawValue && payload[1] == 3 && payload[2] <= 4
            && payload[3] == 0 && payload[4] == 2 && (payload[5] == 1 || payload[5] == 2)
    }

    /// A page that says that HTTP was spoken where HTTPS is: nginx, Apache httpd, Go, Tomcat, in the order of the texts.
    static func isNotice(_ payload: Span<UInt8>) -> Bool {
        guard payload.count > 12, payload[0] == UInt8(ascii: "H"), payload[9] == UInt8(ascii: "4") else {
            return false
        }
        let text = String(decoding: [UInt8](copying: payload), as: UTF8.self).lowercased()
        return notices.contains { text.contains($0) }
    }

    private static let notices = [
        "plain http request was sent to https", "speaking plain http to an ssl-enabled",
        "an http request to an https", "combination of host and port requires tls",
    ]
}
