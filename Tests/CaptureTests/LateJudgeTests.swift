import AnalysisPipeline
import HandshakeAnalysis
import Testing

/// Captures in which the application, or the client, turned away when the handshake was over.
@Suite struct `Captures of late judges` {
    static let samples = CaptureCase.all.filter { sample in
        (try? sample.expected.get())?.connections.contains { $0.afterwards != nil } ?? false
    }

    /// What says that the application let a client in.
    private static let accusations: Set<Diagnosis.Code> = [
        .clientLetInWithoutCertificate, .serverAcceptedUnverifiableCertificate,
    ]

    @Test func `are there`() { #expect(!Self.samples.isEmpty) }

    @Test(arguments: samples, [false, true])
    func `are said to be that, and to have let nobody in`(_ sample: CaptureCase, withKeys: Bool) throws {
        let expected = try sample.expected.get()
        let hasKeys = withKeys && expected.keys != nil
        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: hasKeys ? [sample.folder.appendingPathComponent("keys.log").path] : []
        )
        var reports: [ConnectionReport] = []
        _ = try analysis.run { reports += $0 }
        for connection in expected.connections {
            guard let afterwards = connection.afterwards else { continue }
            let report = try #require(reports.last { $0.client.port == connection.clientPort })
            let codes = report.diagnoses.map(\.code)
            #expect(Self.accusations.isDisjoint(with: codes))
            let wanted = hasKeys ? afterwards.diagnosis : afterwards.diagnosisWithoutKeys
            if let wanted { #expect(codes.contains { $0.rawValue == wanted }, "\(codes)") }
            if afterwards.answer == "nothing", afterwards.by == "server" {
                #expect(report.verdict.failure?.closedBy == .server)
                #expect(report.verdict.confidence != nil)
            }
        }
    }

    /// None is hinted at where the endpoints were content.
    @Test(arguments: CaptureCase.all, [false, true])
    func `are no others`(_ sample: CaptureCase, withKeys: Bool) throws {
        let expected = try sample.expected.get()
        guard expected.connections.allSatisfy({ $0.afterwards == nil && $0.verdict.status != "failed" })
        else {
            return
        }
        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: withKeys && expected.keys != nil
                ? [sample.folder.appendingPathComponent("keys.log").path] : []
        )
        var reports: [ConnectionReport] = []
        _ = try analysis.run { reports += $0 }
        for report in reports {
            #expect(!report.diagnoses.contains { $0.code == .applicationRefusalSuspected })
            #expect(report.verdict.status != .failed)
        }
    }
}
