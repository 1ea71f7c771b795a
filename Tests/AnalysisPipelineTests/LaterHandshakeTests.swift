import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Handshakes after the first` {
    private func oneWay() -> Conversation {
        var conversation = Conversation()
        conversation.open()
        conversation.handshake(certificate: nil)
        return conversation
    }

    private func renegotiate(_ conversation: inout Conversation) {
        conversation.client(TLS12Bytes.encryptedHandshake)
        conversation.server(TLS12Bytes.encryptedHandshake)
        conversation.client(TLS12Bytes.encryptedHandshake + TLS12Bytes.finished)
        conversation.server(TLS12Bytes.finished)
        conversation.exchangeData()
    }

    @Test func `before the report, one report tells of both`() throws {
        var conversation = oneWay()
        renegotiate(&conversation)
        conversation.close()
        let reports = allReports(conversation.packets)
        let report = try #require(reports.first)
        #expect(reports.count == 1 && report.revision == 1 && report.verdict.status == .undetermined)
    }

    @Test func `after the report, another report replaces it`() throws {
        var conversation = oneWay()
        conversation.exchangeData()
        conversation.exchangeData()
        renegotiate(&conversation)
        conversation.close()
        let reports = allReports(conversation.packets)
        #expect(reports.map(\.revision) == [1, 2])
        #expect(reports.map(\.verdict.status) == [.notRequested, .undetermined])
        #expect(Set(reports.map(\.id)).count == 1)
        #expect(reports.last?.first.frame == 1)
    }

    @Test func `after the report, what the receiver does not heed changes nothing`() {
        let alert: [UInt8] = [21, 3, 3, 0, 2, 2, 48]
        let strays: [(inout Conversation, Role) -> Void] = [
            { $0.stray($1, flags: tcpRST | tcpACK, 500) },
            { $0.stray($1, flags: tcpRST | tcpACK, -60) },
            { $0.stray($1, flags: tcpFIN | tcpACK, 0x1000_0000) },
            { $0.stray($1, alert, flags: tcpACK, 0x1000_0000) },
            { $0.stray($1, alert, flags: tcpACK, -0x7000_0000) },
            { $0.stray($1, alert, flags: 0x08, 0) },
            { $0.stray($1, alert, flags: tcpACK, 0, acknowledging: 0x3000_0000) },
            { $0.stray($1, alert, flags: tcpACK, 0, acknowledging: -0x3000_0000) },
        ]
        for sender in [Role.client, .server] {
            for (index, stray) in strays.enumerated() {
                var conversation = oneWay()
                conversation.exchangeData()
                conversation.exchangeData()
                stray(&conversation, sender)
                renegotiate(&conversation)
                let statuses = allReports(conversation.packets).map(\.verdict.status)
                #expect(statuses == [.notRequested, .undetermined], "\(sender) \(index)")
            }
        }
    }

    @Test func `after the report and more lost bytes than any window holds, it is still noticed`() {
        var conversation = oneWay()
        conversation.exchangeData()
        conversation.exchangeData()
        conversation.lose(.server, 100 << 20)
        for _ in 0..<8 { conversation.server(TLS12Bytes.data()) }
        renegotiate(&conversation)
        let statuses = allReports(conversation.packets).map(\.verdict.status)
        #expect(statuses == [.notRequested, .undetermined])
    }

    @Test func `after the report, a RST that the receiver heeds ends it`() {
        var conversation = oneWay()
        conversation.exchangeData()
        conversation.exchangeData()
        conversation.send(.server, [], flags: tcpRST | tcpACK)
        renegotiate(&conversation)
        #expect(allReports(conversation.packets).map(\.verdict.status) == [.notRequested])
    }

    @Test func `after much data in segments that cut record headers, it is still noticed`() throws {
        for size in [1, 2, 100, 101, 102, 103, 104, 105, 1_000] {
            var conversation = oneWay()
            conversation.exchangeData()
            let stream = (0..<40).flatMap { _ in TLS12Bytes.data(1_000) }
            conversation.send(.client, stream, cutAt: size)
            conversation.server(TLS12Bytes.data())
            renegotiate(&conversation)
            let reports = allReports(conversation.packets)
            #expect(reports.map(\.verdict.status) == [.notRequested, .undetermined], "segments of \(size)")
        }
    }

    /// What follows a lost hello is under keys that nobody can make, and the secrets are this connection's all the same.
    @Test(arguments: ShippedCapture.all.filter { $0.path.contains("renegotiation") })
    func `of which a packet is lost does not make its secrets another's`(_ capture: ShippedCapture) throws {
        let packets = try capture.packets()
        for lost in packets.indices {
            let reports = analyse(Array(packets[..<lost] + packets[(lost + 1)...]), keys: capture.keys)
            for report in reports where report.verdict.reasons.contains(.secretsRefused) {
                Issue.record("without packet \(lost + 1)")
            }
        }
    }

    @Test(arguments: ShippedCapture.all.filter { $0.path.contains("renegotiation") })
    func `in real captures the last report tells of it`(_ capture: ShippedCapture) throws {
        let reports = allReports(try capture.packets())
        #expect(Set(reports.map(\.id)).count == 1)
        #expect(reports.map(\.revision) == Array(1...reports.count))
        let last = try #require(reports.last)
        #expect(
            last.verdict.reasons.contains { if case .encryptedRenegotiation = $0 { true } else { false } }
        )
    }

    @Test func `what the server alone says is no other handshake`() throws {
        var conversation = oneWay()
        conversation.exchangeData()
        conversation.server(TLS12Bytes.encryptedHandshake)  // a HelloRequest that is ignored
        conversation.exchangeData()
        conversation.close()
        let reports = allReports(conversation.packets)
        #expect(reports.map(\.verdict.status) == [.notRequested])
    }

    @Test func `counters count a connection once`() {
        var conversation = oneWay()
        conversation.exchangeData()
        renegotiate(&conversation)
        var engine = PacketEngine()
        for packet in conversation.packets {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: 1,
                at: .init(frame: 1, time: .init(nanoseconds: 0))
            )
        }
        engine.finish()
        #expect(engine.counters.connections == 1)
        #expect(engine.counters.statuses.filter { $0.value != 0 } == [.undetermined: 1])
    }

    /// Connections that are kept in the place of the first, of one client and of many; all of them stay open.
    @Test(arguments: [true, false]) func `no stranger makes a later handshake unsaid`(areMany: Bool) throws {
        var conversation = oneWay()
        conversation.exchangeData()
        var packets = conversation.packets
        let before = packets.count
        renegotiate(&conversation)
        var strangers = 0
        var number: UInt32 = 0
        let group = Self.group(of: Endpoint.client.address, 51_000)
        while strangers < 20 {
            number += 1
            let address: [UInt8] = [10, 1, areMany ? UInt8(strangers) : 0, 1]
            let port = UInt16(10_000 + number % 40_000)
            guard Self.group(of: address, port) == group else { continue }
            strangers += 1
            var other = Conversation(port: port, seconds: 1, address: address)
            other.open()
            other.handshake(certificate: nil)
            other.exchangeData()
            packets += other.packets
        }
        packets += conversation.packets[before...]
        let reports = allReports(packets)
        let own = reports.filter { $0.id == ConnectionID(1) }
        #expect(own.map(\.revision) == [1, 2])
        let last = try #require(own.last)
        #expect(own.first?.verdict.status == .notRequested && last.verdict.status == .undetermined)
        #expect(last.streamNotes.isLimitHit == areMany)
        #expect(last.verdict.reasons.contains(.laterHandshakeNotRead) == areMany)
        #expect(Set(reports.filter { $0.id != ConnectionID(1) }.map(\.verdict.status)) == [.notRequested])
    }

    private static func group(of client: [UInt8], _ port: UInt16) -> Int {
        func number(_ address: [UInt8]) -> UInt32 { address.reduce(0) { $0 << 8 | UInt32($1) } }
        return TCPSegment(
            source: IPAddress(ipv4: number(client)),
            destination: IPAddress(ipv4: number(Endpoint.server.address)),
            sourcePort: port,
            destinationPort: Endpoint.server.port,
            sequenceNumber: 0
        ).key.group
    }

    @Test func `a report makes room for another only where no place is free`() throws {
        var conversation = oneWay()
        conversation.exchangeData()
        let report = try #require(analyse(conversation.packets).first)
        var recent = RecentReports(maximumBytes: 100_000)
        func keep(_ number: UInt64, from client: UInt32, weight: Int = 1_000) -> [UInt64] {
            var draft = ReportDraft(report)
            draft.id = ConnectionID(number)
            draft.client = SocketAddress(address: IPAddress(ipv4: client), port: 4_000)
            var displaced: [UInt64] = []
            recent.keep(ReportedConnection(report: draft.report, weight: weight), group: 7) {
                displaced.append($0.report.id.number)
            }
            return displaced
        }
        for number in 1...UInt64(RecentReports.groupSize) {
            #expect(keep(number, from: UInt32(number)) == [])
        }
        #expect(recent.take(2, group: 7)?.report.id == ConnectionID(2))
        #expect(recent.take(2, group: 7) == nil)
        #expect(keep(20, from: 20) == [])
        // Among clients that have one each, the oldest makes room.
        #expect(keep(21, from: 21) == [1])
        #expect(recent.take(1, group: 7) == nil)
        // One that takes more and more places gives its own.
        #expect(keep(22, from: 20) == [20])
        #expect(keep(23, from: 20) == [22])
        #expect(keep(24, from: 24) == [3])
        #expect(recent.take(24, group: 7)?.report.id == ConnectionID(24))
        #expect(recent.take(21, group: 6) == nil)
        // What is too large has no place, and what is large takes those of several.
        #expect(keep(25, from: 25, weight: 100_001) == [25])
        #expect(keep(26, from: 26, weight: 98_000) == [4, 5, 6, 7, 8])
    }
}
