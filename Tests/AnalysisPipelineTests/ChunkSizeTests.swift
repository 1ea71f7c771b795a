import CaptureReading
import HandshakeAnalysis
import PacketDecoding
import Testing

@testable import AnalysisPipeline

/// Where a chunk of input ends, in the middle of whatever, changes nothing that is said of a connection.
@Suite struct `Real captures in chunks` {
    /// What is said of a connection, reasons and frames included.
    private struct Statement: Hashable {
        let id: ConnectionID
        let verdict: Verdict
        let first: UInt64
        let last: UInt64
        let eventCount: Int
        let packets: UInt64
    }

    private func statements(_ path: String, chunkBytes: Int?) throws -> [Statement] {
        var reader = try CaptureFileReader(path: path, chunkBytes: chunkBytes)
        var engine = PacketEngine()
        while try reader.readBatch() { engine.process(reader.batch, reader.batch.indices) }
        engine.finish()
        let packets = engine.counters.packets
        return engine.takeFinished().map { report in
            Statement(
                id: report.id,
                verdict: report.verdict,
                first: report.first.frame,
                last: report.last.frame,
                eventCount: report.events.count,
                packets: packets
            )
        }
    }

    /// The smallest of which each has a kind of its own: a chunk ends once at every byte.
    @Test(
        arguments: ShippedCapture.all.filter { capture in
            [
                "openssl-tls12-resumed-session-id-only", "openssl-tls13-unrecognized-name",
                "nginx-curl-tls12-mutual",
            ]
            .contains(capture.testDescription)
        }
    )
    func `cut at every byte`(_ capture: ShippedCapture) throws {
        let expected = try statements(capture.path, chunkBytes: nil)
        #expect(!expected.isEmpty)
        for chunkBytes in 1...capture.bytes.count {
            let found = try statements(capture.path, chunkBytes: chunkBytes)
            #expect(found == expected, "chunks of \(chunkBytes) bytes")
        }
    }

    @Test(arguments: ShippedCapture.all) func `of a few sizes`(_ capture: ShippedCapture) throws {
        let expected = try statements(capture.path, chunkBytes: nil)
        for chunkBytes in [1, 61, 997, 4_099] {
            let found = try statements(capture.path, chunkBytes: chunkBytes)
            #expect(found == expected, "chunks of \(chunkBytes) bytes")
        }
    }
}
