import AnalysisPipeline
import Foundation
import HandshakeAnalysis
import TLSWire
import Testing

/// With its key log, every capture yields what its endpoints said: status, kind, and the alert by name and sender.
@Suite struct `Captures with their keys` {
    static let samples = CaptureCase.all.filter { (try? $0.expected.get())?.keys != nil }

    /// What no key shows: the client checks the certificate after the handshake, and leaves with a bare FIN.
    private static let beyondKeys: Set = [
        "node-tls12-server-untrusted", "guide-node-8999-tls12-server-untrusted",
    ]

    @Test func `are there`() {
        #expect(!Self.samples.isEmpty)
    }

    @Test(arguments: samples) func `yield what their endpoints said`(_ sample: CaptureCase) throws {
        let expected = try sample.expected.get()
        let keys = try #require(expected.keys)
        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: [sample.folder.appendingPathComponent(keys).path]
        )
        var reports: [ConnectionID: ConnectionReport] = [:]
        _ = try analysis.run { for report in $0 { reports[report.id] = report } }
        for (place, connection) in expected.connections.enumerated() {
            let report = try #require(
                expected.reports(of: place, in: reports.values).first { $0.streamNotes.missingBytes == 0 }
            )
            compare(
                report.verdict,
                with: connection,
                isBeyondKeys: Self.beyondKeys.contains(sample.folder.lastPathComponent)
            )
        }
    }

    private func compare(_ verdict: Verdict, with expected: CaptureCase.Connection, isBeyondKeys: Bool) {
        let truth = isBeyondKeys ? expected.verdictWithoutKeys ?? expected.verdict : expected.verdict
        let log = Comment(rawValue: "\(verdict)")
        #expect(verdict.status.rawValue == truth.status, log)
        #expect(verdict.failure?.kind.rawValue == truth.failure?.kind, log)
        if let closer = truth.failure?.closedBy {
            #expect(verdict.failure?.closedBy.map { $0 == .client ? "client" : "server" } == closer, log)
        }
        let alert = verdict.failure?.alert
        if let expected = truth.failure?.alert {
            #expect(alert?.alert?.description.rawValue == expected.code, log)
            #expect(alert.map { $0.sender == .client ? "client" : "server" } == expected.sender, log)
        }
    }

    @Test func `a key log of another connection opens nothing, and is said to do so`() throws {
        let sample = try #require(Self.samples.first { $0.folder.lastPathComponent.contains("tls13") })
        let expected = try sample.expected.get()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // The same connections by name, with secrets that are not theirs.
        let log = try String(
            contentsOf: sample.folder.appendingPathComponent(expected.keys ?? ""),
            encoding: .utf8
        )
        let wrong = log.split(separator: "\n").map { line -> String in
            let words = line.split(separator: " ")
            guard words.count == 3, !line.hasPrefix("#") else { return String(line) }
            return "\(words[0]) \(words[1]) \(String(words[2].reversed()))"
        }
        let path = folder.appendingPathComponent("keys.log")
        try (wrong.joined(separator: "\n") + "\n").write(to: path, atomically: true, encoding: .utf8)

        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: [path.path]
        )
        var reports: [ConnectionReport] = []
        _ = try analysis.run { reports += $0 }
        #expect(!reports.isEmpty)
        for report in reports {
            #expect(report.verdict.basis != .decrypted)
            #expect(!report.tls.isDecrypted)
            #expect(report.verdict.reasons.contains(.secretsRefused))
        }
    }
}
