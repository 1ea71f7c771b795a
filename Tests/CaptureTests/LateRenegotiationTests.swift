import ByteParsing
import CaptureReading
import Foundation
import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Renegotiations long after the first handshake` {
    /// A shipped capture with its renegotiation, and all that follows, put off.
    private func delayed(_ name: String, by seconds: Int64) throws -> [ConnectionReport] {
        let folder = CaptureFolders.folder(of: name)
        var engine = PacketEngine()
        let keys = engine.keys.addSource()
        engine.keys.append([UInt8](try Data(contentsOf: folder.appendingPathComponent("keys.log"))), to: keys)
        engine.keys.finish(keys)
        var timeline = try CaptureTimeline(inputs: [folder.appendingPathComponent("capture.pcapng").path])
        var frame = 0
        while let run = timeline.readRun() {
            for index in run {
                frame += 1
                var packet = timeline.batch[index].reference
                if frame > 12 {
                    packet.time = Timestamp(nanoseconds: packet.time.nanoseconds + seconds * 1_000_000_000)
                }
                engine.process(
                    timeline.batch.bytes(of: index),
                    originalLength: timeline.batch[index].originalLength,
                    linkType: timeline.batch[index].linkType.rawValue,
                    at: packet
                )
            }
        }
        engine.finish()
        return engine.takeFinished()
    }

    @Test func `are decrypted as they are at once`() throws {
        let name = "apache-curl-tls12-renegotiation-unknown-ca"
        for seconds in [0, 130] as [Int64] {
            let last = try #require(try delayed(name, by: seconds).last)
            #expect(last.verdict.failure?.kind == .clientCertificateRejected, "after \(seconds) seconds")
            #expect(last.verdict.failure?.alert?.alert?.description == .unknownCA)
            #expect(last.clientCertificate?.chain.leaf?.subject?.contains("client-untrusted") == true)
        }
    }
}
