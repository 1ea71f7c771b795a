import AnalysisPipeline
import HandshakeAnalysis
import TLSWire
import Testing

@Suite struct `Captures` {
    @Test func `are there`() {
        #expect(!CaptureCase.all.isEmpty)
    }

    @Test(arguments: CaptureCase.all) func `yield what their endpoints said`(_ sample: CaptureCase) throws {
        var analysis = try CaptureAnalysis(inputs: [sample.capture])
        var reports: [ConnectionID: ConnectionReport] = [:]
        let summary = try analysis.run { for report in $0 { reports[report.id] = report } }

        #expect(summary.inputs.flatMap(\.problems).isEmpty)
        #expect(reports.count == sample.expected.connections.count)
        for expected in sample.expected.connections {
            let ports = (expected.clientPort, expected.serverPort)
            let found = reports.values.filter { ($0.client.port, $0.server.port) == ports }
            guard found.count == 1, let report = found.first else {
                Issue.record("\(found.count) reports for client port \(ports.0), server port \(ports.1)")
                continue
            }
            compare(report, with: expected)
        }
    }

    private func compare(_ report: ConnectionReport, with expected: CaptureCase.Connection) {
        let log = Comment(rawValue: Self.log(of: report))
        #expect(report.tls.version?.reportName == expected.version, log)
        #expect(report.tls.serverName == expected.serverName, log)
        #expect((report.tls.resumption != nil) == expected.resumed, log)

        let verdict = expected.verdictWithoutKeys ?? expected.verdict
        #expect(report.verdict.status.rawValue == verdict.status, log)
        let failure = report.verdict.failure
        #expect(failure?.kind.rawValue == verdict.failure?.kind, log)
        if let closer = verdict.failure?.closedBy { #expect(failure?.closedBy.map(name) == closer, log) }
        if let alert = verdict.failure?.alert { #expect(failure?.alert.flatMap(plain) == alert, log) }

        // A renegotiation asks under encryption, and all of TLS 1.3 does.
        let isTLS13 = report.tls.version?.isTLS13 ?? false
        guard expected.version != nil, !isTLS13, !expected.resumed, verdict.status != "undetermined" else {
            return
        }
        // A client that refuses the server's certificate at once may be faster than the server's request.
        if report.certificateRequest != nil || verdict.failure?.kind != "server_certificate_rejected" {
            #expect((report.certificateRequest != nil) == expected.requested, log)
        }
        #expect((report.clientCertificate.map { !$0.chain.isEmpty } ?? false) == expected.presented, log)
    }

    private func plain(_ fact: AlertFact) -> CaptureCase.Alert? {
        guard let alert = fact.alert else { return nil }
        return CaptureCase.Alert(
            code: alert.description.rawValue,
            name: alert.description.displayName,
            sender: name(fact.sender)
        )
    }

    private func name(_ role: Role) -> String { role == .client ? "client" : "server" }

    /// What a failed expectation shows: the events from which the verdict follows, a line each.
    private static func log(of report: ConnectionReport) -> String {
        let events = report.events.map { event in
            "  \(event.packet.frame) \(event.sender): \(String(describing: event.kind).prefix(80))"
        }
        return (["\(report.verdict)"] + events).joined(separator: "\n")
    }
}
