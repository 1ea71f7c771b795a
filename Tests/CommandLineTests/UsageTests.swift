import Foundation
import TestSupport
import Testing

@Suite struct `Usage` {
    @Test func `without arguments is help on standard error and status 64`() throws {
        let result = try Tool.run()
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errorText.contains("USAGE: mtlscope CAPTURE... [options]"))
    }

    @Test(arguments: [
        ["--nonsense"], ["analyze"], ["watch"], ["watch", "-i", "lo", "--format", "csv"],
        ["watch", "-i", "lo", "--format", "html"],
        ["captures", "--status", "good"], ["captures", "--color", "pink"], ["captures", "-f", "tcp port (("],
        [Tool.refused, "-o", Tool.refused],
    ]) func `errors are status 64 and say why`(_ arguments: [String]) throws {
        let result = try Command.run(Tool.url, arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(!result.errorText.isEmpty)
    }

    @Test func `help and version go to standard output`() throws {
        for arguments in [
            ["--help"], ["analyze", "--help"], ["watch", "--help"], ["compare", "--help"],
            ["extract", "--help"], ["audit", "--help"], ["--version"],
            ["-h"],
            ["watch", "-h"], ["help"], ["help", "watch"], ["version"],
        ] {
            let result = try Command.run(Tool.url, arguments)
            #expect(result.status == 0)
            #expect(!result.output.isEmpty)
            #expect(result.errors.isEmpty)
        }
    }

    @Test(arguments: [
        "analyze", "watch", "top", "compare", "extract", "audit", "explain", "interfaces", "schema",
    ]) func `the help of each subcommand ends with examples, at 80 columns`(_ name: String) throws {
        let lines = try Tool.run(name, "--help").outputText.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE: ") })
        let examples = try #require(lines.lastIndex(of: "EXAMPLES:"))
        #expect(
            lines[(examples + 1)...].contains { $0.hasPrefix("  mtlscope ") || $0.contains("| mtlscope") }
        )
    }

    @Test func `help of what is no subcommand is status 64`() throws {
        let result = try Tool.run("help", "wathc")
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errorText.contains("did you mean 'watch'?"))
    }

    @Test(arguments: [
        ["--verison"], ["watch", "--verison"], ["top", "--verison"], ["extract", "--verison"],
        ["audit", "--verison"],
    ]) func `an option that nobody knows is named, whatever else is missing`(_ arguments: [String]) throws {
        let result = try Command.run(Tool.url, arguments)
        #expect(result.status == 64)
        #expect(result.errorText.contains("Unknown option '--verison'"))
    }

    @Test(arguments: [["-nr"], ["-n", "-r"], ["audit", "-r"], ["audit", "-nnr"]])
    func `captures are named as for tcpdump`(_ arguments: [String]) throws {
        let capture = "captures/openssl/openssl-tls12-mutual-ecdsa/capture.pcap"
        #expect(try Command.run(Tool.url, arguments + [capture]).status == 0)
    }

    @Test func `what cannot be read at all is said once`() throws {
        let result = try Tool.run("no-such-file.pcap")
        #expect(result.status == 66)
        #expect(result.output.isEmpty)
        #expect(result.errorText == "mtlscope: no-such-file.pcap: no such file or folder\n")
    }

    @Test(arguments: [["watch", "-nni"], ["watch", "-n", "-i"], ["watch", "-n"]])
    func `an interface is named as for tcpdump`(_ arguments: [String]) throws {
        let plain = try Tool.run("watch", "-i", "no-such-if0")
        let result = try Command.run(Tool.url, arguments + ["no-such-if0"])
        #expect(result.status == plain.status)
        #expect(result.errorText == plain.errorText)
        #expect(plain.errorText.contains("no-such-if0"))
    }

    @Test(arguments: [
        (["-i", "lo"], "lo"), (["-ilo", "-n"], "lo"), (["-n", "-i"], "INTERFACE"),
        (["-nni", "lo", "-v"], "lo"),
    ])
    func `tcpdump's way to name an interface is told this tool's`(
        _ arguments: [String],
        _ name: String
    ) throws {
        let result = try Command.run(Tool.url, arguments)
        #expect(result.status == 64)
        #expect(result.errorText.contains("did you mean 'mtlscope watch -i \(name)'?"))
    }

    @Test func `the short help fits a screen, and the whole has the options of the default command`() throws {
        let short = try Tool.run("-h").outputText
        #expect(short.split(separator: "\n", omittingEmptySubsequences: false).count < 20)
        #expect(short.contains("mtlscope watch -i eth0"))
        let whole = try Tool.run("--help").outputText
        #expect(whole.contains("--key-log"))
        #expect(whole.contains("SUBCOMMANDS:"))
        #expect(try Tool.run("watch", "-h").outputText.contains("mtlscope watch -i any"))
    }

    @Test func `the version names the libraries`() throws {
        let lines = try Tool.run("--version").outputText.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("mtlscope "))
        #expect(lines[0].contains("(commit "))
        #expect(lines[1].wholeMatch(of: /libpcap [0-9.]+, OpenSSL [0-9.]+/) != nil)
        #expect(try Tool.run("version").output == Tool.run("--version").output)
    }

    @Test func `a capture may be named as with tcpdump`() throws {
        #expect(try Tool.run("-r", Tool.refused).output == Tool.run(Tool.refused).output)
        #expect(try Tool.run("analyze", "-r", Tool.refused).output == Tool.run(Tool.refused).output)
    }

    @Test func `an interface may be named without an option`() throws {
        let result = try Tool.run("watch", "nonesuch0")
        #expect(result.status == 66 || result.status == 77)
        #expect(result.errorText.contains("nonesuch0"))
    }

    @Test func `a subcommand that is nearly right is named`() throws {
        let result = try Tool.run("wach", "-i", "lo")
        #expect(result.status == 64)
        #expect(result.errorText.contains("did you mean 'watch'?"))
    }

    @Test(arguments: [
        ("CLIENT_RANDOM 00 00\n", "give it with -k"),
        ("# SSL/TLS secrets log file, generated by NSS\n", "give it with -k"),
        ("-----BEGIN CERTIFICATE-----\n", "--client-ca"),
        ("root:x:0:0\n", "begins with 'root'"),
    ]) func `a file that is no capture is named for what it is`(_ content: String, _ hint: String) throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("file")
            try Data(content.utf8).write(to: file)
            let result = try Tool.run(file.path)
            #expect(result.status == 65)
            #expect(result.errorText.contains(hint))
        }
    }

    @Test func `interfaces are listed`() throws {
        let result = try Tool.run("interfaces")
        #expect(result.status == 0)
        #expect(result.outputText.contains("loopback"))
    }
}
