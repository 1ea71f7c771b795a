import ByteParsing
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `What never became TLS` {
    /// What the summary says of the packets.
    private func summary(_ packets: [TestPacket]) -> AnalysisSummary {
        var engine = PacketEngine()
        for (index, packet) in packets.enumerated() {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: packet.linkType,
                at: PacketReference(
                    frame: UInt64(index + 1),
                    time: Timestamp(nanoseconds: Int64(packet.seconds * 1e9))
                )
            )
        }
        engine.finish()
        engine.noteUnansweredAtEnd()
        return AnalysisSummary(engine)
    }

    private func attempts(_ packets: [TestPacket]) -> [String] {
        summary(packets).attempts.map {
            "\($0.kind.rawValue) \($0.server.map(String.init(describing:)) ?? "-") \($0.count) frame \($0.example.packet.frame)"
        }
    }

    private static let request = Array("GET / HTTP/1.1\r\nHost: api.example\r\n\r\n".utf8)

    // MARK: OpenVPN

    /// A reset of a client without protection, or the server's answer to it.
    private func reset(_ opcode: UInt8, isClient: Bool = true, seconds: Double) -> TestPacket {
        let payload: [UInt8] = [opcode << 3, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0]
        let (client, server) = (Endpoint.client.address, Endpoint.server.address)
        let datagram = udp(payload, from: isClient ? 51_000 : 1_194, to: isClient ? 1_194 : 51_000)
        let frame = ipv4(
            datagram,
            protocol: 17,
            from: isClient ? client : server,
            to: isClient ? server : client
        )
        return TestPacket(frame: ethernet(0x0800, frame), seconds: seconds)
    }

    @Test func `a reset of OpenVPN without an answer is an attempt unanswered, once`() {
        let asked = [0, 2, 6].map { reset(7, seconds: $0) }
        let unanswered = asked + [reset(7, seconds: 90)]
        #expect(attempts(unanswered) == ["unanswered 198.51.100.2:1194 1 frame 1"])
        #expect(summary(unanswered).attempts.allSatisfy { $0.transport == .udp })
        #expect(attempts(asked + [reset(8, isClient: false, seconds: 7)]).isEmpty)
    }

    // MARK: Begun before the capture

    private func passedOver(_ packets: [TestPacket]) -> [String] {
        summary(packets).passedOver.map {
            "\($0.kind.rawValue) \($0.name) \($0.packets) frame \($0.example.packet.frame)"
        }
    }

    private static func data(_ count: Int) -> [UInt8] {
        [0x17, 3, 3, UInt8(count >> 8), UInt8(count & 0xFF)] + [UInt8](repeating: 0xA5, count: count)
    }

    @Test func `TLS whose hellos are not there is counted once a connection, with an example`() {
        var one = Conversation()
        one.client(Self.data(300))
        one.server(Self.data(40) + Self.data(700))
        one.server(Self.data(40))
        // Of another, the first that is seen is the middle of a record.
        var other = Conversation(port: 51_001, seconds: 1)
        other.server([UInt8](repeating: 0x5A, count: 600))
        other.client(Self.data(20) + Self.data(500).prefix(200))
        #expect(passedOver(one.packets + other.packets) == ["connection tls_begun_earlier 2 frame 1"])
    }

    @Test func `what looks like one record, or began here, is not counted`() {
        var one = Conversation()
        // A header whose record goes on, and one with something else behind it.
        one.client(Array(Self.data(300).prefix(200)))
        one.server(Self.data(40) + [1, 2, 3, 4, 5, 6])
        var other = Conversation(port: 51_001, seconds: 1)
        other.open()
        other.client(Self.data(300))
        #expect(passedOver(one.packets + other.packets).isEmpty)
    }

    @Test func `long after the run began it may be one that was reported and forgotten`() {
        var one = Conversation()
        one.client(Self.request)
        var other = Conversation(port: 51_001, seconds: 901)
        other.client(Self.data(300))
        #expect(passedOver(one.packets + other.packets).isEmpty)
    }

    // MARK: TCP

    @Test func `a RST to the SYN is an attempt refused`() {
        var one = Conversation()
        one.send(.client, [], flags: tcpSYN)
        one.send(.server, [], flags: tcpRST | tcpACK)
        var other = Conversation(port: 51_001, seconds: 1)
        other.send(.client, [], flags: tcpSYN)
        other.send(.server, [], flags: tcpRST | tcpACK)
        #expect(attempts(one.packets + other.packets) == ["refused 198.51.100.2:443 2 frame 2"])
    }

    @Test func `a RST after an answer is none`() {
        var conversation = Conversation()
        conversation.open()
        conversation.send(.server, [], flags: tcpRST | tcpACK)
        #expect(attempts(conversation.packets).isEmpty)
    }

    @Test func `a SYN without an answer is an attempt unanswered, once, however often it is repeated`() {
        var conversation = Conversation()
        for seconds in [0, 1, 3] {
            conversation.seconds = Double(seconds)
            conversation.send(.client, [], flags: tcpSYN, at: 1_000)
        }
        #expect(attempts(conversation.packets) == ["unanswered 198.51.100.2:443 1 frame 1"])
        #expect(summary(conversation.packets).attempts.allSatisfy { $0.transport == .tcp })
    }

    @Test func `a SYN of the last second may still be answered`() {
        var conversation = Conversation()
        conversation.send(.client, [], flags: tcpSYN)
        #expect(attempts(conversation.packets).isEmpty)
    }

    @Test func `what only one side was captured of is not unanswered`() {
        var client = Conversation()
        client.open()
        client.client(Self.request)
        var server = client
        server.packets = server.packets.filter { $0.frame[26..<30] == [198, 51, 100, 2] }
        client.packets = client.packets.filter { $0.frame[26..<30] != [198, 51, 100, 2] }
        for packets in [client.packets, server.packets] {
            var later = Conversation(port: 51_009, seconds: 30)
            later.handshake()
            #expect(attempts(packets + later.packets).isEmpty)
        }
    }

    @Test func `a flow that is forgotten was unanswered as well`() {
        var conversation = Conversation()
        conversation.send(.client, [], flags: tcpSYN)
        // Another connection of the same ports, after more than the time that a silent flow is kept.
        conversation.seconds = 2_000
        conversation.open()
        conversation.handshake()
        conversation.exchangeData()
        #expect(attempts(conversation.packets) == ["unanswered 198.51.100.2:443 1 frame 1"])
    }

    // MARK: Another protocol to a TLS port

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<center>The plain HTTP request was sent to HTTPS port</center>",
        "HTTP/1.1 400 Bad Request\r\n\r\nReason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
        "HTTP/1.1 400 \r\n\r\nBad Request\r\nThis combination of host and port requires TLS.\r\n",
    ])
    func `a page that says so tells plain HTTP`(_ page: String) {
        var conversation = Conversation()
        conversation.open()
        conversation.client(Self.request)
        conversation.server(Array(page.utf8))
        conversation.close(.server)
        #expect(attempts(conversation.packets) == ["plain_http 198.51.100.2:443 1 frame 5"])
    }

    @Test func `an alert tells that it was not TLS`() {
        for (said, kind) in [
            (Self.request, "plain_http"), (Array("SSH-2.0-client\r\n".utf8), "other_protocol"),
        ] {
            var conversation = Conversation()
            conversation.open()
            conversation.client(said)
            conversation.server(TLS12Bytes.alert(2, 10))
            conversation.close(.server)
            #expect(attempts(conversation.packets) == ["\(kind) 198.51.100.2:443 1 frame 5"])
        }
    }

    @Test func `a server that closes without a byte is judged by what else it speaks`() {
        let server = Endpoint(Endpoint.server.address, 7_000)
        var refused = Conversation(server: server)
        refused.open()
        refused.client(Self.request)
        refused.close(.server)
        #expect(attempts(refused.packets).isEmpty)
        var served = Conversation(port: 51_002, server: server, seconds: 2)
        served.open()
        served.handshake()
        served.exchangeData()
        #expect(attempts(refused.packets + served.packets) == ["plain_http 198.51.100.2:7000 1 frame 5"])
        // On the port of HTTPS nothing else is needed.
        var usual = Conversation()
        usual.open()
        usual.client(Self.request)
        usual.close(.server)
        #expect(attempts(usual.packets) == ["plain_http 198.51.100.2:443 1 frame 5"])
    }

    @Test func `plain HTTP that is answered is none`() {
        var conversation = Conversation()
        conversation.open()
        conversation.client(Self.request)
        conversation.server(Array("HTTP/1.1 400 Bad Request\r\n\r\nno such thing".utf8))
        conversation.close(.server)
        #expect(attempts(conversation.packets).isEmpty)
    }

    @Test func `servers beyond the limit are counted together`() {
        var table = AttemptTable()
        let client = SocketAddress(address: IPAddress(ipv4: 1), port: 1)
        let count = AttemptTable.capacity + 10
        for number in 0..<count {
            let server = SocketAddress(address: IPAddress(ipv4: UInt32(number)), port: 443)
            let packet = PacketReference(
                frame: UInt64(number + 1),
                time: Timestamp(nanoseconds: Int64(number))
            )
            table.add(.refused, server: server, client: client, at: packet)
        }
        let attempts = table.attempts(TLSServers())
        #expect(attempts.count == AttemptTable.listed + 1)
        #expect(attempts.reduce(0) { $0 + $1.count } == UInt64(count))
        #expect(attempts.first?.example.packet.frame == 1 && attempts.last?.server == nil)
    }

    /// A server whose tls-auth has another key drops what it does not know, or the connection.
    @Test(arguments: [nil, tcpFIN | tcpACK, tcpRST | tcpACK])
    func `OpenVPN over TCP that nobody answers is an attempt`(end: UInt8?) throws {
        var conversation = Conversation()
        conversation.open()
        conversation.client([0, 14, 0x38, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0])
        conversation.server([])
        if let end { conversation.send(.server, [], flags: end) }
        let found = attempts(conversation.packets)
        #expect(found.count == 1 && found.first?.hasPrefix("unanswered 198.51.100.2:") == true)
    }

    // MARK: TLS to another protocol

    private func spoken(to server: (inout Conversation) -> Void) throws -> (Verdict, [Diagnosis]) {
        var conversation = Conversation()
        conversation.open()
        server(&conversation)
        let report = try #require(analyse(conversation.packets).first)
        return (report.verdict, report.diagnoses)
    }

    private static let answers: [(String, SpokenProtocol)] = [
        ("HTTP/1.1 400 Bad Request\r\n", .http), ("SSH-2.0-OpenSSH_9.6\r\n", .ssh),
        ("Invalid SSH identification string.\r\n", .ssh), ("220 mail.example ESMTP Postfix\r\n", .smtp),
        ("502 5.5.2 Error: command not recognized\r\n", .smtp), ("220 (vsFTPd 3.0.5)\r\n", .ftp),
        ("500 what\r\n", .replyCodes), ("* OK Dovecot ready.\r\n", .imap), ("+OK Dovecot ready.\r\n", .pop3),
        ("-ERR unknown command '\u{16}', with args\r\n", .redis), ("-ERR Unknown command.\r\n", .pop3),
        ("ERROR\r\n", .memcached), ("RFB 003.008\n", .vnc), ("SIP/2.0 400 Bad Request\r\n", .sip),
        ("J\0\0\0\n8.0.36\0", .mysql), ("E\0\0\0\u{4D}SFATAL\0", .postgresql), ("gibberish", .unknown),
    ]

    @Test(arguments: answers.indices)
    func `an answer in another protocol fails the handshake`(_ index: Int) throws {
        let (text, expected) = Self.answers[index]
        let (verdict, diagnoses) = try spoken {
            $0.client(TLS12Bytes.hello())
            $0.server(Array(text.utf8))
            $0.close(.server)
        }
        #expect(verdict.status == .failed && verdict.failure?.kind == .handshakeFailed)
        let diagnosis = try #require(diagnoses.first)
        #expect(
            diagnoses.count == 1 && diagnosis.code == .peerDoesNotSpeakTLS && diagnosis.severity == .error
        )
        guard case .peerDoesNotSpeakTLS(let speech, let port) = diagnosis.finding else { return }
        #expect(speech.spoken == expected && port == 443 && !speech.isGreeting && speech.packet.frame == 5)
    }

    @Test func `a server that greets first and closes does not speak TLS`() throws {
        let (verdict, diagnoses) = try spoken {
            $0.server(Array("SSH-2.0-dropbear\r\n".utf8))
            $0.client(TLS12Bytes.hello())
            $0.close(.server)
        }
        #expect(verdict.status == .failed && diagnoses.map(\.code) == [.peerDoesNotSpeakTLS])
    }

    @Test func `a server that greets and closes before the hello comes does not speak TLS`() throws {
        for greeting in ["SSH-2.0-dropbear\r\n", "-DENIED Redis is running in protected mode\r\n"] {
            let (verdict, diagnoses) = try spoken {
                $0.server(Array(greeting.utf8))
                $0.send(.server, [], flags: tcpFIN | tcpACK)
                $0.client(TLS12Bytes.hello())
                $0.send(.server, [], flags: tcpRST)
            }
            #expect(verdict.status == .failed && diagnoses.map(\.code) == [.peerDoesNotSpeakTLS])
        }
    }

    @Test func `a server that closes before the hello comes leaves no hole in the capture`() throws {
        let (verdict, diagnoses) = try spoken {
            $0.send(.server, [], flags: tcpFIN | tcpACK)
            $0.send(.client, [])
            $0.client(TLS12Bytes.hello())
            $0.send(.client, [], flags: tcpFIN | tcpACK)
        }
        #expect(verdict.failure?.kind != .serverCertificateRejected && verdict.failure?.closedBy != .client)
        #expect(!diagnoses.contains { $0.code == .captureIncomplete })
    }

    @Test func `a greeting is no answer where the client asked for TLS`() throws {
        let (verdict, diagnoses) = try spoken {
            $0.server(Array("220 mail.example ESMTP\r\n".utf8))
            $0.client(Array("STARTTLS\r\n".utf8))
            $0.server(Array("220 go ahead\r\n".utf8))
            $0.client(TLS12Bytes.hello())
            $0.close(.server)
        }
        #expect(verdict.failure?.kind == .handshakeFailed)
        #expect(!diagnoses.contains { $0.code == .peerDoesNotSpeakTLS })
    }

    @Test func `the end of a preamble that the capture has too late is no answer`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.client(Array("STARTTLS\r\n".utf8))
        conversation.server(Array("220 go ahead\r\n".utf8))
        conversation.handshake()
        conversation.exchangeData()
        conversation.packets.swapAt(4, 5)
        let report = try #require(analyse(conversation.packets).first)
        #expect(report.verdict.status == .completed)
    }

    @Test func `bytes from the middle of a stream are no answer`() throws {
        var conversation = Conversation()
        conversation.client(TLS12Bytes.hello())
        conversation.lose(.server, 1_000)
        conversation.server([UInt8](repeating: 0x5A, count: 500))
        conversation.close(.server)
        let report = try #require(analyse(conversation.packets).first)
        #expect(!report.diagnoses.contains { $0.code == .peerDoesNotSpeakTLS })
    }

    @Test func `no first bytes of TLS are taken for another protocol`() {
        for type in UInt8(20)...24 {
            let bytes: [UInt8] = [type, 3, 3, 0, 2, 2, 40]
            for count in 1...bytes.count {
                let spoken = SpokenProtocol(ofServer: bytes.span.extracting(0..<count))
                #expect(spoken == nil)
            }
        }
    }

    // MARK: Packets that are not read

    private func datagram(_ payload: [UInt8], from source: UInt16 = 40_000, to destination: UInt16) -> [UInt8]
    {
        ethernet(0x0800, ipv4(udp(payload, from: source, to: destination), protocol: 17))
    }

    @Test func `what may carry TLS and is not read is counted with an example`() {
        // The version that Cisco writes is read, and this is no handshake of it.
        let dtls =
            [22, 0x01, 0x00] + [UInt8](repeating: 0, count: 8) + [0, 40] + [UInt8](repeating: 1, count: 40)
        let quic: [UInt8] = [0xC3, 0x51, 0x30, 0x35, 0x30, 8] + [UInt8](repeating: 7, count: 40)
        let openVPN: [UInt8] = [0x38] + [UInt8](repeating: 9, count: 8) + [0, 0, 0, 0, 0]
        let frames = [
            datagram(dtls, to: 4_433), datagram(quic, to: 443), datagram(quic, to: 443),
            datagram(openVPN, to: 443),
            ethernet(0x0800, ipv4([UInt8](repeating: 3, count: 40), protocol: 50)),
            datagram([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], to: 53),
        ]
        var packets = frames.map { TestPacket(frame: $0, seconds: 1) }
        packets.append(TestPacket(frame: [1, 2, 3], seconds: 1, linkType: 9_999))
        let found = summary(packets).passedOver.map {
            "\($0.kind.rawValue) \($0.name) \($0.packets) frame \($0.example.packet.frame)"
        }
        #expect(
            found == [
                "transport quic 2 frame 2",
                "tunnel esp 1 frame 5", "link_type 9999 1 frame 7",
            ]
        )
    }
}
