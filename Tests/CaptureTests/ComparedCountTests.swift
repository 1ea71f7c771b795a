import AnalysisPipeline
import Foundation
import HandshakeAnalysis
import Testing

/// The other suites of captures leave out what a capture cannot show; this one says how much they may leave out.
///
/// It counts by the conditions under which they compare. A floor is raised when captures are added, and lowered by nobody
/// without saying why.
@Suite(.enabled(if: CaptureCase.isRepository)) struct `Compared connections` {
    private struct Count {
        var connections = 0
        /// Held to the endpoints' verdict: all but those of which the tool itself says that it is not sure.
        var verdicts = 0
        /// Failures whose first diagnosis is held to the cause that was planted, with keys and without.
        var causesWithKeys = 0
        var causesWithoutKeys = 0
    }

    @Test func `are as many as they were`() throws {
        var count = Count()
        for sample in CaptureCase.all {
            let expected = try sample.expected.get()
            let plain = try reports(of: sample, expected, withKeys: false)
            let keyed = expected.keys == nil ? [] : try reports(of: sample, expected, withKeys: true)
            for (place, connection) in expected.connections.enumerated() {
                count.connections += 1
                if let verdict = expected.reports(of: place, in: plain).first?.verdict,
                    verdict.confidence != .low
                {
                    count.verdicts += 1
                    if connection.cause != nil, verdict.status == .failed { count.causesWithoutKeys += 1 }
                }
                if connection.cause != nil,
                    expected.reports(of: place, in: keyed).first?.verdict.status == .failed
                {
                    count.causesWithKeys += 1
                }
            }
        }
        #expect(count.connections >= 374)
        #expect(count.verdicts >= 360)
        #expect(count.causesWithKeys >= 178)
        #expect(count.causesWithoutKeys >= 188)
    }

    private func reports(
        of sample: CaptureCase,
        _ expected: CaptureCase.Expected,
        withKeys: Bool
    ) throws -> [ConnectionReport] {
        let keys = withKeys ? expected.keys.map { [sample.folder.appendingPathComponent($0).path] } ?? [] : []
        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: keys
        )
        var reports: [ConnectionID: ConnectionReport] = [:]
        _ = try analysis.run { for report in $0 { reports[report.id] = report } }
        return Array(reports.values)
    }
}

extension CaptureCase {
    /// The captures are those of the repository, and not a folder that somebody named.
    static var isRepository: Bool { ProcessInfo.processInfo.environment["MTLSCOPE_CAPTURES"] == nil }
}
