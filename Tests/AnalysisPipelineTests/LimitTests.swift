import HandshakeAnalysis
import StreamReassembly
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Limits of reassembly` {
    /// A byte of the server's flight is lost, and what follows it comes in segments of one byte each.
    private func report(segments: Int) throws -> ConnectionReport {
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        conversation.lose(.server, 1)
        let flight = TLS12Bytes.serverFlight(requests: true)
        conversation.send(.server, Array(flight[1...segments]), cutAt: 1)
        return try #require(analyse(conversation.packets).first)
    }

    @Test(arguments: [-1, 0, 1]) func `are told of by the report of who met one`(_ beyond: Int) throws {
        let report = try report(segments: ReassemblyLimits().segmentsPerDirection + beyond)
        #expect(report.streamNotes.isLimitHit == (beyond > 0))
        #expect(report.streamNotes.missingBytes == 1)
    }
}

@Suite struct `Limits of handshake messages` {
    /// A handshake whose server begins with so many empty messages, all in records of their own or all in one.
    private func report(empty count: Int, together: Bool) throws -> ConnectionReport {
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        let empty: [UInt8] = [0, 0, 0, 0]
        let flood = (0..<count).flatMap { _ in together ? empty : record(22, empty) }
        conversation.send(.server, together ? record(22, flood) : flood, cutAt: 1_399)
        conversation.server(TLS12Bytes.serverFlight(requests: true))
        conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
        conversation.server(TLS12Bytes.finished)
        conversation.exchangeData()
        return try #require(analyse(conversation.packets).first)
    }

    /// ServerHello, Certificate, ServerKeyExchange, CertificateRequest and ServerHelloDone.
    private static let flight = 5

    @Test(arguments: [true, false]) func `as many as there may be are read`(_ together: Bool) throws {
        let report = try report(empty: HandshakeReader.maximumPlainMessages - Self.flight, together: together)
        #expect(report.verdict.status == .completed && !report.streamNotes.isLimitHit)
    }

    @Test(arguments: [true, false], [1, 2_000])
    func `what comes beyond is given up, and the report says so`(_ together: Bool, _ beyond: Int) throws {
        let count = HandshakeReader.maximumPlainMessages - Self.flight + beyond
        let report = try report(empty: count, together: together)
        #expect(report.streamNotes.isLimitHit)
        #expect((report.serverCertificate == nil) == (beyond > Self.flight))
        #expect(report.events.count < HandshakeReader.maximumPlainMessages + 20)
        let isSaid = report.events.contains { event in
            if case .lostSynchronization = event.kind { event.sender == .server } else { false }
        }
        #expect(isSaid)
    }
}
