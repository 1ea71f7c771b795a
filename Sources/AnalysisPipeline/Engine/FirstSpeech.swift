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

/// What a client may say to a proxy before its ClientHello, perhaps in one segment with that.
enum Preamble {
    /// The signature of the PROXY protocol's version 2.
    private static let proxy2: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51]

    /// Whether the first data of a flow begins like one that is known.
    static func mayBegin(_ payload: Span<UInt8>) -> Bool {
        switch payload[0] {
        case UInt8(ascii: "P"): begins(payload, Array("PROXY ".utf8))
        case UInt8(ascii: "C"): begins(payload, Array("CONNECT ".utf8))
        case 0x0D: begins(payload, proxy2)
        // SOCKS (RFC 1928, section 3): the methods that the client offers.
        case 5: payload.count >= 3 && payload.count == 2 + Int(payload[1])
        case 4: payload.count >= 9 && payload[1] == 1 && payload[payload.count - 1] == 0
        default: false
        }
    }

    private static func begins(_ payload: Span<UInt8>, _ wanted: [UInt8]) -> Bool {
        guard payload.count >= wanted.count else { return false }
        return wanted.indices.allSatisfy { payload[$0] == wanted[$0] }
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
