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

    @Test(arguments: [
        (["-D"], "mtlscope interfaces"), (["-V"], "mtlscope --version"),
        (["a.pcap", "-T", "json"], "mtlscope --format ndjson CAPTURE"),
        (["--json", "a.pcap"], "mtlscope --format json CAPTURE"),
        (["-Y", "tls", "a.pcap"], "mtlscope -f \"tcp port 8443\" CAPTURE"), (["-r"], "mtlscope CAPTURE"),
        (["watch"], "mtlscope watch -i INTERFACE"),
        (["watch", "lo", "tcp", "port", "8443"], "mtlscope watch -i lo -f \"tcp port 8443\""),
        (["watch", "-i", "lo", "host a"], "mtlscope watch -i lo -f \"host a\""),
        (["watch", "-ilo", "-w", "a.pcapng"], "mtlscope watch -i lo --write FAILED.pcapng"),
        (["extract", "-r", "a.pcap", "-w", "b.pcapng"], "mtlscope extract CAPTURE -o OUT.pcapng"),
    ]) func `an option of another program is answered with this one's`(
        _ arguments: [String],
        _ call: String
    ) throws {
        let result = try Command.run(Tool.url, arguments)
        #expect(result.status == 64)
        #expect(result.errorText.hasSuffix("did you mean '\(call)'?\n"))
    }

    @Test(arguments: [
        ["watch", "-i", "lo", "-f", "tcp", "--nonsense"], ["watch", "-i", "lo", "--nonsense"],
    ])
    func `where nothing is known of what was meant, nothing is proposed`(_ arguments: [String]) throws {
        let result = try Command.run(Tool.url, arguments)
        #expect(result.status == 64)
        #expect(!result.errorText.contains("did you mean"))
    }

    @Test func `a filter among the captures is told where it belongs`() throws {
        let result = try Tool.run(Tool.refused, "tcp", "port", "8443")
        #expect(result.status == 66)
        #expect(result.errorText.contains("a filter is one argument, after -f"))
        #expect(try !Tool.run("no-such-file.pcap").errorText.contains("filter"))
    }

    @Test func `standard output may be named`() throws {
        #expect(try Tool.run(Tool.refused, "-o", "-").output == Tool.run(Tool.refused).output)
        let packets = try Tool.run("extract", Tool.refused, "-o", "-")
        #expect(packets.status == 0)
        #expect(packets.output.starts(with: [0x0A, 0x0D, 0x0D, 0x0A]))
        #expect(try !FileManager.default.contentsOfDirectory(atPath: ".").contains("-"))
    }

    @Test func `a key log may be named as with tshark`() throws {
        let folder = "captures/openssl/openssl-tls13-no-certificate"
        let capture = "\(folder)/capture.pcapng"
        #expect(
            try Tool.run("-o", "tls.keylog_file:\(folder)/keys.log", "-r", capture).output
                == Tool.run("-k", "\(folder)/keys.log", capture).output
        )
    }

    @Test(arguments: [[], ["-j", "2"]])
    func `a key log of other connections is told`(_ options: [String]) throws {
        let capture = "captures/openssl/openssl-tls13-no-certificate/capture.pcapng"
        let other = "captures/openssl/openssl-tls13-unknown-ca/keys.log"
        let result = try Command.run(Tool.url, options + ["-k", other, capture])
        #expect(result.status == 0)
        #expect(
            result.errorText.contains(
                "\(other): none of its secrets belongs to a connection that was read"
            )
        )
        #expect(!result.outputText.contains("inputs"))
        let own = "captures/openssl/openssl-tls13-no-certificate/keys.log"
        #expect(try Command.run(Tool.url, options + ["-k", other, "-k", own, capture]).errors.isEmpty)
        #expect(try Tool.run("-k", "/dev/null", capture).errorText.contains("there are no secrets in it"))
    }

    @Test(arguments: [["audit"], ["extract", "-o", "-"], ["compare"]])
    func `every command that reads a capture tells of a key log of other connections`(
        _ command: [String]
    ) throws {
        let good = "captures/openssl/openssl-tls13-mutual-rsa/capture.pcapng"
        let bad = "captures/openssl/openssl-tls13-no-certificate/capture.pcapng"
        let captures = command[0] == "compare" ? [good, bad] : [bad]
        let vain = "none of its secrets belongs to a connection that was read"
        func errors(_ folder: String) throws -> String {
            try Command.run(Tool.url, command + ["-k", "captures/openssl/\(folder)/keys.log"] + captures)
                .errorText
        }
        #expect(try errors("openssl-tls13-unknown-ca").components(separatedBy: vain).count == 2)
        #expect(try !errors("openssl-tls13-no-certificate").contains(vain))
    }

    @Test func `a key log is one also where nothing had to be decrypted`() throws {
        let folder = "captures/openssl/openssl-tls12-unknown-ca"
        #expect(try Tool.run("-k", "\(folder)/keys.log", folder).errors.isEmpty)
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
        ("0\u{2}", "not a pcap or pcapng file"), ("PK\u{3}\u{4}", "zip archive"),
    ]) func `a file that is no capture is named for what it is`(_ content: String, _ hint: String) throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("file")
            try Data(content.utf8).write(to: file)
            let result = try Tool.run(file.path)
            #expect(result.status == 65)
            #expect(result.errorText.contains(hint))
        }
    }

    @Test func `a certificate in DER and a private key are named for what they are`() throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("file")
            try Data([0x30, 0x82, 0x01, 0xB1]).write(to: file)
            #expect(
                try Tool.run(file.path).errorText.contains("in DER; authorities are given with --client-ca")
            )
            try Data("-----BEGIN EC PRIVATE KEY-----\n".utf8).write(to: file)
            let result = try Tool.run("-k", file.path, Tool.refused)
            #expect(result.errorText.contains("not a key log but a private key"))
        }
    }

    @Test func `interfaces are listed`() throws {
        let result = try Tool.run("interfaces")
        #expect(result.status == 0)
        #expect(result.outputText.contains("loopback"))
    }
}
