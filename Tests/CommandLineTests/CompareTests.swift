import Foundation
import TestSupport
import Testing

@Suite struct `Compare` {
    private static let good = Tool.accepted
    private static let bad = Tool.capture("openssl-tls12-expired")
    private static let two = Tool.capture("guide-gateway-tls12-accepted")

    @Test func `prints to standard output and nothing to standard error`() throws {
        let result = try Tool.run("compare", Self.good, Self.bad)
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        #expect(result.outputText.hasPrefix("GOOD   \(Self.good) #1\n"))
        #expect(result.outputText.contains("expired"))
        #expect(result.outputText.contains("they differ from here"))
    }

    @Test func `takes connections by number, in each way to name them`() throws {
        let expected = try Tool.run("compare", Self.two, "c2", "c1").output
        #expect(String(decoding: expected, as: UTF8.self).contains("FIRST  \(Self.two) #2\n"))
        #expect(try Tool.run("compare", "\(Self.two):c2", "\(Self.two):c1").output == expected)
        #expect(try Tool.run("compare", "\(Self.two):c2", "c1").output == expected)
        #expect(try Tool.run("compare", Self.two, "c1").output == expected)
    }

    @Test func `takes a file whose name looks like a capture and a number for that file`() throws {
        try Tool.withFolder { folder in
            let path = folder.appendingPathComponent("bad:c1").path
            try FileManager.default.copyItem(
                at: Command.packageFolder.appendingPathComponent(Self.bad),
                to: URL(fileURLWithPath: path)
            )
            #expect(try Tool.run("compare", Self.good, path).status == 0)
            #expect(try Tool.run("compare", Self.good, "\(path):c1").status == 0)
        }
    }

    @Test func `reads one of the two from standard input`() throws {
        let input = try Tool.contents(ofCapture: "openssl-tls12-expired")
        let result = try Tool.run("compare", Self.good, "-", input: input)
        #expect(result.status == 0)
        #expect(result.outputText.contains("\nBAD    - #1\n"))
    }

    @Test func `prints JSON by the schema`() throws {
        let result = try Tool.run("compare", Self.good, Self.bad, "--format", "json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        )
        #expect(object["type"] as? String == "comparison")
        guard ReportValidator.isAvailable else { return }
        let schema = try Tool.run("schema").output
        #expect(try ReportValidator.problems(in: result.output, schema: schema, isLines: false) == nil)
    }

    @Test func `decrypts both with one key log, also behind a pipe`() throws {
        let base = "captures/between/between-haproxy-tls13-balancer"
        let command =
            "exec \"$0\" compare \(base)-client-side/capture.pcapng \(base)-server-side/capture.pcapng -k <(cat \(base)-client-side/keys.log)"
        let result = try Command.run(
            URL(fileURLWithPath: "/bin/bash"),
            ["-c", command, Tool.url.path]
        )
        #expect(result.status == 0)
        #expect(!result.outputText.contains("encrypted after the ServerHello"))
        #expect(result.outputText.contains("Certificate CN=client-rsa"))
    }

    @Test func `checks both by the authorities that it is given`() throws {
        let revoked = Tool.capture("openssl-tls12-revoked")
        let trust = ["--client-ca", "captures/pki/root.pem", "--crl", "captures/pki/root.crl.pem"]
        let result = try Command.run(Tool.url, ["compare", Self.good, revoked] + trust)
        #expect(result.status == 0)
        #expect(result.outputText.contains("client certificate, trust        GOOD    trusted"))
        #expect(result.outputText.contains("BAD     certificate revoked"))
    }

    @Test func `writes to a file, and colours only where it is told to`() throws {
        try Tool.withFolder { folder in
            let path = folder.appendingPathComponent("report.txt").path
            let result = try Tool.run("compare", Self.good, Self.bad, "-o", path)
            #expect(result.output.isEmpty)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("What can explain it"))
            #expect(!text.contains("\u{1B}"))
        }
        #expect(
            try Tool.run("compare", Self.good, Self.bad, "--color", "always").outputText.contains("\u{1B}[")
        )
    }

    // MARK: Exit status

    @Test func `ends with 1 on demand if anything of consequence differs`() throws {
        #expect(try Tool.run("compare", Self.good, Self.bad, "--exit-code").status == 1)
        #expect(try Tool.run("compare", Self.good, Self.good, "c1", "--exit-code").status == 66)
        try Tool.withFolder { folder in
            let copy = folder.appendingPathComponent("copy.pcapng").path
            try FileManager.default.copyItem(
                at: Command.packageFolder.appendingPathComponent(Self.good),
                to: URL(fileURLWithPath: copy)
            )
            #expect(try Tool.run("compare", Self.good, copy, "--exit-code").status == 0)
        }
    }

    @Test(arguments: [
        ["compare"], ["compare", good, bad, two], ["compare", good, "c1", "c2", "c3"],
        ["compare", good, bad, "--format", "ndjson"], ["compare", two, "c1", "c1"],
        ["compare", good, bad, "-o", bad], ["compare", good, bad, "-f", "tcp port (("],
    ]) func `usage errors are status 64 and say why`(_ arguments: [String]) throws {
        let result = try Command.run(Tool.url, arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(!result.errorText.isEmpty)
    }

    @Test func `ends with 66 for a connection or a capture that is not there`() throws {
        let result = try Tool.run("compare", Self.good, "\(Self.bad):c9")
        #expect(result.status == 66)
        #expect(
            result.errorText
                == "mtlscope: \(Self.bad) has no TLS connection c9; 'mtlscope \(Self.bad)' lists them\n"
        )
        let missing = try Tool.run("compare", Self.good, "no-such-file.pcap")
        #expect(missing.status == 66)
        #expect(missing.errorText.hasPrefix("mtlscope: no-such-file.pcap: no such file or folder\n"))
        let alone = try Tool.run("compare", Self.good)
        #expect(alone.status == 66)
        #expect(alone.errorText.contains("has only one TLS connection"))
        let filtered = try Tool.run("compare", Self.good, Self.bad, "-f", "tcp port 1")
        #expect(filtered.status == 66)
        #expect(filtered.errorText.contains("has no TLS connection to compare"))
    }

    @Test func `ends with 65 for what is no capture`() throws {
        #expect(try Tool.run("compare", Self.good, "README.md").status == 65)
    }
}
