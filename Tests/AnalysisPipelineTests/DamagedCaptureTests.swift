import AnalysisPipeline
import HandshakeAnalysis
import TestSupport
import Testing

/// No damage to a capture ends the program, and what is reported of it is sound.
@Suite struct `Damaged real captures` {
    private func analyse(file path: String) throws -> (reports: [ConnectionReport], summary: AnalysisSummary)
    {
        var analysis = try CaptureAnalysis(inputs: [path])
        var last: [ConnectionID: ConnectionReport] = [:]
        let summary = try analysis.run { for report in $0 { last[report.id] = report } }
        #expect(summary.connectionCount == UInt64(last.count))
        #expect(summary.statusCounts.values.reduce(0, +) == UInt64(last.count))
        return (Array(last.values), summary)
    }

    private func check(_ report: ConnectionReport) {
        let verdict = report.verdict
        #expect((verdict.status == .failed) == (verdict.failure != nil))
        #expect(verdict.basis != .inferred || verdict.confidence != nil)
        #expect(report.first.frame <= report.last.frame)
        #expect(report.client != report.server)
    }

    @Test(arguments: ShippedCapture.all) func `cut off anywhere`(_ capture: ShippedCapture) throws {
        let folder = TemporaryFolder()
        let whole = capture.bytes
        let count = try analyse(file: capture.path).reports.count
        var random = FixedRandom(seed: UInt64(whole.count))
        for _ in 0..<8 {
            let length = Int.random(in: 0..<whole.count, using: &random)
            let path = folder.write(Array(whole[..<length]), to: "cut")
            let (reports, summary) = try analyse(file: path)
            #expect(reports.count <= count, "\(length) bytes")
            #expect(summary.inputs.count == 1)
            reports.forEach(check)
        }
    }

    @Test func `cut off at every byte`() throws {
        let folder = TemporaryFolder()
        let capture = try #require(ShippedCapture.all.min { $0.bytes.count < $1.bytes.count })
        let whole = capture.bytes
        for length in 0..<whole.count {
            let path = folder.write(Array(whole[..<length]), to: "cut")
            let (reports, _) = try analyse(file: path)
            #expect(reports.count <= 1)
            reports.forEach(check)
        }
    }

    @Test(arguments: ShippedCapture.all) func `with random bytes in the file`(
        _ capture: ShippedCapture
    ) throws {
        let folder = TemporaryFolder()
        let whole = capture.bytes
        var random = FixedRandom(seed: UInt64(whole.count) &* 31)
        for _ in 0..<6 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
                    in: 0...255,
                    using: &random
                )
            }
            let path = folder.write(bytes, to: "damaged")
            try analyse(file: path).reports.forEach(check)
        }
    }

    @Test(arguments: ShippedCapture.all) func `with random bytes in the packets`(
        _ capture: ShippedCapture
    ) throws {
        let packets = try capture.packets()
        var random = FixedRandom(seed: UInt64(packets.count) &* 77)
        for _ in 0..<8 {
            var damaged = packets
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                let index = damaged.indices.randomElement(using: &random) ?? 0
                let offset = damaged[index].frame.indices.randomElement(using: &random) ?? 0
                damaged[index].frame[offset] = UInt8.random(in: 0...255, using: &random)
            }
            AnalysisPipelineTests.analyse(damaged).forEach(check)
        }
    }

    @Test(arguments: ShippedCapture.all) func `with packets lost, swapped and repeated`(
        _ capture: ShippedCapture
    ) throws {
        let packets = try capture.packets()
        var random = FixedRandom(seed: UInt64(packets.count) &* 99)
        for _ in 0..<8 {
            var damaged = packets.filter { _ in Int.random(in: 0..<12, using: &random) != 0 }
            for _ in 0..<Int.random(in: 0...6, using: &random) where damaged.count > 1 {
                let index = Int.random(in: 1..<damaged.count, using: &random)
                damaged.swapAt(index, index - 1)
                damaged.insert(damaged[index], at: Int.random(in: 0...damaged.count, using: &random))
            }
            AnalysisPipelineTests.analyse(damaged).forEach(check)
        }
    }
}
