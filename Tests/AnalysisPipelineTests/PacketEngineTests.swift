import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Packet engine` {
    private func one(_ conversation: Conversation) -> ConnectionReport? {
        let reports = analyse(conversation.packets)
        #expect(reports.count == 1)
        return reports.first
    }

    // MARK: Whole connections

    @Test func `reports a mutual handshake`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.handshake()
        conversation.exchangeData()
        conversation.close()
        let report = try #require(one(conversation))
        #expect(report.verdict.status == .completed)
        #expect(
            report.client.description == "192.0.2.1:51000" && report.server.description == "198.51.100.2:443"
        )
        #expect(report.tls.version == .tls12 && report.tls.serverName == "api.example")
        #expect(report.tls.cipherSuite == .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
        #expect(report.precededBy == nil && report.revision == 1)
        #expect(report.first.frame == 1 && report.certificateRequest?.packet.frame == 5)
        #expect(report.clientCertificate?.packet.frame == 6 && report.clientCertificate?.provenAt?.frame == 6)
        #expect(report.streamNotes == StreamNotes())
    }

    @Test func `reports a handshake however the segments are cut`() throws {
        var whole = Conversation()
        whole.open()
        whole.handshake()
        whole.exchangeData()
        whole.close()
        let expected = try #require(one(whole))
        for count in [1, 2, 3, 4, 5, 6, 7, 11, 16, 100] {
            var conversation = Conversation()
            conversation.open()
            conversation.send(.client, TLS12Bytes.hello(), cutAt: count)
            conversation.send(.server, TLS12Bytes.serverFlight(requests: true), cutAt: count)
            let answer = TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate())
            conversation.send(.client, answer, cutAt: count)
            conversation.send(.server, TLS12Bytes.finished, cutAt: count)
            conversation.exchangeData()
            conversation.close()
            let report = try #require(one(conversation))
            #expect(Essence(report) == Essence(expected), "segments of \(count) bytes")
        }
    }

    @Test func `reports a handshake in records of one byte`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.client(handshake(1, TLS12Bytes.clientHello()).flatMap { record(22, [$0]) })
        conversation.server(
            (handshake(2, TLS12Bytes.serverHello()) + handshake(11, TLS12Bytes.certificate())
                + handshake(12, TLS12Bytes.keyExchange) + handshake(14, [])).flatMap { record(22, [$0]) }
        )
        conversation.client(TLS12Bytes.clientFlight(certificate: nil))
        conversation.server(TLS12Bytes.finished)
        #expect(try #require(one(conversation)).verdict.status == .notRequested)
    }

    @Test func `reports many messages in one record`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        let flight =
            handshake(2, TLS12Bytes.serverHello()) + handshake(11, TLS12Bytes.certificate())
            + handshake(12, TLS12Bytes.keyExchange) + handshake(13, TLS12Bytes.certificateRequest)
            + handshake(14, [])
        conversation.server(record(22, flight))
        conversation.client(
            record(22, handshake(11, TLS12Bytes.emptyCertificate) + handshake(16, [2, 1, 1]))
        )
        conversation.client(TLS12Bytes.finished)
        conversation.server(TLS12Bytes.alert(2, 40))
        let report = try #require(one(conversation))
        #expect(report.verdict.failure?.kind == .clientCertificateMissing)
        #expect(report.verdict.failure?.alert?.packet.frame == 8)
    }

    // MARK: Order and loss

    @Test func `a hello whose second segment comes first is read`() throws {
        var conversation = Conversation()
        conversation.open()
        let hello = TLS12Bytes.hello()
        conversation.send(.client, Array(hello[20...]), at: 1_021)
        conversation.send(.client, Array(hello[..<20]), at: 1_001)
        conversation.lose(.client, hello.count)
        conversation.server(TLS12Bytes.serverFlight(requests: false))
        conversation.client(TLS12Bytes.clientFlight(certificate: nil))
        conversation.server(TLS12Bytes.finished)
        let report = try #require(one(conversation))
        #expect(report.verdict.status == .notRequested && report.tls.serverName == "api.example")
        #expect(report.precededBy == nil)
    }

    @Test func `a flight of the server in the wrong order is read`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        let flight = TLS12Bytes.serverFlight(requests: true)
        let start: UInt32 = 0x7000_0000 + 1_001
        for (from, to) in [(200, 300), (100, 200), (300, flight.count), (0, 100)] {
            conversation.send(.server, Array(flight[from..<to]), at: start + UInt32(from))
        }
        conversation.lose(.server, flight.count)
        conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
        conversation.server(TLS12Bytes.finished)
        #expect(try #require(one(conversation)).verdict.status == .completed)
    }

    @Test func `a handshake without its SYN is found at the hello`() throws {
        var conversation = Conversation(start: .max - 30)
        conversation.handshake()
        let report = try #require(one(conversation))
        #expect(report.verdict.status == .completed && report.precededBy == nil)
    }

    @Test func `of one direction what can be said is said`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.handshake()
        conversation.exchangeData()
        conversation.close()
        let fromClient = conversation.packets.filter { $0.frame[34..<36] == [0xC7, 0x38] }
        let fromServer = conversation.packets.filter { $0.frame[34..<36] == [1, 0xBB] }
        #expect(fromClient.count + fromServer.count == conversation.packets.count)
        let client = try #require(analyse(fromClient).first)
        #expect(client.verdict.status == .undetermined && client.tls.serverName == "api.example")
        #expect(client.verdict.reasons.contains(.captureLacksDirection(.server)))
        #expect(client.clientCertificate != nil)
        let server = try #require(analyse(fromServer).first)
        #expect(server.verdict.status == .undetermined && server.certificateRequest != nil)
        #expect(server.verdict.reasons.contains(.captureLacksDirection(.client)))
        #expect(server.client.port == 51_000 && server.server.port == 443)
    }

    @Test func `a hole in the middle of a record never makes a message of what is left`() throws {
        let flight = [
            handshake(2, TLS12Bytes.serverHello()), handshake(11, TLS12Bytes.certificate(200)),
            handshake(12, TLS12Bytes.keyExchange), handshake(13, TLS12Bytes.certificateRequest),
            handshake(14, []),
        ].flatMap { $0 }
        let bytes = record(22, flight)
        for lost in stride(from: 10, to: 200, by: 7) {
            var conversation = Conversation()
            conversation.open()
            conversation.client(TLS12Bytes.hello())
            conversation.server(Array(bytes[..<100]))
            conversation.lose(.server, min(lost, bytes.count - 100))
            if 100 + lost < bytes.count { conversation.server(Array(bytes[(100 + lost)...])) }
            conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
            conversation.server(TLS12Bytes.finished)
            let report = try #require(one(conversation))
            #expect(report.serverCertificate == nil, "\(lost) bytes lost")
            #expect(
                report.certificateRequest == nil && report.streamNotes.missingBytes > 0,
                "\(lost) bytes lost"
            )
            #expect(report.verdict.status == .completed, "\(lost) bytes lost")
        }
    }

    @Test func `a hole between records of one message never makes a message of what is left`() throws {
        let message = handshake(11, TLS12Bytes.certificate(300))
        let next = handshake(14, [])
        for lost in [1, 50, 100, 105, 200] {
            var conversation = Conversation()
            conversation.open()
            conversation.client(TLS12Bytes.hello())
            conversation.server(handshakeRecord(2, TLS12Bytes.serverHello()))
            conversation.server(record(22, Array(message[..<100])))
            // The second record is gone; the third goes on, and the last holds another message.
            conversation.lose(.server, 5 + lost)
            conversation.server(record(22, Array(message[(100 + lost)...])))
            conversation.server(record(22, next))
            conversation.client(TLS12Bytes.clientFlight(certificate: nil))
            conversation.server(TLS12Bytes.finished)
            let report = try #require(one(conversation))
            #expect(report.serverCertificate == nil, "\(lost) bytes lost")
            let malformed = report.verdict.reasons.filter {
                if case .malformedMessage = $0 { true } else { false }
            }
            #expect(malformed.isEmpty, "\(lost) bytes lost")
        }
    }

    @Test func `frames cut by a snapshot length leave gaps`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.handshake()
        conversation.exchangeData()
        conversation.close()
        var engine = PacketEngine()
        for (index, packet) in conversation.packets.enumerated() {
            let captured = Array(packet.frame.prefix(150))
            engine.process(
                captured.span,
                originalLength: packet.frame.count,
                linkType: 1,
                at: .init(frame: UInt64(index + 1), time: .init(nanoseconds: 0))
            )
        }
        engine.finish()
        let reports = engine.takeFinished()
        #expect(reports.count == 1)
        let report = try #require(reports.first)
        #expect(report.tls.serverName == "api.example" && report.streamNotes.missingBytes > 300)
        #expect(report.verdict.status == .incomplete)
    }

    // MARK: Endings

    @Test func `a reset instead of an answer is reported at once`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        conversation.server(TLS12Bytes.serverFlight(requests: true))
        conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
        conversation.send(.server, [], flags: tcpRST)
        var engine = PacketEngine()
        for packet in conversation.packets {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: 1,
                at: .init(frame: 1, time: .init(nanoseconds: 0))
            )
        }
        let report = try #require(engine.takeFinished().first)
        #expect(report.verdict.failure == Failure(.clientCertificateRejected, closedBy: .server))
    }

    @Test(arguments: [[21, 3], [21, 3, 1, 0, 2], [22, 3, 3, 0, 90, 2, 0]] as [[UInt8]])
    func `a server that answers with the beginning of a record has answered`(_ answer: [UInt8]) {
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello(name: "api.example"))
        conversation.server(answer)
        conversation.close(.server)
        let report = analyse(conversation.packets).first
        #expect(report?.verdict.failure?.kind == .handshakeFailed)
        #expect(report?.verdict.reasons.contains(.serverAnswerUnfinished) == true)
        #expect(report?.diagnoses.contains { $0.code == .serverNeverAnswered } == false)
    }

    @Test func `silence ends a connection by the packets' time`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        conversation.server(TLS12Bytes.serverFlight(requests: true))
        var engine = PacketEngine()
        func process(_ packet: TestPacket, at seconds: Int64, _ engine: inout PacketEngine) {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: 1,
                at: .init(frame: 1, time: .init(nanoseconds: seconds * 1_000_000_000))
            )
        }
        for packet in conversation.packets { process(packet, at: 100, &engine) }
        let other = TestPacket(frame: ethernet(0x0806, []), seconds: 0)
        process(other, at: 219, &engine)
        #expect(engine.takeFinished().isEmpty)
        process(other, at: 221, &engine)
        let report = try #require(engine.takeFinished().first)
        #expect(report.verdict.status == .incomplete)
        engine.finish()
        #expect(engine.takeFinished().isEmpty)
    }

    @Test func `a FIN whose last bytes the capture lacks ends the connection all the same`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.handshake()
        conversation.lose(.client, 500)
        conversation.send(.client, [], flags: tcpFIN | tcpACK)
        conversation.send(.server, [], flags: tcpFIN | tcpACK)
        conversation.send(.client, [])
        var engine = PacketEngine()
        for packet in conversation.packets {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: 1,
                at: .init(frame: 1, time: .init(nanoseconds: 0))
            )
        }
        #expect(engine.takeFinished().isEmpty)  // the bytes before it may still come
        engine.advance(to: .init(nanoseconds: 3_000_000_000))
        #expect(engine.takeFinished().first?.verdict.status == .completed)
    }

    // MARK: Several connections

    @Test func `the same ports with a new SYN are another connection`() throws {
        var first = Conversation()
        first.open()
        first.handshake()
        first.exchangeData()
        first.close()
        var second = Conversation(start: 900_000, seconds: 1)
        second.open()
        second.handshake(certificate: nil, name: "other.example")
        second.exchangeData()
        let reports = analyse(first.packets + second.packets)
        #expect(reports.map(\.verdict.status) == [.completed, .notRequested])
        #expect(reports.map(\.tls.serverName) == ["api.example", "other.example"])
        // Also when the first one was never closed, or is still in its handshake.
        for length in [3, 5, first.packets.count - 3] {
            let reports = analyse(Array(first.packets[..<length]) + second.packets)
            #expect(reports.last?.tls.serverName == "other.example", "\(length) packets")
            #expect(reports.last?.verdict.status == .notRequested, "\(length) packets")
            #expect(reports.count == (length > 3 ? 2 : 1), "\(length) packets")
        }
    }

    @Test func `a repeated SYN is no new connection`() throws {
        var conversation = Conversation()
        conversation.open()
        let syn = conversation.packets[0]
        conversation.client(TLS12Bytes.hello())
        conversation.packets.insert(syn, at: 2)
        conversation.packets.append(syn)
        conversation.server(TLS12Bytes.serverFlight(requests: false))
        conversation.client(TLS12Bytes.clientFlight(certificate: nil))
        conversation.server(TLS12Bytes.finished)
        #expect(try #require(one(conversation)).verdict.status == .notRequested)
    }

    @Test func `interleaved connections do not mix`() throws {
        var left = Conversation(port: 50_001)
        var right = Conversation(port: 50_002, start: 77)
        left.open()
        left.handshake()
        left.close()
        right.open()
        right.handshake(certificate: TLS12Bytes.emptyCertificate, name: "other.example")
        right.close()
        let mixed = zip(left.packets, right.packets).flatMap { [$0, $1] }
        let reports = analyse(mixed)
        #expect(reports.map(\.verdict.status) == [.completed, .notPresented])
        #expect(reports.map(\.tls.serverName) == ["api.example", "other.example"])
    }

    @Test func `a broken connection does not disturb another`() throws {
        var good = Conversation(port: 50_001)
        good.open()
        good.handshake()
        good.exchangeData()
        good.close()
        var random = FixedRandom(seed: 5)
        for _ in 0..<200 {
            var bad = Conversation(port: 50_002)
            bad.open()
            bad.handshake()
            bad.exchangeData()
            bad.close()
            for index in bad.packets.indices {
                // Behind the TCP header: what is broken is TLS.
                let payload = 54..<bad.packets[index].frame.count
                guard !payload.isEmpty else { continue }
                for _ in 0..<3 {
                    let offset = Int.random(in: payload, using: &random)
                    bad.packets[index].frame[offset] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let mixed = zip(good.packets, bad.packets).flatMap { [$1, $0] }
            let reports = analyse(mixed).filter { $0.client.port == 50_001 }
            #expect(reports.count == 1 && reports.first?.verdict.status == .completed)
        }
    }
}
