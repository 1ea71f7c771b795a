import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Where TLS begins` {
    @Test func `after a preamble it is found and said to be preceded`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.server(Array("220 mail.example ESMTP\r\n".utf8))
        conversation.client(Array("EHLO client.example\r\n".utf8))
        conversation.server(Array("250-mail.example\r\n250 STARTTLS\r\n".utf8))
        conversation.client(Array("STARTTLS\r\n".utf8))
        conversation.server(Array("220 ready\r\n".utf8))
        conversation.handshake()
        conversation.exchangeData()
        conversation.close()
        let reports = analyse(conversation.packets)
        let report = try #require(reports.first)
        #expect(reports.count == 1 && report.precededBy == "smtp" && report.verdict.status == .completed)
        #expect(report.first.frame == 1)
    }

    @Test func `a ClientHello is found at any place of a segment, up to the limit`() {
        let hello = TLS12Bytes.hello()
        for count in Array(1...40) + [1_023, 1_024] {
            // What begins like a record and is none does not hide it.
            let preamble = (0..<count).map { UInt8([0x15, 0x16, 0x03, 0x16][$0 % 4]) }
            let bytes = preamble + hello
            #expect(StreamStart.clientHello(in: bytes.span) == (count < 1_024 ? count : nil))
            let short = preamble + hello.prefix(10)
            #expect(StreamStart.clientHello(in: short.span) == nil)
        }
    }

    private static let preambles: [(type: String, parts: [[UInt8]])] = [
        ("proxy_v1", [Array("PROXY TCP4 192.0.2.1 192.0.2.2 5000 443\r\n".utf8)]),
        (
            "proxy_v2",
            [
                [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0, 12]
                    + [UInt8](repeating: 1, count: 12)
            ]
        ),
        ("http_connect", [Array("CONNECT api.example:443 HTTP/1.1\r\nHost: api.example\r\n\r\n".utf8)]),
        // Methods; the request goes with the hello.
        ("socks5", [[5, 1, 0], [5, 1, 0, 1, 192, 0, 2, 2, 1, 187]]),
        ("postgresql", [[0, 0, 0, 8, 4, 0xD2, 0x16, 0x2F]]), ("unknown", [[0xAB, 0xCD]]),
        // Nearly version 2 of the PROXY protocol.
        ("unknown", [[0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x0A, 0x21, 0x11]]),
    ]

    @Test(arguments: preambles.indices)
    func `a preamble in the hello's segment does not hide it`(_ index: Int) throws {
        let (type, preamble) = Self.preambles[index]
        for isCut in [false, true] {
            var conversation = Conversation()
            conversation.open()
            for part in preamble.dropLast() {
                conversation.client(part)
                conversation.server([5, 0])
            }
            let hello = TLS12Bytes.hello()
            let last = (preamble.last ?? []) + hello
            if isCut {
                conversation.send(.client, last, cutAt: last.count - 30)
            } else {
                conversation.client(last)
            }
            conversation.server(TLS12Bytes.serverFlight(requests: true))
            conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
            conversation.server(TLS12Bytes.finished)
            conversation.exchangeData()
            conversation.close()
            let report = try #require(analyse(conversation.packets).first, "cut: \(isCut)")
            #expect(report.verdict.status == .completed && report.tls.serverName == "api.example")
            #expect(report.precededBy == type)
        }
    }

    /// OpenVPN's first packets are lost: the hello inside the third is found, and what carries it is not known.
    @Test(arguments: ["openvpn-tls12-tcp-mutual", "openvpn-tls13-tcp-mutual"])
    func `an answer whose beginning is lost is no other protocol`(_ name: String) throws {
        let capture = try #require(ShippedCapture.all.first { $0.testDescription == name })
        var packets = try capture.packets()
        packets.removeSubrange(3..<6)
        for report in analyse(packets) {
            #expect([.incomplete, .undetermined].contains(report.verdict.status))
            #expect(
                report.verdict.reasons.contains { if case .captureLacksBytes = $0 { true } else { false } }
            )
        }
    }

    @Test func `after a preamble a hello in pieces is found`() throws {
        for count in [1, 3, 6, 40] {
            var conversation = Conversation()
            conversation.open()
            conversation.client([0, 0, 0, 8, 4, 0xD2, 0x16, 0x2F])  // PostgreSQL's SSLRequest
            conversation.server([0x53])
            conversation.send(.client, TLS12Bytes.hello(), cutAt: count)
            conversation.server(TLS12Bytes.serverFlight(requests: false))
            conversation.client(TLS12Bytes.clientFlight(certificate: nil))
            conversation.server(TLS12Bytes.finished)
            let report = try #require(analyse(conversation.packets).first, "\(count)")
            #expect(report.precededBy == "postgresql" && report.verdict.status == .notRequested)
        }
    }

    @Test func `after a preamble in the wrong order a hello in the wrong order is found`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.send(.client, Array("TLS\r\n".utf8), at: 1_006)
        conversation.send(.client, Array("START".utf8), at: 1_001)
        conversation.lose(.client, 10)
        conversation.server(Array("ok\r\n".utf8))
        let hello = TLS12Bytes.hello()
        conversation.send(.client, Array(hello[20...]), at: 1_031)
        conversation.send(.client, Array(hello[..<20]), at: 1_011)
        conversation.lose(.client, hello.count)
        conversation.server(TLS12Bytes.serverFlight(requests: false))
        conversation.client(TLS12Bytes.clientFlight(certificate: nil))
        conversation.server(TLS12Bytes.finished)
        let report = try #require(analyse(conversation.packets).first)
        #expect(report.tls.serverName == "api.example" && report.precededBy == "unknown")
    }

    @Test func `a hello that comes before the end of the preamble is found`() throws {
        var conversation = Conversation()
        conversation.open()
        let preamble = Array("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".utf8)
        let hello = TLS12Bytes.hello()
        conversation.send(.client, hello, at: 1_001 + UInt32(preamble.count))
        conversation.send(.client, preamble, at: 1_001)
        conversation.lose(.client, preamble.count + hello.count)
        conversation.server(TLS12Bytes.serverFlight(requests: false))
        conversation.client(TLS12Bytes.clientFlight(certificate: nil))
        conversation.server(TLS12Bytes.finished)
        let report = try #require(analyse(conversation.packets).first)
        #expect(report.tls.serverName == "api.example" && report.verdict.status == .notRequested)
        #expect(report.precededBy == "proxy_v1")
    }

    @Test func `a preamble that begins like a record does not hide it`() throws {
        for preamble in [[0x16], [0x16, 3, 1], [0x16, 3, 1, 0, 0x50, 1, 0, 0], [0x80], [0x80, 0x2E, 1]]
            as [[UInt8]]
        {
            var conversation = Conversation()
            conversation.open()
            conversation.client(preamble)
            conversation.server(Array("go on".utf8))
            conversation.handshake(certificate: nil)
            let report = try #require(analyse(conversation.packets).first, "\(preamble)")
            #expect(
                report.verdict.status == .notRequested && report.tls.serverName == "api.example",
                "\(preamble)"
            )
        }
    }

    @Test func `a version 2 ClientHello begins it`() throws {
        var conversation = Conversation()
        conversation.open()
        let specs: [UInt8] = [0, 0xC0, 0x2B, 0, 0, 0x2F, 1, 0, 0x80]
        let hello: [UInt8] =
            [1, 3, 1, 0, UInt8(specs.count), 0, 0, 0, 16] + specs + [UInt8](repeating: 9, count: 16)
        conversation.send(.client, [0x80, UInt8(hello.count)] + hello, cutAt: 7)
        conversation.server(TLS12Bytes.serverFlight(requests: true))
        conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
        conversation.server(TLS12Bytes.finished)
        #expect(try #require(analyse(conversation.packets).first).verdict.status == .completed)
    }

    @Test func `a client on the well-known port is still the client`() throws {
        // The server connects, as FTP's active mode does; whoever says hello is the client.
        var conversation = Conversation()
        conversation.open()
        conversation.server(TLS12Bytes.hello())
        conversation.client(TLS12Bytes.serverFlight(requests: false))
        let report = try #require(analyse(conversation.packets).first)
        #expect(report.client.port == 443 && report.server.port == 51_000)
    }

    // MARK: What is not TLS

    @Test(arguments: 1...300) func `random traffic is not TLS`(seed: UInt64) {
        var random = FixedRandom(seed: seed)
        var conversation = Conversation()
        conversation.open()
        for _ in 0..<30 {
            let length = Int.random(in: 1...100, using: &random)
            var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            // Half of it begins like a handshake record, and some like one of a sound version.
            if Bool.random(using: &random) { bytes[0] = 0x16 }
            if length > 3, Bool.random(using: &random) {
                bytes[1...2] = [3, UInt8.random(in: 0...4, using: &random)]
            }
            conversation.send(Bool.random(using: &random) ? .client : .server, bytes)
        }
        conversation.close()
        #expect(analyse(conversation.packets).isEmpty)
    }

    @Test func `a start of a hello that never goes on is not TLS`() {
        let hello = TLS12Bytes.hello()
        for length in 1..<11 {
            var conversation = Conversation()
            conversation.open()
            conversation.client(Array(hello[..<length]))
            conversation.server(Array("what?".utf8))
            conversation.close()
            #expect(analyse(conversation.packets).isEmpty, "\(length) bytes")
        }
    }

    @Test func `plain HTTP is not TLS`() {
        var conversation = Conversation()
        conversation.open()
        for _ in 0..<5 {
            conversation.client(Array("GET / HTTP/1.1\r\nHost: api.example\r\n\r\n".utf8))
            conversation.server(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8))
        }
        conversation.close()
        #expect(analyse(conversation.packets).isEmpty)
    }
}
