import AnalysisPipeline
import Foundation
import HandshakeAnalysis
import TLSWire
import Testing

/// Every signature holds, but for those of the cases that made a client sign with another key, which the servers refused.
@Suite struct `Signatures in captures` {
    @Test(arguments: CaptureCase.all, [false, true])
    func `hold where the endpoints held them good`(_ sample: CaptureCase, hasKeys: Bool) throws {
        let expected = try sample.expected.get()
        guard !hasKeys || expected.keys != nil else { return }
        let reports = try reports(sample, expected, hasKeys, .always)
        for report in reports {
            guard let truth = expected.connection(of: report, in: reports) else { continue }
            check(
                report,
                against: truth,
                hasKeys,
                isForged: expected.summary.contains("that is not the certificate's")
            )
        }
    }

    private func check(
        _ report: ConnectionReport,
        against truth: CaptureCase.Connection,
        _ hasKeys: Bool,
        isForged: Bool
    ) {
        if let client = report.clientCertificate, client.provenAt != nil {
            let expected: ProofOfPossession =
                if client.basis == .inferred {
                    .unchecked(.incompleteTranscript)
                } else if report.tls.version == .ssl3 {
                    .unchecked(.unknownScheme)
                } else {
                    isForged ? .invalid : .valid
                }
            #expect(client.proof == expected)
        }
        if let server = report.serverCertificate, server.provenAt != nil { #expect(server.proof == .valid) }
        // Keys open everything that is signed.
        if hasKeys, report.tls.isDecrypted, report.streamNotes.missingBytes == 0,
            truth.verdict.status == "completed", !truth.resumed
        {
            #expect(report.clientCertificate?.proof == .valid || report.tls.authentication != .certificate)
        }
    }

    @Test func `are not looked at when nobody asks`() throws {
        let sample = try #require(
            CaptureCase.all.first { $0.folder.lastPathComponent == "openssl-tls12-mutual-ecdsa" }
        )
        for report in try reports(sample, try sample.expected.get(), false, .never) {
            #expect(report.clientCertificate?.proof == .unchecked(.notAsked))
            #expect(report.serverCertificate?.proof == .unchecked(.notAsked))
        }
    }

    private func reports(
        _ sample: CaptureCase,
        _ expected: CaptureCase.Expected,
        _ hasKeys: Bool,
        _ signatures: CertificateChecks.Signatures
    ) throws -> [ConnectionReport] {
        var checks = CertificateChecks()
        checks.signatures = signatures
        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: hasKeys ? [sample.folder.appendingPathComponent(expected.keys ?? "").path] : [],
            checks: checks
        )
        var last: [ConnectionID: ConnectionReport] = [:]
        _ = try analysis.run { for report in $0 { last[report.id] = report } }
        return Array(last.values)
    }
}
