import TLSWire
import TestSupport

/// What two sides say before TLS, and what it is called.
struct PreambleScript: CustomStringConvertible, Sendable {
    typealias Line = (sender: Role, bytes: [UInt8])

    let type: String
    var name: String?
    var port: UInt16?
    let lines: [Line]
    /// TLS goes in packets of TDS.
    var isWrapped = false

    var description: String { "\(type) \(name ?? "")" }

    init(_ type: String, _ lines: [Line], name: String? = nil, port: UInt16? = nil, isWrapped: Bool = false) {
        self.type = type
        self.lines = lines
        self.name = name
        self.port = port
        self.isWrapped = isWrapped
    }

    static func client(_ text: String) -> Line { (.client, Array(text.utf8)) }
    static func server(_ text: String) -> Line { (.server, Array(text.utf8)) }

    static let startTLS = Array("1.3.6.1.4.1.1466.20037".utf8)
    static let ldapRequest: [UInt8] = [0x30, 29, 2, 1, 1, 0x77, 24, 0x80, 22] + startTLS
    static let sslRequest: [UInt8] = [0, 0, 0, 8, 4, 0xD2, 0x16, 0x2F]
    static let gssRequest: [UInt8] = [0, 0, 0, 8, 4, 0xD2, 0x16, 0x30]

    /// A greeting of MySQL with or without CLIENT_SSL.
    static func mysqlGreeting(_ version: String = "8.0.36", ssl: Bool = true) -> [UInt8] {
        let packet: [UInt8] =
            [10] + Array(version.utf8) + [0, 1, 0, 0, 0] + Array(repeating: 0x41, count: 8) + [0]
            + [0xFF, ssl ? 0xFF : 0xF7, 0x2D, 2, 0, 0xFF, 0x81, 21] + Array(repeating: 0, count: 10)
            + Array(repeating: 0x42, count: 12) + [0]
        return [UInt8(packet.count), 0, 0, 0] + packet
    }
    static let mysqlRequest: [UInt8] =
        [32, 0, 0, 1, 0x85, 0xAE, 0xFF, 0x19, 0, 0, 0, 1, 45] + Array(repeating: 0, count: 23)

    static func rdpRequest(_ cookie: String, protocols: UInt8 = 3) -> [UInt8] {
        let body: [UInt8] = [0xE0, 0, 0, 0, 0, 0] + Array(cookie.utf8) + [1, 0, 8, 0, protocols, 0, 0, 0]
        return [3, 0, 0, UInt8(body.count + 5), UInt8(body.count)] + body
    }
    static func rdpConfirm(_ type: UInt8, _ value: UInt8) -> [UInt8] {
        [3, 0, 0, 19, 14, 0xD0, 0, 0, 0x12, 0x34, 0, type, 0, 8, 0, value, 0, 0, 0]
    }

    static func tds(_ type: UInt8, encryption: UInt8) -> [UInt8] {
        let options: [UInt8] =
            [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF] + [16, 0, 0, 0, 0, 0] + [encryption]
        return [type, 1, 0, UInt8(options.count + 8), 0, 0, 1, 0] + options
    }

    /// Records in packets of TDS of at most `size` bytes.
    static func wrapped(_ records: [UInt8], size: Int = 4_096) -> [UInt8] {
        var packets: [UInt8] = []
        for start in stride(from: 0, to: records.count, by: size - 8) {
            let data = records[start..<min(records.count, start + size - 8)]
            let isLast: UInt8 = start + size - 8 >= records.count ? 1 : 0
            packets += [0x12, isLast] + be(UInt16(data.count + 8)) + [0, 0, 1, 0] + data
        }
        return packets
    }

    static let proxy2Addresses: [UInt8] =
        [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0, 23]
        + [203, 0, 113, 7, 198, 51, 100, 2, 0xC7, 0x38, 1, 0xBB] + [2, 0, 8] + Array("name.ex.".utf8)

    static let all: [PreambleScript] = [
        PreambleScript(
            "smtp",
            [
                server("220 mail.example ready\r\n"), client("EHLO c.example\r\n"),
                server("250-mail.example\r\n250 STARTTLS\r\n"), client("STARTTLS\r\n"),
                server("220 2.0.0 ready\r\n"),
            ]
        ),
        PreambleScript(
            "lmtp",
            [
                server("220 mail.example Dovecot ready.\r\n"), client("LHLO c.example\r\n"),
                server("250-mail.example\r\n250 STARTTLS\r\n"), client("STARTTLS\r\n"),
                server("220 2.0.0 OK\r\n"),
            ]
        ),
        PreambleScript(
            "ftp",
            [
                server("220-Welcome\r\n to this server\r\n220 it is ready\r\n"), client("AUTH SSL\r\n"),
                server("504 try another\r\n"), client("AUTH TLS\r\n"), server("234 go on\r\n"),
            ]
        ),
        PreambleScript(
            "nntp",
            [
                server("200 news.example InterNetNews ready\r\n"), client("CAPABILITIES\r\n"),
                server("101 list follows\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n"), client("STARTTLS\r\n"),
                server("382 begin\r\n"),
            ]
        ),
        PreambleScript(
            "imap",
            [
                server("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"), client("a1 CAPABILITY\r\n"),
                server("* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n"), client("a2 STARTTLS\r\n"),
                server("a2 OK begin\r\n"),
            ]
        ),
        PreambleScript(
            "pop3",
            [
                server("+OK ready\r\n"), client("CAPA\r\n"), server("+OK\r\nSTLS\r\nUIDL\r\n.\r\n"),
                client("STLS\r\n"),
                server("+OK begin\r\n"),
            ]
        ),
        PreambleScript(
            "managesieve",
            [
                server("\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n\"STARTTLS\"\r\nOK \"ready\"\r\n"),
                client("STARTTLS\r\n"), server("OK \"begin\"\r\n"),
            ]
        ),
        PreambleScript(
            "irc",
            [
                client("CAP LS 302\r\n"), server(":irc.example CAP * LS :tls\r\n"), client("STARTTLS\r\n"),
                server(":irc.example 670 * :STARTTLS successful\r\n"),
            ]
        ),
        PreambleScript(
            "xmpp",
            [
                client("<?xml version='1.0'?><stream:stream to='chat.example' xmlns='jabber:client'>"),
                server("<?xml version='1.0'?><stream:stream id='a1' from='chat.example'>"),
                server("<stream:features><starttls xmlns='urn:x'/></stream:features>"),
                client("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
                server("<proceed xmlns='urn:x'/>"),
            ],
            name: "chat.example"
        ),
        PreambleScript(
            "ldap",
            [(.client, ldapRequest), (.server, [0x30, 12, 2, 1, 1, 0x78, 7, 10, 1, 0, 4, 0, 4, 0])]
        ),
        PreambleScript(
            "amqp",
            [(.client, Array("AMQP".utf8) + [2, 1, 0, 0]), (.server, Array("AMQP".utf8) + [2, 1, 0, 0])]
        ),
        PreambleScript("postgresql", [(.client, sslRequest), server("S")]),
        PreambleScript(
            "postgresql",
            [(.client, gssRequest), server("N"), (.client, sslRequest), server("S")]
        ),
        PreambleScript("mysql", [(.server, mysqlGreeting()), (.client, mysqlRequest)]),
        PreambleScript(
            "mysql",
            [
                (
                    .server,
                    mysqlGreeting(
                        "5.5.5-10.11.14-MariaDB-0+deb12u2-with-a-long-name-of-a-build-to-pass-128-bytes"
                    )
                ), (.client, mysqlRequest),
            ]
        ),
        PreambleScript(
            "rdp",
            [(.client, rdpRequest("Cookie: mstshash=alice\r\n")), (.server, rdpConfirm(2, 1))]
        ),
        PreambleScript("rdp", [(.client, rdpRequest("")), (.server, rdpConfirm(2, 2))]),
        PreambleScript(
            "tds",
            [(.client, tds(0x12, encryption: 1)), (.server, tds(4, encryption: 1))],
            isWrapped: true
        ),
        PreambleScript(
            "http_connect",
            [
                client("CONNECT api.example:8443 HTTP/1.1\r\nHost: api.example:8443\r\n\r\n"),
                server("HTTP/1.1 200 Connection established\r\nVia: a proxy\r\n\r\n"),
            ],
            name: "api.example",
            port: 8_443
        ),
        PreambleScript(
            "http_connect",
            [
                client("CONNECT [2001:db8::1]:443 HTTP/1.1\r\n\r\n"),
                server("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 5\r\n\r\nsorry"),
                client("CONNECT [2001:db8::1]:443 HTTP/1.1\r\nProxy-Authorization: Basic YTpi\r\n\r\n"),
                server("HTTP/1.0 200 OK\r\n\r\n"),
            ],
            name: "2001:db8::1",
            port: 443
        ),
        PreambleScript(
            "http_upgrade",
            [
                client("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: TLS/1.0\r\n\r\n"),
                server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.0, HTTP/1.1\r\n\r\n"),
            ]
        ),
        PreambleScript(
            "socks4",
            [(.client, [4, 1, 1, 0xBB, 192, 0, 2, 9, 0x61, 0]), (.server, [0, 0x5A, 0, 0, 0, 0, 0, 0])],
            name: "192.0.2.9",
            port: 443
        ),
        PreambleScript(
            "socks4a",
            [
                (.client, [4, 1, 1, 0xBB, 0, 0, 0, 1, 0] + Array("api.example".utf8) + [0]),
                (.server, [0, 0x5A, 0, 0, 0, 0, 0, 0]),
            ],
            name: "api.example",
            port: 443
        ),
        PreambleScript(
            "socks5",
            [
                (.client, [5, 1, 0]), (.server, [5, 0]),
                (.client, [5, 1, 0, 3, 11] + Array("api.example".utf8) + [1, 0xBB]),
                (.server, [5, 0, 0, 1, 127, 0, 0, 1, 0x10, 0]),
            ],
            name: "api.example",
            port: 443
        ),
        PreambleScript(
            "socks5",
            [
                (.client, [5, 2, 0, 2]), (.server, [5, 2]), (.client, [1, 1, 0x61, 2, 0x62, 0x63]),
                (.server, [1, 0]),
                (.client, [5, 1, 0, 1, 192, 0, 2, 9, 1, 0xBB]),
                (.server, [5, 0, 0, 1, 127, 0, 0, 1, 0x10, 0]),
            ],
            name: "192.0.2.9",
            port: 443
        ),
        PreambleScript("proxy_v1", [client("PROXY TCP4 203.0.113.7 198.51.100.2 51000 443\r\n")]),
        PreambleScript("proxy_v1", [client("PROXY UNKNOWN\r\n")]),
        PreambleScript("proxy_v2", [(.client, proxy2Addresses)], name: "name.ex."),
        PreambleScript("unknown", [client("HAI 1.2\r\n"), server("KTHX\r\n")]),
    ]
}
