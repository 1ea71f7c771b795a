import ByteParsing
import Foundation
import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

/// A signature is called invalid only where everything that it signs was read.
@Suite struct `Signatures of real captures` {
    private static let captures = ShippedCapture.all.filter { !$0.path.contains("bad-signature") }

    @Test(arguments: captures) func `are never called invalid where packets are missing`(
        _ capture: ShippedCapture
    ) throws {
        let packets = try capture.packets()
        let keys = FileManager.default.contents(
            atPath: URL(fileURLWithPath: capture.path).deletingLastPathComponent().path + "/keys.log"
        )
        var random = FixedRandom(seed: UInt64(packets.count))
        for index in packets.indices {
            var rest = packets
            rest.remove(at: index)
            if Bool.random(using: &random), index + 1 < rest.count { rest.swapAt(index, index + 1) }
            for report in try analyse(rest, keys: keys.map { [UInt8]($0) } ?? [], Self.signatures) {
                #expect(report.clientCertificate?.proof != .invalid, "without \(index + 1)")
                #expect(report.serverCertificate?.proof != .invalid, "without \(index + 1)")
            }
        }
    }

    /// Whatever is in a certificate or a signature, and however long a chain is.
    @Test(arguments: ShippedCapture.sample(3)) func `end nothing, whatever is in them`(
        _ capture: ShippedCapture
    ) throws {
        let packets = try capture.packets()
        var random = FixedRandom(seed: UInt64(packets.count) &* 13)
        for _ in 0..<12 {
            var damaged = packets
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let index = damaged.indices.randomElement(using: &random) ?? 0
                // Behind the headers, where messages are.
                let offsets = damaged[index].frame.indices.dropFirst(66)
                guard let offset = offsets.randomElement(using: &random) else { continue }
                damaged[index].frame[offset] = UInt8.random(in: 0...255, using: &random)
            }
            for report in try analyse(damaged, keys: [], Self.all) {
                // Nobody makes a chain that holds by chance.
                guard let leaf = report.clientCertificate?.chain.leaf, !Self.leaves.contains(leaf.der) else {
                    continue
                }
                #expect(report.clientCertificate?.trust != .trusted)
            }
        }
    }

    /// The first certificates of all files of the test infrastructure.
    private static let leaves: Set<[UInt8]> = {
        let files = FileManager.default.enumerator(at: pki, includingPropertiesForKeys: nil)
        let paths = files?.compactMap { $0 as? URL }.filter { $0.path.hasSuffix(".pem") } ?? []
        return Set(
            paths.compactMap { file -> [UInt8]? in
                guard let text = try? String(contentsOf: file, encoding: .utf8),
                    let block = text.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().first
                else { return nil }
                let base64 = block.components(separatedBy: "-----END")[0].filter { !$0.isWhitespace }
                return Data(base64Encoded: base64).map { [UInt8]($0) }
            }
        )
    }()

    private static let pki = Command.packageFolder.appendingPathComponent("captures/pki")

    /// Signatures alone, and with them chains and names.
    private static let signatures = makeChecks { _ in }
    private static let all = makeChecks { asked in
        asked.clientAuthorities = [pki.appendingPathComponent("root.pem").path]
        asked.serverAuthorities = asked.clientAuthorities
        asked.revocationLists = [pki.path]
        asked.expectedClients = ["*.example"]
    }

    private static func makeChecks(
        _ configure: (inout CertificateChecks) -> Void
    ) -> Result<EngineChecks, any Error> {
        Result {
            var asked = CertificateChecks()
            asked.signatures = .always
            configure(&asked)
            var checks = try EngineChecks(asked)
            checks.settle(inputBytes: nil)
            return checks
        }
    }

    private func analyse(
        _ packets: [TestPacket],
        keys bytes: [UInt8],
        _ checks: Result<EngineChecks, any Error>
    ) throws -> [ConnectionReport] {
        let keys = KeyMaterial()
        let source = keys.addSource()
        keys.append(bytes, to: source)
        keys.finish(source)
        var engine = PacketEngine(keys: keys)
        try checks.get().apply(to: engine.shared.certificates)
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
        #expect(engine.shared.certificates.transcripts.heldBytes == 0)
        return engine.takeFinished()
    }
}
