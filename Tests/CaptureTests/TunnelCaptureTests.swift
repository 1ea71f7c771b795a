import AnalysisPipeline
import Foundation
import HandshakeAnalysis
import TestSupport
import Testing

/// Shipped captures in every tunnel and link type that `captures/make/make-tunnels` knows.
@Suite struct `Captures in tunnels` {
    private struct Kind: Decodable {
        let name: String
        let base: String
        let types: [String]
    }

    /// What is to be the same inside and outside.
    private struct Outcome: Equatable {
        let client: String
        let server: String
        let status: Verdict.Status
        let basis: Basis
        let kind: String?
        let alert: String?
        let request: Bool
        let certificate: String?
    }

    private func reports(_ capture: String, keys: String?) throws -> [ConnectionReport] {
        var analysis = try CaptureAnalysis(inputs: [capture], keyLogs: keys.map { [$0] } ?? [])
        var reports: [ConnectionID: ConnectionReport] = [:]
        _ = try analysis.run { for report in $0 { reports[report.id] = report } }
        return reports.values.sorted { $0.id < $1.id }
    }

    private func outcomes(_ reports: [ConnectionReport]) -> [Outcome] {
        reports.map { report in
            Outcome(
                client: report.client.description,
                server: report.server.description,
                status: report.verdict.status,
                basis: report.verdict.basis,
                kind: report.verdict.failure?.kind.rawValue,
                alert: report.verdict.failure?.alert?.alert.map { "\($0.description)" },
                request: report.certificateRequest != nil,
                certificate: report.clientCertificate?.chain.leaf?.subject
            )
        }
    }

    @Test func `have the verdicts that they have outside`() throws {
        let folder = TemporaryFolder()
        let script = CaptureFolders.root.appendingPathComponent("make/make-tunnels")
        let made = try Command.run(script, ["--all", folder.path])
        try #require(made.status == 0, Comment(rawValue: made.errorText))
        let index = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/index.json"))
        let kinds = try JSONDecoder().decode([Kind].self, from: index)
        #expect(kinds.count > 80)
        for kind in kinds {
            let base = CaptureFolders.root.appendingPathComponent(kind.base)
            let keyLog = base.appendingPathComponent("keys.log").path
            for keys in [nil, keyLog] {
                let bare = try reports(base.appendingPathComponent("capture.pcapng").path, keys: keys)
                let wrapped = try reports("\(folder.path)/\(kind.name).pcap", keys: keys)
                let name = Comment(rawValue: kind.name)
                #expect(!bare.isEmpty && outcomes(wrapped) == outcomes(bare), name)
                #expect(wrapped.first?.carriage?.encapsulation.map(\.type) ?? [] == kind.types, name)
            }
        }
    }
}
