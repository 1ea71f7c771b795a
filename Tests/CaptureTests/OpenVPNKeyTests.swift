import AnalysisPipeline
import Foundation
import HandshakeAnalysis
import TestSupport
import Testing

/// A capture that can be read only with a key of OpenVPN.
private struct KeyedCase: CustomTestStringConvertible, Sendable {
    let folder: URL
    let expected: Expected

    struct Expected: Decodable, Sendable {
        let capture: String
        let keys: String?
        let openvpnKey: String
        let connections: [CaptureCase.Connection]
    }

    var testDescription: String { folder.lastPathComponent }

    var capture: String { folder.appendingPathComponent(expected.capture).path }
    var key: String { folder.appendingPathComponent(expected.openvpnKey).path }

    static let all: [KeyedCase] = {
        let root = CaptureFolders.root.appendingPathComponent("openvpn")
        let folders =
            (try? FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)) ?? []
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return folders.sorted { $0.path < $1.path }.compactMap { folder in
            guard let data = try? Data(contentsOf: folder.appendingPathComponent("expected-with-key.json")),
                let expected = try? decoder.decode(Expected.self, from: data)
            else { return nil }
            return KeyedCase(folder: folder, expected: expected)
        }
    }()
}

@Suite struct `Captures of an encrypted control channel` {
    @Test func `are there`() { #expect(KeyedCase.all.count >= 4) }

    @Test(arguments: KeyedCase.all) private func `yield with its key what the endpoints said`(
        _ sample: KeyedCase
    ) throws {
        for keyLogs in [
            [], sample.expected.keys.map { [sample.folder.appendingPathComponent($0).path] } ?? [],
        ] {
            var analysis = try CaptureAnalysis(
                inputs: [sample.capture],
                keyLogs: keyLogs,
                openVPNKeys: [sample.key]
            )
            var reports: [ConnectionReport] = []
            let summary = try analysis.run { reports += $0 }
            #expect(summary.passedOver.isEmpty)
            #expect(reports.count == sample.expected.connections.count)
            for (report, expected) in zip(reports, sample.expected.connections) {
                #expect(report.verdict.status.rawValue == expected.verdict.status)
                #expect(report.verdict.failure?.kind.rawValue == expected.verdict.failure?.kind)
                #expect(report.carriage?.carrier == "openvpn")
            }
        }
    }

    @Test(arguments: KeyedCase.all) private func `are named without it`(_ sample: KeyedCase) throws {
        var analysis = try CaptureAnalysis(inputs: [sample.capture])
        var reports: [ConnectionReport] = []
        let summary = try analysis.run { reports += $0 }
        #expect(reports.isEmpty)
        // Over TCP nobody knows that it is one, but for its first packets.
        guard !sample.expected.capture.isEmpty, !summary.passedOver.isEmpty else { return }
        #expect(summary.passedOver.allSatisfy { $0.name.hasPrefix("openvpn_tls_crypt") })
    }

    @Test func `are not opened by what is no key`() throws {
        let sample = try #require(KeyedCase.all.first)
        #expect(throws: AnalysisError.self) {
            _ = try CaptureAnalysis(inputs: [sample.capture], openVPNKeys: [sample.capture])
        }
    }
}
