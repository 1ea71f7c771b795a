import ByteParsing
import CaptureReading
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

private func time(_ seconds: Double) -> Timestamp { Timestamp(nanoseconds: Int64(seconds * 1e9)) }

@Suite struct `A clock that is set` {
    /// Takes packets one by one, as `analyse` does.
    private func take(_ packets: ArraySlice<TestPacket>, _ engine: inout PacketEngine, shifted: Double = 0) {
        for (index, packet) in packets.enumerated() {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: packet.linkType,
                at: PacketReference(
                    frame: UInt64(index + 1),
                    input: 0,
                    time: time(packet.seconds + shifted)
                )
            )
        }
    }

    @Test(arguments: [-7200.0, -3, 0, 3, 7200])
    func `ends no handshake, and lets no silence last`(_ step: Double) {
        var conversation = Conversation(seconds: 1_000_000)
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        let before = conversation.packets.count
        conversation.server(TLS12Bytes.serverFlight(requests: true))
        conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
        conversation.server(TLS12Bytes.finished)
        conversation.exchangeData()
        conversation.close()
        var engine = PacketEngine()
        take(conversation.packets[..<before], &engine)
        engine.stepClock(by: Int64(step * 1e9))
        // What time brings while the server thinks.
        engine.advance(to: time(1_000_001.5 + step))
        #expect(engine.finished.isEmpty)
        take(conversation.packets[before...], &engine, shifted: step)
        #expect(engine.takeFinished().map(\.verdict.status) == [.completed])
    }

    @Test(arguments: [-7200.0, 7200])
    func `does not put off the end of a connection that is silent`(_ step: Double) {
        var conversation = Conversation(seconds: 1_000_000)
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        var engine = PacketEngine()
        take(conversation.packets[...], &engine)
        engine.stepClock(by: Int64(step * 1e9))
        for second in 1...119 { engine.advance(to: time(1_000_000 + step + Double(second))) }
        #expect(engine.finished.isEmpty)
        for second in 120...125 { engine.advance(to: time(1_000_000 + step + Double(second))) }
        #expect(engine.takeFinished().map(\.verdict.status) == [.incomplete])
    }
}

@Suite struct `A log of losses` {
    private func sources(_ drops: UInt64..., interface: UInt64 = 0) -> [LiveTimeline.Source] {
        drops.enumerated().map { index, dropped in
            LiveTimeline.Source(
                name: "v\(index)",
                isWatched: true,
                ringBytes: nil,
                statistics: LiveStatistics(droppedByKernel: dropped, droppedByInterface: interface)
            )
        }
    }

    @Test func `tells what a counter has risen by, and between when`() {
        var log = LossLog()
        #expect(log.note(sources(0, 0), at: time(1)).isEmpty)
        #expect(log.note(sources(0, 0), at: time(2)).isEmpty)
        let losses = log.note(sources(0, 5), at: time(3))
        #expect(
            losses == [
                PacketLoss(input: 1, start: time(2), end: time(3), droppedByKernel: 5, droppedByInterface: 0)
            ]
        )
        #expect(log.note(sources(0, 5), at: time(4)).isEmpty)
        #expect(log.note(sources(2, 5, interface: 1), at: time(5)).map(\.packets) == [3, 1])
    }

    @Test(arguments: [
        (1.0, 2.0, 0), (1.0, 10.5, 7), (10.2, 10.4, 7), (10.9, 12, 7), (11.05, 12, 7), (11.2, 12, 0),
    ])
    func `marks the connections that went on meanwhile`(_ start: Double, _ end: Double, _ lost: UInt64) {
        var log = LossLog()
        _ = log.note(sources(0), at: time(10))
        _ = log.note(sources(7), at: time(11))
        #expect(log.packetsLost(from: time(start), to: time(end), on: 0) == lost)
        #expect(log.packetsLost(from: time(start), to: time(end), on: 1) == 0)
    }

    @Test func `forgets no packet for want of room`() {
        var log = LossLog()
        let count = LossLog.maximumLosses * 3
        for number in 0...count { _ = log.note(sources(UInt64(number)), at: time(Double(number))) }
        #expect(log.losses.count == LossLog.maximumLosses)
        #expect(log.packetsLost(from: time(0), to: time(1e6), on: 0) == UInt64(count))
        log.forget(before: time(1e6))
        #expect(log.losses.isEmpty)
    }
}

@Suite struct `A book of certificates` {
    private func certificate(_ number: Int, endsAt seconds: Int64? = nil, size: Int = 8) -> CertificateSummary
    {
        var der = [UInt8](repeating: 0, count: max(size, 8))
        for index in 0..<8 { der[index] = UInt8(truncatingIfNeeded: number >> (index * 8)) }
        return CertificateSummary(
            der: der,
            subject: "CN=\(number)",
            notAfter: seconds.map { CertificateTime(seconds: $0) }
        )
    }

    private func report(_ certificates: [CertificateSummary], at seconds: Double = 1000) -> ConnectionReport {
        let packet = PacketReference(frame: 1, input: 0, time: time(seconds))
        let end = SocketAddress(address: IPAddress(ipv4: 1), port: 1)
        return ReportDraft(
            id: ConnectionID(1),
            transport: .tcp,
            client: end,
            server: end,
            first: packet,
            last: packet,
            tls: TLSFacts(),
            verdict: Verdict(.completed),
            serverCertificate: CertificateFacts(packet: packet, chain: CertificateChain(.x509(certificates)))
        ).report
    }

    @Test func `tells of each certificate once`() {
        var book = CertificateBook()
        let first = book.note(report([certificate(1), certificate(2)]))
        #expect(first.map(\.depth) == [0, 1] && first.allSatisfy { $0.reason == .firstSeen })
        #expect(book.note(report([certificate(1), certificate(3)])).map(\.certificate.subject) == ["CN=3"])
    }

    @Test func `tells that an end draws near, once for each mark`() {
        var book = CertificateBook()
        let day = 86_400.0
        _ = book.note(report([certificate(1, endsAt: Int64(100 * day)), certificate(2)], at: 0))
        var told: [(Double, CertificateSighting.Reason)] = []
        for hour in stride(from: 0.0, through: 105 * 24, by: 1) {
            for sighting in book.due(at: time(hour * 3600)) { told.append((hour / 24, sighting.reason)) }
        }
        #expect(told.map(\.1) == [.endsWithin30Days, .endsWithin7Days, .endsWithin1Day, .ended])
        #expect(told.map { $0.0.rounded() } == [70, 93, 99, 100])
    }

    @Test func `does not repeat what was so at first sight, nor when the clock is set back`() {
        var book = CertificateBook()
        let day = 86_400.0
        _ = book.note(report([certificate(1, endsAt: Int64(5 * day))], at: 0))
        #expect(book.due(at: time(0)).isEmpty)
        #expect(book.due(at: time(4.5 * day)).map(\.reason) == [.endsWithin1Day])
        #expect(book.due(at: time(-90 * day)).isEmpty)
    }

    @Test func `forgets the oldest beyond its limits`() {
        var book = CertificateBook()
        for number in 0..<CertificateBook.maximumCertificates + 100 {
            #expect(book.note(report([certificate(number)])).count == 1)
        }
        #expect(book.count == CertificateBook.maximumCertificates)
        #expect(book.note(report([certificate(0)])).count == 1)
        #expect(book.note(report([certificate(5000)])).isEmpty)
        for number in 0..<40 { _ = book.note(report([certificate(100_000 + number, size: 1 << 20)])) }
        #expect(book.count <= 16)
    }
}

@Suite struct `Secrets of a run without end` {
    @Test func `are forgotten when others have come`() throws {
        let keys = KeyMaterial()
        keys.forgetsOldest = true
        let source = keys.addSource()
        func random(_ number: Int) -> [UInt8] {
            [UInt8](repeating: 0, count: 24) + (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        func add(_ range: Range<Int>) {
            var lines: [UInt8] = []
            for number in range {
                lines += Array(
                    "CLIENT_RANDOM \(random(number).hexadecimal) \(String(repeating: "ab", count: 48))\n".utf8
                )
            }
            keys.append(lines, to: source)
        }
        func isKnown(_ number: Int) throws -> Bool {
            let bytes = random(number)
            var reader = ByteReader(bytes.span)
            return keys.secrets(for: try Random(parsing: &reader))?.masterSecret != nil
        }
        add(0..<KeyMaterial.generationSecrets)
        #expect(try isKnown(0))
        add(KeyMaterial.generationSecrets..<2 * KeyMaterial.generationSecrets)
        #expect(try !isKnown(0) && isKnown(KeyMaterial.generationSecrets))
        #expect(!keys.isEmpty && keys.droppedSecrets == 0)
    }
}
