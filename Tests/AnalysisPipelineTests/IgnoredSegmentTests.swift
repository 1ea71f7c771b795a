import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Segments that a receiver ignores` {
    private enum Stray: CaseIterable {
        case resetAhead, resetBehind, resetFar, bareReset, syn, finFar, alertFar, alertWithoutACK
        case alertAcknowledgingAhead, alertAcknowledgingBehind

        func send(_ sender: Role, in conversation: inout Conversation) {
            let alert: [UInt8] = [21, 3, 3, 0, 2, 2, 48]
            switch self {
            case .resetAhead: conversation.stray(sender, flags: tcpRST | tcpACK, 700)
            case .resetBehind: conversation.stray(sender, flags: tcpRST | tcpACK, -90)
            case .resetFar: conversation.stray(sender, flags: tcpRST | tcpACK, 0x2000_0000)
            case .bareReset: conversation.stray(sender, flags: tcpRST, 700)
            case .syn: conversation.stray(sender, flags: tcpSYN, 0x2300_0000)
            case .finFar: conversation.stray(sender, flags: tcpFIN | tcpACK, 0x1000_0000)
            case .alertFar: conversation.stray(sender, alert, flags: tcpACK, 0x1000_0000)
            case .alertWithoutACK: conversation.stray(sender, alert, flags: 0x08, 0)
            case .alertAcknowledgingAhead:
                conversation.stray(sender, alert, flags: tcpACK, 0, acknowledging: 0x3000_0000)
            case .alertAcknowledgingBehind:
                conversation.stray(sender, alert, flags: tcpACK, 0, acknowledging: -0x3000_0000)
            }
        }
    }

    /// The steps of a connection, with something between two of them.
    private func packets(_ stray: Stray?, from sender: Role = .client, after place: Int = 0) -> [TestPacket] {
        let steps: [(inout Conversation) -> Void] = [
            { $0.open() },
            { $0.client(TLS12Bytes.hello(name: "api.example")) },
            { $0.server(TLS12Bytes.serverFlight(requests: true)) },
            { $0.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate())) },
            { $0.server(TLS12Bytes.finished) },
            { $0.client(TLS12Bytes.data()) },
            { $0.server(TLS12Bytes.data()) },
            { $0.close() },
        ]
        var conversation = Conversation()
        for (index, step) in steps.enumerated() {
            step(&conversation)
            if index == place { stray?.send(sender, in: &conversation) }
        }
        return conversation.packets
    }

    @Test func `change nothing, wherever they stand`() {
        #expect(analyse(packets(nil)).map(\.verdict.status) == [.completed])
        for stray in Stray.allCases {
            for sender in [Role.client, .server] {
                for place in 0..<6 {
                    let reports = analyse(packets(stray, from: sender, after: place))
                    #expect(reports.map(\.verdict.status) == [.completed], "\(stray) \(sender) \(place)")
                }
            }
        }
    }

    @Test func `a FIN that its sender goes on before is not its own`() {
        for isForged in [false, true] {
            var conversation = Conversation()
            conversation.open()
            conversation.client(TLS12Bytes.hello(name: "api.example"))
            conversation.server(TLS12Bytes.serverFlight(requests: true))
            if isForged { conversation.stray(.server, flags: tcpFIN | tcpACK, 70_000) }
            conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
            conversation.server(TLS12Bytes.finished)
            conversation.send(.client, [], flags: tcpFIN | tcpACK)
            let report = analyse(conversation.packets).first
            #expect(report?.verdict.status == .completed && report?.streamNotes.missingBytes == 0)
        }
    }

    @Test func `a RST at the next byte ends the connection`() {
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello(name: "api.example"))
        conversation.server(TLS12Bytes.serverFlight(requests: true))
        conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
        conversation.send(.server, [], flags: tcpRST | tcpACK)
        let verdict = analyse(conversation.packets).first?.verdict
        #expect(verdict?.failure?.kind == .clientCertificateRejected && verdict?.failure?.closedBy == .server)
    }

    @Test
    func `are the connection's own where the other side has received them, behind more than any window`() {
        let lost = 20 << 20
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello(name: "api.example"))
        conversation.lose(.server, lost)
        conversation.server(TLS12Bytes.serverFlight(requests: true))
        conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
        conversation.server(TLS12Bytes.finished)
        conversation.exchangeData()
        conversation.close()
        let reports = analyse(conversation.packets)
        #expect(reports.map(\.verdict.status) == [.completed])
        #expect(reports.first.map { $0.streamNotes.missingBytes >= lost } == true)
        // Where one direction is not captured, so many that follow each other are.
        let alone = conversation.packets.enumerated().filter { [3, 5, 7, 9].contains($0.offset) }.map(
            \.element
        )
        #expect(analyse(alone).allSatisfy { $0.verdict.status != .failed })
    }

    @Test func `the ports' next connection begins with a SYN that is answered`() {
        var first = Conversation()
        first.open()
        first.client(TLS12Bytes.hello(name: "one.example"))
        var second = Conversation(start: 0x4000_0000, seconds: 5)
        second.open()
        second.handshake(name: "two.example")
        second.exchangeData()
        let reports = analyse(first.packets + second.packets)
        #expect(reports.map(\.verdict.status) == [.incomplete, .completed])
        // Without the answer, by what goes on behind it.
        let oneSided = second.packets.enumerated().filter { $0.offset != 1 }.map(\.element)
        #expect(analyse(first.packets + oneSided).map(\.verdict.status) == [.incomplete, .completed])
    }
}

@Suite struct `Directions that are apart` {
    /// The packets of the one direction behind those of the other; `nil` where there is more than one connection.
    private func apart(_ packets: [TestPacket], first: Direction) -> [TestPacket]? {
        var decoder = PacketDecoder()
        var (keys, sorted) = (Set<FlowKey>(), ([TestPacket](), [TestPacket]()))
        for packet in packets {
            let decoded = decoder.decode(
                packet.frame.span,
                originalLength: packet.originalLength ?? packet.frame.count,
                linkType: packet.linkType,
                time: Timestamp(nanoseconds: 0)
            )
            guard case .tcp(let segment) = decoded else { return nil }
            keys.insert(segment.key)
            if segment.direction == first { sorted.0.append(packet) } else { sorted.1.append(packet) }
        }
        return keys.count == 1 ? sorted.0 + sorted.1 : nil
    }

    /// One direction earlier or later by the difference of two clocks.
    private func shifted(_ packets: [TestPacket], _ direction: Direction, by seconds: Double) -> [TestPacket]
    {
        var decoder = PacketDecoder()
        let moved = packets.map { packet -> TestPacket in
            let decoded = decoder.decode(
                packet.frame.span,
                originalLength: packet.originalLength ?? packet.frame.count,
                linkType: packet.linkType,
                time: Timestamp(nanoseconds: 0)
            )
            guard case .tcp(let segment) = decoded, segment.direction == direction else { return packet }
            var packet = packet
            packet.seconds += seconds
            return packet
        }
        return moved.enumerated().sorted { ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset) }
            .map(\.element)
    }

    @Test(arguments: [0.04, -0.04])
    func `by the difference of two clocks come to the same with keys`(_ seconds: Double) throws {
        let names = [
            "apache-curl-tls12-mutual", "apache-curl-tls13-mutual", "amqp-openssl-tls13-accepted",
            "openssl-tls12-unrecognized-name", "haproxy-curl-tls13-proxy-protocol",
        ]
        for name in names {
            let capture = try #require(ShippedCapture.all.first { $0.path.contains("/\(name)/") }, "\(name)")
            let packets = try capture.packets()
            let before = try #require(analyse(packets, keys: capture.keys).first).verdict
            for direction in [Direction.forward, .backward] {
                let moved = shifted(packets, direction, by: seconds)
                let after = try #require(analyse(moved, keys: capture.keys).first).verdict
                #expect(after.status == before.status, "\(name) \(direction)")
                #expect(after.failure?.kind == before.failure?.kind)
                #expect((after.failure?.alert == nil) == (before.failure?.alert == nil), "\(name)")
            }
        }
    }

    @Test(arguments: [Direction.forward, .backward], [false, true])
    func `are read in the order of acknowledgments`(first: Direction, isKeyed: Bool) throws {
        var (same, compared) = (0, 0)
        for capture in ShippedCapture.sample(9) where !capture.isOfDatagrams {
            let packets = try capture.packets()
            let keys = isKeyed ? capture.keys : nil
            let before = analyse(packets, keys: keys)
            // STARTTLS and the like need the dialogue before the hello in order.
            guard before.count == 1, before[0].precededBy == nil, let apart = apart(packets, first: first)
            else { continue }
            let after = analyse(apart, keys: keys)
            compared += 1
            if after.map(\.verdict.status) == before.map(\.verdict.status) {
                #expect(after.map(\.verdict.failure?.kind) == before.map(\.verdict.failure?.kind))
                same += 1
            } else {
                // Nobody is accused or let in where the order hides what decides.
                let isOpen = after.allSatisfy { [.undetermined, .incomplete].contains($0.verdict.status) }
                #expect(isOpen, "\(capture.testDescription)")
            }
        }
        #expect(compared > 20 && same * 5 >= compared * 4, "\(same) of \(compared)")
    }
}
