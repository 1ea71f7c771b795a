import Foundation
import TestSupport
import Testing

@Suite struct `Analyze` {
    @Test func `prints the verdict to standard output and nothing to standard error`() throws {
        let result = try Tool.run(Tool.refused)
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        #expect(result.outputText.contains("FAILED"))
        #expect(result.outputText.contains("unknown_ca (48), frame 11"))
        #expect(!result.outputText.contains("\u{1B}"))
    }

    @Test func `is the same with and without its name`() throws {
        #expect(try Tool.run(Tool.refused).output == Tool.run("analyze", Tool.refused).output)
    }

    @Test func `reads standard input`() throws {
        let input = try Tool.contents(ofCapture: "openssl-tls12-unknown-ca")
        let result = try Tool.run("-", input: input)
        #expect(result.status == 0)
        #expect(result.outputText == (try Tool.run(Tool.refused)).outputText)
    }

    @Test func `of an older capture behind a younger one says when the older began`() throws {
        let input =
            try Tool.contents(ofCapture: "late-apache-403-tls12-unknown-ca")
            + Tool.contents(ofCapture: "openssl-tls12-unknown-ca")
        let text = try Tool.run("-", "--utc", input: input).outputText
        #expect(text.contains(#/, 2026-11-21 \d\d:\d\d:\d\d to 2026-12-01 /#))
    }

    @Test func `reads a folder, and names each capture above its connections`() throws {
        let result = try Tool.run("captures/openssl")
        #expect(result.status == 0)
        #expect(result.outputText.contains("\n\(Tool.refused)\n✗ #"))
    }

    @Test func `shows only the statuses that are asked for, and counts all`() throws {
        let result = try Tool.run(
            Tool.refused,
            Tool.accepted,
            "--status",
            "completed",
            "--status",
            "incomplete"
        )
        #expect(result.outputText.contains("\n✓ #"))
        #expect(!result.outputText.contains("FAILED"))
        #expect(result.outputText.contains("2 TLS connections: ✓ 1 completed, ✗ 1 failed"))
        #expect(result.outputText.contains("shown: 1 of 2, by --status completed --status incomplete"))
    }

    @Test func `applies a filter`() throws {
        let result = try Tool.run(Tool.refused, "-f", "tcp port 1")
        #expect(result.status == 0)
        #expect(result.outputText.hasPrefix("no TLS connections\n"))
    }

    @Test func `adds the ladder on demand`() throws {
        let result = try Tool.run(Tool.refused, "-v")
        #expect(result.outputText.contains("── ClientHello ──"))
        #expect(
            result.outputText.contains("── CertificateRequest ──")
                || result.outputText.contains(" CertificateRequest ──")
        )
    }

    @Test func `colours only where it is told to`() throws {
        #expect(try Tool.run(Tool.refused, "--color", "always").outputText.contains("\u{1B}[31m"))
        #expect(!(try Tool.run(Tool.refused, "--color", "never").outputText.contains("\u{1B}")))
    }

    // MARK: Exit status

    @Test func `ends with 1 on demand if a connection failed`() throws {
        #expect(try Tool.run(Tool.refused, "--exit-code").status == 1)
        #expect(try Tool.run(Tool.accepted, "--exit-code").status == 0)
        #expect(try Tool.run(Tool.accepted, Tool.refused, "--exit-code", "--status", "completed").status == 1)
    }

    @Test func `ends with 66 for what is not there, and analyses the rest`() throws {
        let result = try Tool.run("no-such-file.pcap", Tool.refused)
        #expect(result.status == 66)
        #expect(result.errorText == "mtlscope: no-such-file.pcap: no such file or folder\n")
        #expect(result.outputText.contains("unknown_ca (48)"))
    }

    @Test func `ends with 66 for a folder without captures`() throws {
        let result = try Tool.withFolder { try Tool.run($0.path) }
        #expect(result.status == 66)
        #expect(result.errorText.contains("holds no capture"))
    }

    @Test func `ends with 65 for what is no capture, and analyses the rest`() throws {
        let result = try Tool.run("Package.swift", Tool.refused)
        #expect(result.status == 65)
        #expect(result.errorText.contains("mtlscope: Package.swift: not a pcap or pcapng file but text"))
        #expect(result.outputText.contains("unknown_ca (48)"))
        #expect(try Tool.run("-", input: []).status == 65)
        #expect(try Tool.run("-", input: Array("rubbish, and not a capture".utf8)).status == 65)
    }

    @Test func `analyses a capture that is cut off, says so, and ends with 0`() throws {
        let whole = try Tool.contents(ofCapture: "openssl-tls12-unknown-ca")
        let result = try Tool.run("-", "--format", "ndjson", input: whole.dropLast(70))
        #expect(result.status == 0)
        #expect(result.errorText.contains("cut off"))
        #expect(result.outputText.contains(#""category":"truncated""#))
        #expect(result.outputText.contains(#""name":"unknown_ca""#))
    }

    @Test(arguments: ["1", "2"])
    func `tells the period where the youngest capture stands in the middle`(
        _ threads: String
    ) throws {
        let names = ["openssl-tls12-expired", "node-tls12-expired", "openssl-tls12-mutual-rsa"]
        let input = try names.flatMap { try Tool.contents(ofCapture: $0) }
        let text = try Tool.run("-", "--utc", "-j", threads, input: input).outputText
        #expect(text.contains("2026-11-21 04:53:52 to 04:56:28 UTC"))
    }

    @Test func `survives any length of a capture`() throws {
        let whole = try Tool.contents(ofCapture: "openssl-tls12-unknown-ca")
        for length in stride(from: 1, to: whole.count, by: 97) {
            let status = try Tool.run("-", input: Array(whole.prefix(length))).status
            #expect(status == 0 || status == 65, "\(length) bytes")
        }
    }
}
