import Foundation
import MTLScopeKit
import TestSupport
import Testing

@Suite struct `Reports of captures` {
    private static func capture(_ name: String) -> String {
        CaptureFolders.folder(of: name).appendingPathComponent("capture.pcapng").path
    }

    @Test func `say who refused whom and why`() async throws {
        let reports = try CaptureReports(of: [Self.capture("openssl-tls12-expired")])
        var found: [Report] = []
        for try await report in reports { found.append(report) }
        let report = try #require(found.first)
        #expect(found.count == 1)
        #expect(report.status == .failed)
        #expect(report.cause == "client_certificate_expired")
        #expect(report.failure?.kind == "client_certificate_rejected")
        #expect(report.failure?.alert == "certificate_expired")
        #expect(report.failure?.endedBy == "server")
        #expect(report.requestsClientCertificate)
        #expect(report.version == "TLS 1.2")
        #expect(report.serverName == "api.example")
        #expect(report.clientCertificate?.subject?.contains("CN=client-expired") == true)
        #expect(report.clientCertificate?.notAfter == 1_609_459_200)  // 2021-01-01
        #expect(report.clientCertificate?.fingerprint.count == 64)
        #expect(report.outcome.hasPrefix("The server refused the client certificate"))
        let diagnosis = try #require(report.diagnoses.first)
        #expect(diagnosis.severity == .error)
        #expect(diagnosis.remedy != nil)
        #expect(!diagnosis.frames.isEmpty)
        #expect(reports.summary?.connections(with: .failed) == 1)
    }

    @Test func `are the command's JSON, key by key`() async throws {
        var options = AnalysisOptions()
        options.keyLogs = [
            CaptureFolders.folder(of: "openssl-tls13-expired").appendingPathComponent("keys.log").path
        ]
        options.keepsMessages = true
        let names = ["openssl-tls13-expired", "guide-gateway-tls12-accepted"]
        let reports = try CaptureReports(of: names.map(Self.capture), options: options)
        var lines: [String] = []
        for try await report in reports {
            lines.append(report.json)
            #expect(report.jsonWithMessages.hasPrefix(report.json.dropLast()))
            #expect(report.jsonWithMessages.contains("\"messages\":["))
        }
        lines.append(try #require(reports.summary).json)
        let command = try Command.run(
            Self.tool,
            names.map(Self.capture) + ["--format", "ndjson", "-k", options.keyLogs[0]]
        )
        #expect(command.status == 0)
        #expect(lines.joined(separator: "\n") + "\n" == command.outputText)
    }

    /// Beside the test bundle.
    private static let tool: URL = {
        let bundle =
            Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" } ?? Bundle.main.bundleURL
        let beside = bundle.deletingLastPathComponent().appendingPathComponent("mtlscope")
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        return Bundle.main.bundleURL.appendingPathComponent("mtlscope")
    }()

    @Test(arguments: [1, 3]) func `of a folder are all of them, with any number of threads`(
        _ threads: Int
    ) async throws {
        var options = AnalysisOptions()
        options.threads = threads
        let reports = try CaptureReports(of: [CaptureFolders.root.path], options: options)
        var latest: [UInt64: Report] = [:]
        for try await report in reports { latest[report.id] = report }
        let summary = try #require(reports.summary)
        #expect(UInt64(latest.count) == summary.connections)
        #expect(latest.count > 400)
        for status in Report.Status.allCases {
            #expect(UInt64(latest.values.count { $0.status == status }) == summary.connections(with: status))
        }
    }

    @Test func `tell of a key log of other connections`() async throws {
        var options = AnalysisOptions()
        options.keyLogs = [
            CaptureFolders.folder(of: "openssl-tls13-unknown-ca").appendingPathComponent("keys.log").path
        ]
        let reports = try CaptureReports(of: [Self.capture("openssl-tls13-expired")], options: options)
        for try await report in reports { #expect(report.isInferred) }
        #expect(reports.summary?.problems.count == 1)
        #expect(reports.summary?.problems.first?.contains("none of its secrets belongs") == true)
    }

    @Test func `read OpenVPN with its key, and end with an error where a file has none`() async throws {
        let name = "openvpn-tls13-tls-crypt-mutual"
        var options = AnalysisOptions()
        options.openVPNKeys = [
            CaptureFolders.folder(of: name).appendingPathComponent("openvpn.key").path
        ]
        let reports = try CaptureReports(of: [Self.capture(name)], options: options)
        for try await _ in reports {}
        #expect(reports.summary?.connections == 1)
        options.openVPNKeys = [Self.capture(name)]
        let error = #expect(throws: MTLScopeError.self) {
            _ = try CaptureReports(of: [Self.capture(name)], options: options)
        }
        #expect(error?.kind == .notKeyMaterial)
    }

    // MARK: Errors

    @Test func `begin with an error where the filter does not compile`() {
        var options = AnalysisOptions()
        options.filter = "tcp port (("
        let error = #expect(throws: MTLScopeError.self) {
            _ = try CaptureReports(of: [Self.capture("openssl-tls12-expired")], options: options)
        }
        #expect(error?.kind == .invalidFilter)
        #expect(error?.subject == "tcp port ((")
    }

    @Test func `begin with an error where a key log is missing`() {
        var options = AnalysisOptions()
        options.keyLogs = ["/no/such/keys.log"]
        let error = #expect(throws: MTLScopeError.self) {
            _ = try CaptureReports(of: [Self.capture("openssl-tls12-expired")], options: options)
        }
        #expect(error?.kind == .noSuchFile)
        #expect(error?.description.hasPrefix("/no/such/keys.log: ") == true)
    }

    @Test func `end with an error where a capture is missing, and the others are reported before`()
        async throws
    {
        let reports = try CaptureReports(of: ["/no/such/capture", Self.capture("openssl-tls12-expired")])
        var count = 0
        let error = await #expect(throws: MTLScopeError.self) {
            for try await _ in reports { count += 1 }
        }
        #expect(error?.kind == .noSuchFile)
        #expect(count == 1)
    }

    @Test func `end with an error where a file is no capture`() async throws {
        let reports = try CaptureReports(of: [Command.packageFolder.appendingPathComponent("LICENSE").path])
        let error = await #expect(throws: MTLScopeError.self) { for try await _ in reports {} }
        #expect(error?.kind == .notACapture)
    }

    @Test func `of a capture that is cut off end without one, and the summary says it`() async throws {
        let folder = TemporaryFolder()
        let whole = try Data(contentsOf: URL(fileURLWithPath: Self.capture("openssl-tls12-expired")))
        let path = folder.write(Array(whole.dropLast(20)), to: "cut.pcapng")
        let reports = try CaptureReports(of: [path])
        for try await _ in reports {}
        #expect(reports.summary?.problems.count == 1)
    }

    // MARK: Leaving early

    @Test func `end when nobody asks for more`() async throws {
        let reports = try CaptureReports(of: [CaptureFolders.root.path])
        var iterator = reports.makeAsyncIterator()
        #expect(try await iterator.next() != nil)
        // Whoever leaves here leaves the thread behind, which notices that nobody is left.
    }

    @Test func `end for a task that is cancelled`() async throws {
        let folder = TemporaryFolder()
        let path = folder.write([], to: "growing.pcap")
        // It is followed and never grows, so that only the cancellation ends it.
        let reports = try CaptureReports(of: [path], follows: true)
        let task = Task { for try await _ in reports {} }
        task.cancel()
        try await task.value
        #expect(reports.summary == nil)
    }

    @Test func `are shared between iterations`() async throws {
        let reports = try CaptureReports(of: [CaptureFolders.root.path])
        async let first = Self.identifiers(reports)
        async let second = Self.identifiers(reports)
        let (left, right) = try await (first, second)
        let once = try CaptureReports(of: [CaptureFolders.root.path])
        #expect(try await (left + right).sorted { $0 < $1 } == Self.identifiers(once).sorted { $0 < $1 })
    }

    private static func identifiers(_ reports: CaptureReports) async throws -> [String] {
        var found: [String] = []
        for try await report in reports { found.append("\(report.id) \(report.revision)") }
        return found
    }
}
