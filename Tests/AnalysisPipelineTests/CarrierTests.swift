import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import Reporting
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// What is not a TCP stream is followed through the table of carriers, and judged like everything else.
@Suite struct Carriers {
    private static let usable = ShippedCapture.all.filter { capture in
        // Nor such as have no stream of TLS.
        !["loss", "watch", "/dtls/", "/eap/", "/openvpn/"].contains { capture.path.contains($0) }
    }

    /// The payloads of a capture's first connection, in order and each once, with who sent them.
    private struct Dialogue {
        var payloads: [(sender: Role, bytes: [UInt8], seconds: Double)] = []
        var report: ConnectionReport

        /// `nil` where the capture has more than one connection, or one whose segments are not simply in order.
        init?(_ capture: ShippedCapture) throws {
            let packets = try capture.packets()
            let reports = analyse(packets)
            guard reports.count == 1, let report = reports.first, report.revision == 1,
                report.transport == .tcp, report.carriage?.carrier == nil,
                report.precededBy == nil, report.streamNotes == StreamNotes()
            else { return nil }
            self.report = report
            var decoder = PacketDecoder()
            var next: [SocketAddress: UInt32] = [:]
            for packet in packets {
                let decoded = decoder.decode(
                    packet.frame.span,
                    originalLength: packet.frame.count,
                    linkType: packet.linkType,
                    time: Timestamp(nanoseconds: 0)
                )
                // Of what comes in pieces the payloads are not in the frames.
                if case .fragment = decoded { return nil }
                guard case .tcp(let segment) = decoded, segment.payloadLength > 0 else { continue }
                let source = segment.key.sender(in: segment.direction)
                guard source == report.client || source == report.server else { return nil }
                guard next[source] ?? segment.sequenceNumber == segment.sequenceNumber else { return nil }
                next[source] = segment.sequenceNumber &+ UInt32(segment.payloadLength)
                payloads.append(
                    (
                        source == report.client ? .client : .server,
                        Array(packet.frame[segment.payloadRange]),
                        packet.seconds
                    )
                )
            }
        }

        /// The same bytes over UDP, in the framing that is made up.
        func datagrams(port: UInt16 = 51_000) -> [TestPacket] {
            var sequence: [Role: UInt16] = [:]
            return payloads.map { sender, bytes, seconds in
                let number = sequence[sender, default: 0]
                sequence[sender] = number + 1
                let isClient = sender == .client
                let payload = udp(
                    [0xA7] + be(number) + bytes,
                    from: isClient ? port : 4_433,
                    to: isClient ? 4_433 : port
                )
                let (client, server) = (Endpoint.client.address, Endpoint.server.address)
                let packet = ipv4(
                    payload,
                    protocol: 17,
                    from: isClient ? client : server,
                    to: isClient ? server : client
                )
                return TestPacket(frame: ethernet(0x0800, packet), seconds: seconds)
            }
        }
    }

    private static let dialogues: [Dialogue] = usable.compactMap { try? Dialogue($0) }

    private func shared() -> SharedState {
        SharedState(
            keys: KeyMaterial(),
            keepsEvents: true,
            carriers: [MadeUpCarrier.self],
            unwrappers: [MadeUpFraming.self]
        )
    }

    /// What does not depend on how a stream is closed, which a datagram has not.
    private func handshake(_ report: ConnectionReport) -> [String] {
        [
            report.tls.version?.displayName ?? "-", report.tls.serverName ?? "-",
            report.tls.cipherSuite?.displayName ?? "-",
            report.certificateRequest.map { "\($0.certificateAuthorities.count)" } ?? "no request",
            report.clientCertificate?.chain.leaf?.subject ?? "-",
            report.serverCertificate?.chain.leaf?.subject ?? "-",
        ]
    }

    @Test func `give a real handshake in a made-up framing its verdict`() throws {
        var compared = 0
        var verdicts: Set<Verdict.Status> = []
        for dialogue in Self.dialogues {
            let reports = analyse(dialogue.datagrams(), shared())
            let report = try #require(reports.first)
            #expect(reports.count == 1 && report.transport == .udp && report.carriage?.carrier == "made_up")
            #expect(handshake(report) == handshake(dialogue.report))
            #expect(report.client.port == 51_000 && report.server.port == 4_433)
            // A refusal by an alert in plaintext, and a handshake that was read to its end, do not rest on a close.
            guard dialogue.report.verdict.basis == .observed,
                dialogue.report.verdict.failure?.alert != nil
                    || dialogue.report.verdict.failure == nil
            else { continue }
            #expect(report.verdict.status == dialogue.report.verdict.status)
            #expect(report.verdict.failure?.kind == dialogue.report.verdict.failure?.kind)
            compared += 1
            verdicts.insert(report.verdict.status)
        }
        #expect(compared >= 30 && verdicts.isSuperset(of: [.completed, .failed, .notRequested]))
    }

    @Test func `read datagrams in any order, once each`() throws {
        let dialogue = try #require(Self.dialogues.first { $0.report.verdict.status == .completed })
        var packets = dialogue.datagrams()
        packets.insert(packets[1], at: 2)
        packets.append(packets[0])
        let last = packets.count - 2
        if last > 3 { packets.swapAt(last, last - 1) }
        let report = try #require(analyse(packets, shared()).first)
        #expect(handshake(report) == handshake(dialogue.report))
    }

    /// A repeated beginning opens nothing anew, another one does.
    @Test func `tell a repetition from the ports' next conversation`() throws {
        let dialogue = try #require(Self.dialogues.first { $0.report.verdict.status == .completed })
        let packets = dialogue.datagrams()
        var later = packets
        for index in later.indices { later[index].seconds += 300 }
        var other = later
        other[0].frame[other[0].frame.count - 1] ^= 1
        #expect(analyse(packets + [later[0]], shared()).count == 1)
        #expect(analyse(packets + other, shared()).count == 2)
    }

    @Test func `are found by their bytes, and nobody's datagram is kept`() {
        var engine = PacketEngine(shared: shared())
        for number in 0..<2_000 {
            let bytes = [number.isMultiple(of: 2) ? 0xA7 : UInt8(truncatingIfNeeded: number), 0, 0, 1, 2, 3]
            let frame = ethernet(
                0x0800,
                ipv4(udp(bytes, from: UInt16(1_000 + number), to: 53), protocol: 17)
            )
            let packet = PacketReference(frame: UInt64(number + 1), time: Timestamp(nanoseconds: 0))
            engine.process(frame.span, originalLength: frame.count, linkType: 1, at: packet)
        }
        #expect(engine.carriers.followedCount == 0 && engine.carriers.refusals == 0)
        engine.finish()
        #expect(engine.finished.isEmpty)
    }

    @Test(arguments: [-1, 0, 1]) func `follow so many conversations and no more`(_ beyond: Int) throws {
        let dialogue = try #require(Self.dialogues.first)
        let shared = shared()
        var table = CarrierTable([MadeUpCarrier.self], seed: HashKey(1), maximumFollowed: 8)
        for port in 0..<UInt16(8 + beyond) {
            let frame = dialogue.datagrams(port: 10_000 + port)[0].frame
            var decoder = PacketDecoder()
            let time = Timestamp(nanoseconds: 0)
            guard
                case .udp(let datagram) = decoder.decode(
                    frame.span,
                    originalLength: frame.count,
                    linkType: 1,
                    time: time
                )
            else { continue }
            _ = table.receive(
                datagram,
                hash: datagram.key.hash(seed: HashKey(1)),
                frame.span.extracting(datagram.payloadRange),
                at: PacketReference(frame: 1, time: time),
                0,
                shared
            )
        }
        #expect(table.followedCount == min(8, 8 + beyond))
        #expect(table.refusals == UInt64(max(0, beyond)))
    }

    /// The same for any number of threads, in the same order, and between connections of TCP.
    @Test func `are the same with several threads`() throws {
        let folder = TemporaryFolder()
        var packets: [TestPacket] = []
        for (index, dialogue) in Self.dialogues.prefix(60).enumerated() {
            var shifted = dialogue.datagrams(port: 20_000 + UInt16(index))
            let start = shifted.first?.seconds ?? 0
            for place in shifted.indices {
                shifted[place].seconds += Double(index % 7) * 0.01 - start + 1_000
            }
            packets += shifted
            var conversation = Conversation(
                port: 30_000 + UInt16(index),
                seconds: 1_000 + Double(index) * 0.01
            )
            conversation.open()
            conversation.handshake()
            if index.isMultiple(of: 2) { conversation.close() }
            packets += conversation.packets
        }
        packets.sort { $0.seconds < $1.seconds }
        var builder = PcapBuilder()
        for packet in packets {
            let microseconds = UInt64(packet.seconds * 1_000_000)
            builder.append(
                packet.frame,
                seconds: UInt32(microseconds / 1_000_000),
                ticks: UInt32(microseconds % 1_000_000)
            )
        }
        let path = folder.write(builder.bytes, to: "mixed.pcap")
        func lines(_ threads: Int) throws -> [String] {
            var analysis = try CaptureAnalysis(
                inputs: [path],
                carriers: [MadeUpCarrier.self],
                threads: threads
            )
            analysis.unitBytes = 4_096
            var lines: [String] = []
            var writer = JSONWriter()
            _ = try analysis.run(onReports: { reports in
                for report in reports {
                    writer.connection(report)
                    lines.append(String(decoding: writer.take(), as: UTF8.self))
                }
            })
            return lines
        }
        let alone = try lines(1)
        #expect(alone.count == 120)
        for threads in 2...4 { #expect(try lines(threads) == alone) }
    }

    @Test func `are found inside a TCP stream as well`() throws {
        for cut in [1, 3, 100, 5_000] {
            var conversation = Conversation()
            conversation.open()
            func wrapped(_ bytes: [UInt8]) -> [UInt8] { [0x8F] + be(UInt16(bytes.count)) + bytes }
            conversation.send(.client, wrapped(TLS12Bytes.hello()), cutAt: cut)
            conversation.send(.server, wrapped(TLS12Bytes.serverFlight(requests: true)), cutAt: cut)
            conversation.send(
                .client,
                wrapped(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate())),
                cutAt: cut
            )
            conversation.send(.server, wrapped(TLS12Bytes.finished), cutAt: cut)
            conversation.send(.server, wrapped(TLS12Bytes.data()), cutAt: cut)
            conversation.close()
            let report = try #require(analyse(conversation.packets, shared()).first)
            #expect(report.verdict.status == .completed && report.transport == .tcp, "cut at \(cut)")
            #expect(report.carriage?.carrier == "made_up_framing" && report.precededBy == nil)
            // A framing that is not known is at best a preamble.
            #expect(analyse(conversation.packets).allSatisfy { $0.carriage?.carrier == nil })
        }
    }
}
