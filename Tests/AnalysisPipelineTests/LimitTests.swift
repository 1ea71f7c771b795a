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
