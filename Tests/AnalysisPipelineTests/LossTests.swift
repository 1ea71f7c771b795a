import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

/// A capture that lacks packets may say less, and nothing else.
@Suite struct `Real captures without some packets` {
    /// A later handshake, all of it encrypted, is only noticed when its records are there.
    private static let captures = ShippedCapture.all.filter {
        !$0.path.contains("renegotiation") && !$0.path.contains("post-handshake")
    }

    @Test(arguments: captures) func `never yield another verdict`(_ capture: ShippedCapture) throws {
        let packets = try capture.packets()
        let whole = analyse(packets)
        var random = FixedRandom(seed: UInt64(packets.count))
        let alone = packets.indices.map { [$0] }
        let several = (0..<10).map { _ in
            packets.indices.shuffled(using: &random).prefix(Int.random(in: 2...5, using: &random)).sorted()
        }
        for missing in alone + several {
            let rest = packets.indices.filter { !missing.contains($0) }.map { packets[$0] }
            for report in analyse(rest) {
                guard
                    let truth = whole.first(where: {
                        $0.client == report.client && $0.server == report.server
                    })
                else {
                    Issue.record(
                        "without \(missing.map { $0 + 1 }), a connection that is none: \(report.client)"
                    )
                    continue
                }
                check(
                    report,
                    against: truth,
                    "without \(missing.map { $0 + 1 }): \(report.verdict.confidence.map { "\($0)" } ?? "-") \(Essence(report)), whole: \(Essence(truth))"
                )
            }
        }
    }

    private func check(_ report: ConnectionReport, against truth: ConnectionReport, _ comment: Comment) {
        let verdict = report.verdict
        if verdict.status == .incomplete || verdict.status == .undetermined || verdict.confidence == .low {
            return
        }
        // How the server left may be what is missing, and the handshake is what it was.
        if truth.verdict.confidence != nil, truth.verdict.basis != .inferred, verdict.status != .failed {
            return
        }
        #expect(verdict.status == truth.verdict.status, comment)
        #expect(verdict.failure?.kind == truth.verdict.failure?.kind, comment)
    }
}
