import ByteParsing
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// A client that asked for TLS, or for the way to it, and could not begin it.
@Suite struct `Refused before TLS` {
    typealias Line = PreambleScript.Line

    struct Case: CustomStringConvertible, Sendable {
        let kind: AnalysisSummary.Attempt.Kind
        let refusal: StartRefusal
        let lines: [Line]
        var description: String { "\(refusal)" }

        init(
            _ preamble: PreambleKind,
            _ cause: StartRefusal.Cause,
            target: String? = nil,
            kind: AnalysisSummary.Attempt.Kind = .refused,
            _ lines: [Line]
        ) {
            self.kind = kind
            refusal = StartRefusal(preamble, target: target, cause)
            self.lines = lines
        }
    }

    private static func client(_ text: String) -> Line { PreambleScript.client(text) }
    private static func server(_ text: String) -> Line { PreambleScript.server(text) }
    private static func ldap(_ code: UInt8, _ text: String) -> Line {
        let operation: [UInt8] = [10, 1, code, 4, 0, 4, UInt8(text.utf8.count)] + Array(text.utf8)
        return (
            .server, [0x30, UInt8(operation.count + 5), 2, 1, 1, 0x78, UInt8(operation.count)] + operation
        )
    }
    private static let greeting = [server("220 mail.example ESMTP\r\n"), client("EHLO c\r\n")]
    private static let connect = client("CONNECT api.example:443 HTTP/1.1\r\n\r\n")
    private static let socks: [Line] = [
        (.client, [5, 1, 0]), (.server, [5, 0]),
        (.client, [5, 1, 0, 3, 11] + Array("api.example".utf8) + [1, 0xBB]),
    ]

    private static let cases: [Case] = [
        Case(
            .smtp,
            .reply("454 4.7.0 TLS not available"),
            greeting + [
                server("250-a\r\n250 STARTTLS\r\n"), client("STARTTLS\r\n"),
                server("454 4.7.0 TLS not available\r\n"),
                client("QUIT\r\n"), server("221 bye\r\n"),
            ]
        ),
        Case(
            .smtp,
            .reply("502 5.5.1 not implemented"),
            greeting + [
                server("250 a\r\n"), client("STARTTLS\r\n"), server("502 5.5.1 not implemented\r\n"),
                client("MAIL FROM:<a@b>\r\n"), server("250 ok\r\n"),
            ]
        ),
        Case(
            .ftp,
            .reply("500 AUTH not understood"),
            [
                server("220 FTP\r\n"), client("AUTH TLS\r\n"), server("500 AUTH not understood\r\n"),
                client("USER a\r\n"),
            ]
        ),
        Case(
            .nntp,
            .reply("580 can not start TLS"),
            [server("200 INN ready\r\n"), client("STARTTLS\r\n"), server("580 can not start TLS\r\n")]
        ),
        Case(
            .imap,
            .reply("a1 BAD Error in IMAP command"),
            [server("* OK ready\r\n"), client("a1 STARTTLS\r\n"), server("a1 BAD Error in IMAP command\r\n")]
        ),
        Case(.pop3, .reply("-ERR no"), [server("+OK\r\n"), client("STLS\r\n"), server("-ERR no\r\n")]),
        Case(
            .managesieve,
            .reply("NO \"TLS is not available\""),
            [
                server("\"IMPLEMENTATION\" \"x\"\r\nOK\r\n"), client("STARTTLS\r\n"),
                server("NO \"TLS is not available\"\r\n"),
            ]
        ),
        Case(
            .irc,
            .reply("464 a :Password incorrect"),
            [
                client("NICK a\r\nUSER a b c d\r\n"), client("STARTTLS\r\n"),
                server(":irc.example 464 a :Password incorrect\r\n"),
            ]
        ),
        Case(
            .irc,
            .reply("ERROR :Closing link"),
            [client("STARTTLS\r\n"), server("ERROR :Closing link\r\n")]
        ),
        Case(
            .irc,
            .reply("421 * STARTTLS :Unknown command"),
            [
                client("CAP LS\r\n"), client("STARTTLS\r\n"),
                server(":irc.example 421 * STARTTLS :Unknown command\r\n"),
            ]
        ),
        Case(
            .xmpp,
            .reply("<failure xmlns='urn:x'/>"),
            [
                client("<stream:stream to='chat.example'>"), server("<stream:stream id='1'>"),
                client("<starttls/>"),
                server("<failure xmlns='urn:x'/>"),
            ]
        ),
        Case(
            .ldap,
            .code(52, text: "no TLS here"),
            [(.client, PreambleScript.ldapRequest), ldap(52, "no TLS here")]
        ),
        Case(.ldap, .code(2, text: ""), [(.client, PreambleScript.ldapRequest), ldap(2, "")]),
        Case(
            .amqp,
            .notSupported,
            [(.client, Array("AMQP".utf8) + [2, 1, 0, 0]), (.server, Array("AMQP".utf8) + [0, 1, 0, 0])]
        ),
        Case(.postgresql, .notSupported, [(.client, PreambleScript.sslRequest), server("N")]),
        Case(
            .postgresql,
            .notSupported,
            [
                (.client, PreambleScript.gssRequest), server("N"), (.client, PreambleScript.sslRequest),
                server("N"),
                (.client, [0, 0, 0, 12, 0, 3, 0, 0, 0x75, 0, 0, 0]), server("R"),
            ]
        ),
        Case(
            .postgresql,
            .reply("too many clients"),
            [
                (.client, PreambleScript.sslRequest),
                (
                    .server,
                    [0x45, 0, 0, 0, 30] + Array("SFATAL\0".utf8) + Array("Mtoo many clients\0".utf8) + [0]
                ),
            ]
        ),
        Case(.mysql, .notOffered, [(.server, PreambleScript.mysqlGreeting(ssl: false))]),
        Case(
            .rdp,
            .code(2, text: ""),
            [(.client, PreambleScript.rdpRequest("")), (.server, PreambleScript.rdpConfirm(3, 2))]
        ),
        Case(
            .rdp,
            .notSupported,
            [(.client, PreambleScript.rdpRequest("")), (.server, PreambleScript.rdpConfirm(2, 0))]
        ),
        Case(
            .tds,
            .notSupported,
            [
                (.client, PreambleScript.tds(0x12, encryption: 1)),
                (.server, PreambleScript.tds(4, encryption: 2)),
            ]
        ),
        Case(
            .httpConnect,
            .reply("407 Proxy Authentication Required"),
            target: "api.example:443",
            [connect, server("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nwho")]
        ),
        Case(
            .httpConnect,
            .reply("502 Bad Gateway"),
            target: "api.example:443",
            [connect, server("HTTP/1.1 502 Bad Gateway\r\n\r\n<html>no</html>")]
        ),
        Case(.httpConnect, .closed, target: "api.example:443", [connect]),
        Case(
            .socks4,
            .code(91, text: ""),
            target: "192.0.2.9:443",
            [(.client, [4, 1, 1, 0xBB, 192, 0, 2, 9, 0]), (.server, [0, 91, 0, 0, 0, 0, 0, 0])]
        ),
        Case(.socks5, .noCommonMethod, [(.client, [5, 1, 0]), (.server, [5, 0xFF])]),
        Case(
            .socks5,
            .credentialsRefused,
            [
                (.client, [5, 1, 2]), (.server, [5, 2]), (.client, [1, 1, 0x61, 1, 0x62]), (.server, [1, 1]),
            ]
        ),
        Case(
            .socks5,
            .code(5, text: ""),
            target: "api.example:443",
            socks + [(.server, [5, 5, 0, 1, 0, 0, 0, 0, 0, 0])]
        ),
        Case(.postgresql, .closed, [(.client, PreambleScript.sslRequest)]),
        Case(.postgresql, .abandoned, kind: .abandoned, [(.client, PreambleScript.sslRequest), server("S")]),
    ]

    @Test func `a side that was not captured may have said anything`() {
        for side in [Role.client, .server] {
            let found = attempts([Self.connect], closedBy: .client, without: side)
            #expect(found.allSatisfy { $0.refusal == nil }, "without the \(side)")
        }
    }

    private func attempts(
        _ lines: [Line],
        cutAt count: Int = 60_000,
        closedBy leaver: Role?,
        without side: Role? = nil
    ) -> [AnalysisSummary.Attempt] {
        var conversation = Conversation()
        conversation.open()
        for line in lines { conversation.send(line.sender, line.bytes, cutAt: count) }
        if let leaver { conversation.close(leaver) }
        var engine = PacketEngine()
        let source = side.map { $0 == .client ? Endpoint.client.address : Endpoint.server.address }
        let packets = conversation.packets.filter { Array($0.frame[26..<30]) != source }
        for (index, packet) in packets.enumerated() {
            let time = Timestamp(nanoseconds: Int64(packet.seconds * 1e9))
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: packet.linkType,
                at: PacketReference(frame: UInt64(index + 1), time: time)
            )
        }
        engine.finish()
        engine.noteUnansweredAtEnd()
        #expect(engine.takeFinished().isEmpty)
        return AnalysisSummary(engine).attempts
    }

    @Test(arguments: cases) func `is counted, and named`(_ wanted: Case) {
        // As for PostgreSQL's request in pieces, see the tests of what goes before TLS.
        for count in [60_000, wanted.refusal.preamble == .postgresql ? 4 : 1] {
            let isOwn = [.notOffered, .abandoned].contains(wanted.refusal.cause)
            let found = attempts(wanted.lines, cutAt: count, closedBy: isOwn ? .client : .server)
            #expect(found.map(\.refusal) == [wanted.refusal], "cut at \(count)")
            #expect(
                found.map(\.kind) == [wanted.kind]
                    && found.first?.server == .init(address: IPAddress(ipv4: 0xC633_6402), port: 443)
            )
        }
    }

    @Test func `an answer that the capture's end cuts off is nobody's refusal`() {
        for lines in [
            [(.client, PreambleScript.sslRequest)], [Self.connect],
            [(.client, PreambleScript.sslRequest), Self.server("S")],
        ]
            as [[Line]]
        {
            #expect(attempts(lines, closedBy: nil).isEmpty)
        }
    }

    @Test func `who closes before the answer is unanswered`() {
        let found = attempts([Self.connect], closedBy: .client)
        #expect(found.map(\.kind) == [.unanswered] && found.first?.refusal?.cause == .unanswered)
    }

    @Test func `what is asked of a proxy for a port without TLS is not counted`() {
        let lines = [
            Self.client("CONNECT a.example:80 HTTP/1.1\r\n\r\n"),
            Self.server("HTTP/1.1 403 Forbidden\r\n\r\n"),
        ]
        #expect(attempts(lines, closedBy: .server).isEmpty)
    }

    @Test func `who greets and is not asked refuses nobody`() {
        let dialogues: [[Line]] = [
            [
                Self.server("220 a ESMTP\r\n"), Self.client("EHLO c\r\n"), Self.server("250 a\r\n"),
                Self.client("QUIT\r\n"),
            ],
            [Self.server("* OK ready\r\n"), Self.client("a LOGOUT\r\n")], [Self.server("+OK\r\n")],
            [(.server, PreambleScript.mysqlGreeting())],
            [
                (.server, PreambleScript.mysqlGreeting(ssl: false)),
                (.client, [40, 0, 0, 1] + Array(repeating: 1, count: 40)),
            ],
        ]
        for lines in dialogues { #expect(attempts(lines, closedBy: .client).isEmpty) }
    }
}
