import Foundation
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: getuid() == 0)) struct `Top of an interface` {
    private let folder = TemporaryFolder()

    private func server() throws -> (Talker, port: Substring) {
        let pki = Command.packageFolder.appendingPathComponent("captures/pki").path
        let server = try Talker(
            "/usr/bin/openssl",
            [
                "s_server", "-accept", "127.0.0.1:0", "-cert", "\(pki)/server-rsa.pem", "-key",
                "\(pki)/server-rsa.test-only.key.pem", "-CAfile", "\(pki)/root.pem", "-Verify", "1",
                "-verify_return_error", "-tls1_2",
            ]
        )
        let accept = try server.output.line { $0.hasPrefix("ACCEPT") }
        return (server, try #require(accept.split(separator: ":").last))
    }

    @Test func `shows a failure as it happens, and saves its packets`() throws {
        let (server, port) = try server()
        defer { server.end() }
        let terminal = try TmuxTerminal(
            "\(Tool.url.path) top -i lo -f 'tcp port \(port)'; echo \"status $?\"",
            columns: 110,
            environment: ["LC_ALL": "C.UTF-8"]
        )
        defer { terminal.end() }
        let start = try terminal.wait(for: "no TLS connection so far")
        #expect(start[0].hasPrefix("mtlscope top lo"))
        try terminal.wait(for: "0 lost")
        let client = try Talker("/usr/bin/openssl", ["s_client", "-connect", "127.0.0.1:\(port)"])
        defer { client.end() }
        let lines = try terminal.wait(for: "1 TLS, 1 failed")
        #expect(
            lines[6].contains("no client cert presented")
                || lines[6].contains("no client certificate presented")
        )
        #expect(lines[1].contains("tracked"))
        try terminal.wait(for: "CPU ")
        let file = folder.path + "/live.pcapng"
        try terminal.type("w")
        try terminal.wait(for: "Save to: ")
        for _ in 0..<19 { try terminal.type("BSpace") }
        try terminal.write(file)
        try terminal.type("Enter")
        try terminal.wait(for: "saved ")
        let saved = try Tool.run("--format", "ndjson", file)
        #expect(saved.outputText.contains(#""kind":"client_certificate_missing""#))
        try terminal.type("6")
        try terminal.wait(for: "lo watching")
        try terminal.type("q")
        try terminal.wait(for: "status 0")
    }

    @Test func `shows what a watch sends to its socket`() throws {
        let (server, port) = try server()
        defer { server.end() }
        let path = folder.path + "/socket"
        let terminal = try TmuxTerminal(
            "\(Tool.url.path) top unix:\(path)",
            environment: ["LC_ALL": "C.UTF-8"]
        )
        defer { terminal.end() }
        try terminal.wait(for: "no TLS connection so far")
        let watch = try Talker(
            Tool.url.path,
            [
                "watch", "-i", "lo", "-f", "tcp port \(port)", "-o", "unix:\(path)", "--detail", "full",
                "--statistics", "1",
            ]
        )
        defer { watch.end() }
        _ = try watch.errors.line { $0.contains("watching lo") }
        let client = try Talker("/usr/bin/openssl", ["s_client", "-connect", "127.0.0.1:\(port)"])
        defer { client.end() }
        try terminal.wait(for: "1 TLS, 1 failed")
        try terminal.wait(for: "0 tracked")
        try terminal.type("Enter")
        try terminal.wait(for: "Connection #1")
        try terminal.type("NPage")
        try terminal.wait(for: "CertificateRequest")
    }
}
