import ByteParsing
import Foundation
import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

/// A signature is called invalid only where everything that it signs was read.
@Suite struct `Signatures of real captures without some packets` {
    private static let captures = ShippedCapture.all.filter { !$0.path.contains("bad-signature") }

    @Test(arguments: captures) func `are never called invalid`(_ capture: ShippedCapture) throws {
        let packets = try capture.packets()
        let keys = FileManager.default.contents(
            atPath: URL(fileURLWithPath: capture.path).deletingLastPathComponent().path + "/keys.log"
        )
        var random = FixedRandom(seed: UInt64(packets.count))
        for index in packets.indices {
            var rest = packets
            rest.remove(at: index)
            if Bool.random(using: &random), index + 1 < rest.count { rest.swapAt(index, index + 1) }
            for report in analyse(rest, keys: keys.map { [UInt8]($0) } ?? []) {
                #expect(report.clientCertificate?.proof != .invalid, "without \(index + 1)")
                #expect(report.serverCertificate?.proof != .invalid, "without \(index + 1)")
            }
        }
    }

    private func analyse(_ packets: [TestPacket], keys bytes: [UInt8]) -> [ConnectionReport] {
        let keys = KeyMaterial()
        let source = keys.addSource()
        keys.append(bytes, to: source)
        keys.finish(source)
        var engine = PacketEngine(keys: keys)
        engine.shared.certificates.signatures = SignatureChecker()
        for (index, packet) in packets.enumerated() {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: packet.linkType,
                at: PacketReference(
                    frame: UInt64(index + 1),
                    time: Timestamp(nanoseconds: Int64(packet.seconds * 1_000_000_000))
                )
            )
        }
        engine.finish()
        return engine.takeFinished()
    }
}
