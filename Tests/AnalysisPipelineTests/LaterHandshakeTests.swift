import HandshakeAnalysis
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

    @Test func `after much data in segments that cut record headers, it is still noticed`() throws {
        for size in [100, 101, 102, 103, 104, 105, 1_000] {
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

    @Test func `a report makes room for another only where no place is free`() throws {
        var conversation = oneWay()
        conversation.exchangeData()
        let report = try #require(analyse(conversation.packets).first)
        func connection(_ number: UInt64) -> ReportedConnection {
            var report = report
            report.id = ConnectionID(number)
            return ReportedConnection(report: report)
        }
        var recent = RecentReports()
        for number in 1...UInt64(RecentReports.groupSize) {
            #expect(recent.keep(connection(number), group: 7) == nil)
        }
        #expect(recent.take(2, group: 7)?.report.id == ConnectionID(2))
        #expect(recent.take(2, group: 7) == nil)
        #expect(recent.keep(connection(10), group: 7) == nil)
        #expect(recent.keep(connection(11), group: 7) == ConnectionID(1))
        #expect(recent.take(1, group: 7) == nil)
        #expect(recent.take(11, group: 7)?.report.id == ConnectionID(11))
        #expect(recent.take(10, group: 6) == nil)
    }
}
