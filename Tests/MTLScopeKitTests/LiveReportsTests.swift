import Foundation
import MTLScopeKit
import TestSupport
import Testing

@Suite struct `Live reports` {
    @Test func `begin with an error where there is no such interface`() {
        let error = #expect(throws: MTLScopeError.self) { _ = try LiveReports(of: ["no-such-if0"]) }
        #expect(error?.kind == .noSuchInterface || error?.kind == .notPermitted)
    }

    @Test(.enabled(if: getuid() == 0)) func `come while packets pass, and end when they are stopped`()
        async throws
    {
        let server = try Server()
        defer { server.end() }
        var options = AnalysisOptions()
        options.filter = "tcp port \(server.port)"
        let reports = try LiveReports(of: ["lo"], options: options)
        // Packets from here on wait in the ring.
        let client = try Command.run(
            URL(fileURLWithPath: "/usr/bin/openssl"),
            ["s_client", "-connect", "127.0.0.1:\(server.port)", "-tls1_2", "-servername", "api.example"]
        )
        // The server demands a certificate, and this client has none.
        #expect(client.status == 1)
        var found: [Report] = []
        for try await report in reports {
            found.append(report)
            reports.stop()
        }
        #expect(found.map(\.status) == [.failed])
        #expect(found.first?.cause == "client_presented_none")
        #expect(found.first?.server.port == server.port)
        #expect(reports.summary?.connections(with: .failed) == 1)
    }

    @Test(.enabled(if: getuid() == 0)) func `end for a task that is cancelled in silence`() async throws {
        var options = AnalysisOptions()
        options.filter = "ip host 192.0.2.1"
        let reports = try LiveReports(of: ["lo"], options: options)
        let task = Task { for try await _ in reports {} }
        task.cancel()
        try await task.value
        #expect(reports.summary == nil)
    }
}

/// OpenSSL's server, which demands a client certificate.
private final class Server {
    let port: UInt16
    private let process = Process()
    private let output = Pipe()
    private let input = Pipe()

    struct NotListening: Error { let said: String }

    init() throws {
        let pki = CaptureFolders.root.appendingPathComponent("pki").path
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-cert", "\(pki)/server-rsa.pem",
            "-key", "\(pki)/server-rsa.test-only.key.pem", "-CAfile", "\(pki)/root.pem", "-Verify", "1",
        ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var said = ""
        while true {
            let data = output.fileHandleForReading.availableData
            said += String(decoding: data, as: UTF8.self)
            if let match = said.firstMatch(of: /ACCEPT 127\.0\.0\.1:(\d+)\n/), let number = UInt16(match.1) {
                port = number
                return
            }
            if data.isEmpty { throw NotListening(said: said) }
        }
    }

    func end() {
        // It has no way out of its own, and a thread of the test's pool hands down that it takes no other signal.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
