import AnalysisPipeline
import HandshakeAnalysis
import TLSWire
import Testing

@testable import Reporting

@Suite struct `Captures` {
    @Test func `are there`() {
        #expect(!CaptureCase.all.isEmpty)
    }

    @Test(arguments: CaptureCase.all) func `yield what their endpoints said`(_ sample: CaptureCase) throws {
        let expected = try sample.expected.get()
        let capture = sample.folder.appendingPathComponent(expected.capture).path
        var analysis = try CaptureAnalysis(inputs: [capture])
        var reports: [ConnectionID: ConnectionReport] = [:]
        let summary = try analysis.run { for report in $0 { reports[report.id] = report } }

        #expect(summary.inputs.flatMap(\.problems).isEmpty)
        #expect(reports.count == expected.connections.count)
        for (place, connection) in expected.connections.enumerated() {
            let found = expected.reports(of: place, in: reports.values)
            guard found.count == 1, let report = found.first else {
                Issue.record("\(found.count) reports of connection \(place + 1)")
                continue
            }
            compare(report, with: connection)
        }
        for refusal in expected.refusals ?? [] { compare(summary, with: refusal) }
        if expected.refusals == nil { #expect(summary.attempts.allSatisfy { $0.refusal == nil }) }
    }

    private func compare(_ summary: AnalysisSummary, with expected: CaptureCase.Refusal) {
        let found = summary.attempts.filter { $0.server?.port == expected.serverPort && $0.refusal != nil }
        let refusal = found.first?.refusal
        #expect(found.count == 1 && found.first?.count == 1)
        #expect(refusal?.preamble.rawValue == expected.preamble && refusal?.target == expected.target)
        let reason = refusal.map(Wording.reason) ?? ""
        #expect(reason.contains(expected.reason), "\(reason)")
    }

    private func compare(_ report: ConnectionReport, with expected: CaptureCase.Connection) {
        let log = Comment(rawValue: Self.log(of: report))
        #expect(report.tls.version?.reportName == expected.version, log)
        #expect(report.tls.serverName == expected.serverName, log)
        #expect((report.tls.resumption != nil) == expected.resumed, log)
        #expect(report.precededBy == expected.precededBy, log)
        #expect(report.carriage?.carrier == expected.carrier, log)
        if let preambles = expected.preambles {
            let found = report.carriage?.preambles ?? []
            #expect(found.map { .init(type: $0.type, name: $0.name, port: $0.port) } == preambles, log)
        }

        if let confidence = report.verdict.confidence {
            // What low confidence admits, scripts/score-inference counts.
            guard confidence != .low else { return }
            // Observed is what rests on behaviour alone.
            #expect(report.verdict.basis == .inferred || report.verdict.failure?.alert == nil, log)
            compareInferred(report.verdict, with: expected, log)
            return
        }
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
        if let requested = expected.requested {
            #expect((report.certificateRequest != nil) == requested, log)
        }
        #expect((report.clientCertificate.map { !$0.chain.isEmpty } ?? false) == expected.presented, log)
    }

    /// An inferred verdict is that of the endpoints, but for what an application says under encryption.
    private func compareInferred(_ verdict: Verdict, with expected: CaptureCase.Connection, _ log: Comment) {
        var kind = expected.verdict.failure?.kind
        var status = expected.verdict.status
        switch kind {
        case "client_certificate_rejected_by_application": (status, kind) = ("completed", nil)
        case "client_certificate_missing_by_application":
            (status, kind) = (expected.requested ?? false ? "not_presented" : "not_requested", nil)
        default: break
        }
        #expect(verdict.status.rawValue == status, log)
        #expect(verdict.failure?.kind.rawValue == kind, log)
        #expect(verdict.failure?.alert?.alert == nil, log)
        if let closer = expected.verdict.failure?.closedBy, kind != nil {
            #expect(verdict.failure?.closedBy.map(name) == closer, log)
        }
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
