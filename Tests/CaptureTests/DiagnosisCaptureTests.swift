import AnalysisPipeline
import HandshakeAnalysis
import Testing

/// The first diagnosis of each failure is the cause that the scenario planted, as far as a capture can show it.
@Suite struct `Diagnoses of captures` {
    static let failing = CaptureCase.all.filter { sample in
        (try? sample.expected.get())?.connections.contains { $0.cause != nil } ?? false
    }

    @Test func `are there`() {
        #expect(!Self.failing.isEmpty)
    }

    @Test(arguments: failing) func `begin with what was planted`(_ sample: CaptureCase) throws {
        let expected = try sample.expected.get()
        // Where the stacks wrote no key log, what can be shown is what can be shown without one.
        guard expected.keys != nil else { return }
        for (connection, report) in try pairs(sample, withKeys: true) {
            // What no key shows is another test's affair: there, the verdict is not that of the endpoints.
            guard let cause = connection.cause, report.verdict.status == .failed else { continue }
            #expect(report.diagnoses.first?.code.rawValue == cause.shown, Self.log(of: report))
            #expect(report.diagnoses.first?.severity == .error, Self.log(of: report))
        }
    }

    @Test(arguments: failing) func `without keys, begin with what can still be seen`(
        _ sample: CaptureCase
    ) throws {
        for (connection, report) in try pairs(sample, withKeys: false) {
            guard let cause = connection.cause, report.verdict.status == .failed,
                report.verdict.confidence != .low
            else { continue }
            #expect(report.diagnoses.first?.code.rawValue == cause.shownWithoutKeys, Self.log(of: report))
        }
    }

    @Test(arguments: failing)
    func `begin with what was planted, where stores are at hand that tell`(_ sample: CaptureCase) throws {
        let hasKeys = try sample.expected.get().keys != nil
        for (connection, report) in try pairs(sample, withKeys: true, checks: Self.checksOfCaptures()) {
            guard let cause = connection.cause, report.verdict.status == .failed,
                hasKeys || connection.version != "TLS 1.3"
            else { continue }
            #expect(report.diagnoses.first?.code.rawValue == cause.shownWithStores, Self.log(of: report))
        }
    }

    private static func checksOfCaptures() -> CertificateChecks {
        let pki = CaptureCase.root.appendingPathComponent("pki")
        var checks = CertificateChecks()
        checks.clientAuthorities = [pki.appendingPathComponent("root.pem").path]
        checks.serverAuthorities = checks.clientAuthorities
        checks.revocationLists = [pki.appendingPathComponent("root.crl.pem").path]
        return checks
    }

    @Test(arguments: CaptureCase.all, [false, true])
    func `hold no error against a connection that did not fail`(_ sample: CaptureCase, withKeys: Bool) throws
    {
        for (_, report) in try pairs(sample, withKeys: withKeys) where report.verdict.status != .failed {
            #expect(!report.diagnoses.contains { $0.severity == .error }, Self.log(of: report))
        }
    }

    /// What the endpoints said, with the report of the same connection.
    private func pairs(
        _ sample: CaptureCase,
        withKeys: Bool,
        checks: CertificateChecks = CertificateChecks()
    ) throws -> [(CaptureCase.Connection, ConnectionReport)] {
        let expected = try sample.expected.get()
        let keys = withKeys ? expected.keys : nil
        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: keys.map { [sample.folder.appendingPathComponent($0).path] } ?? [],
            checks: checks
        )
        var reports: [ConnectionID: ConnectionReport] = [:]
        _ = try analysis.run { for report in $0 { reports[report.id] = report } }
        return try expected.connections.enumerated().map { place, connection in
            (connection, try #require(expected.reports(of: place, in: reports.values).first))
        }
    }

    private static func log(of report: ConnectionReport) -> Comment {
        Comment(rawValue: "\(report.verdict.status), \(report.diagnoses.map { "\($0.severity) \($0.code)" })")
    }
}
