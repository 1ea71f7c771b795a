import Foundation
import TestSupport
import Testing

/// What a person would look for in the shipped captures, and must not find where it was taken out.
private let names = [
    "example", "mtlscope test", "CN=client", "client-rsa", "client-untrusted", "other test root", "spiffe",
]

@Suite struct `Redaction by the command` {
    private let folder = TemporaryFolder()
    private var key: String { folder.write(Array("\(String(repeating: "0f", count: 32))\n".utf8), to: "key") }

    private static func addresses(in text: String) -> Set<String> {
        Set(
            text.matches(of: #/\b(?:10|192|172|127|198|203)\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/#).map {
                String($0.output)
            }
        )
    }

    @Test(arguments: ["text", "json", "ndjson", "csv", "html"])
    func `leaves no address and no name of any shipped capture`(_ format: String) throws {
        let prefix = Command.packageFolder.path + "/"
        let all = CaptureFolders.all().map { $0.path + "/capture.pcapng" }.filter {
            FileManager.default.fileExists(atPath: $0)
        }.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
        #expect(all.count > 300)
        let plain = try Command.run(Tool.url, ["--format", "json"] + all)
        let known = Self.addresses(in: plain.outputText)
        #expect(known.count > 2)
        let result = try Command.run(
            Tool.url,
            [
                "--format", format, "--group", "none", "--redact", "ip=prefix:\(key)", "--redact",
                "subject=hmac:\(key)",
                "--redact", "name=hmac:\(key)",
            ] + all
        )
        #expect(result.status == plain.status)
        // The folders of captures are named for what they show, and a path is not redacted.
        var text = result.outputText
        for path in all { text = text.replacing(path, with: "") }
        #expect(Self.addresses(in: text).isDisjoint(with: known))
        if format != "html" {
            for name in names { #expect(!text.contains(name), "\(name) is still there") }
        }
    }

    @Test func `changes no verdict, and gives the same for the same`() throws {
        func report(_ options: String...) throws -> [[String: Any]] {
            let result = try Command.run(
                Tool.url,
                ["--format", "ndjson"] + options + [Tool.refused, Tool.accepted]
            )
            return try result.outputText.split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
        }
        func value(_ record: [String: Any], _ path: String...) -> String? {
            var value: Any? = record
            for key in path { value = (value as? [String: Any])?[key] }
            return value as? String
        }
        let before = try report()
        let after = try report("--redact", "ip=prefix:\(key)", "--redact", "name=hmac:\(key)")
        #expect(before.count == after.count)
        for (old, new) in zip(before, after) where value(old, "type") == "connection" {
            #expect(value(old, "mutual_auth", "status") == value(new, "mutual_auth", "status"))
            #expect(value(old, "client", "address") != value(new, "client", "address"))
            #expect(value(old, "community_id") != value(new, "community_id"))
            #expect(value(new, "tls", "server_name")?.hasPrefix("hmac-") == true)
        }
        #expect(value(after[0], "server", "address") == value(after[1], "server", "address"))
        #expect(value(after[0], "tls", "server_name") == value(after[1], "tls", "server_name"))
    }

    @Test func `of packets gives what a report of them gives`() throws {
        let out = folder.path + "/out.pcapng"
        let rule = ["--redact", "ip=prefix:\(key)"]
        let extracted = try Command.run(Tool.url, ["extract", Tool.refused, "-o", out] + rule)
        #expect(extracted.status == 0, "\(extracted.errorText)")
        let ends = #/"client":\{"address":"[^"]*","port":\d+\},"server":\{"address":"[^"]*","port":\d+\}/#
        let direct = try Command.run(Tool.url, ["--format", "ndjson", Tool.refused] + rule).outputText
        let packets = try Command.run(Tool.url, ["--format", "ndjson", out]).outputText
        #expect(direct.firstMatch(of: ends)?.output == packets.firstMatch(of: ends)?.output)
        #expect(direct.firstMatch(of: ends) != nil)
        #expect(packets.contains(#""kind":"client_certificate_rejected""#))
        let bytes = String(decoding: try Data(contentsOf: URL(fileURLWithPath: out)), as: UTF8.self)
        #expect(bytes.contains("addresses were redacted; what TLS and other payloads say"))
        if FileManager.default.isExecutableFile(atPath: "/usr/bin/tshark") {
            let checked = try Command.run(
                URL(fileURLWithPath: "/usr/bin/tshark"),
                [
                    "-r", out, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y",
                    "ip.checksum.status == 0",
                ]
            )
            #expect(checked.outputText.isEmpty)
        }
    }

    @Test func `is refused without a key, and with certificates written whole`() throws {
        let short = folder.write([1, 2, 3], to: "short")
        #expect(try Tool.run("--redact", "ip=prefix:\(short)", Tool.refused).status == 65)
        #expect(try Tool.run("--redact", "ip=prefix:\(folder.path)/none", Tool.refused).status == 66)
        for wrong in ["ip=hmac:x", "ip=/33,/0", "name=prefix:x", "color=hmac:x", "ip=", "subject=hmac:"] {
            #expect(try Tool.run("--redact", wrong, Tool.refused).status == 64)
        }
        let twice = try Tool.run("--redact", "ip=/24,/48", "--redact", "ip=/8,/16", Tool.refused)
        #expect(twice.status == 64)
        let export = try Tool.run("--redact", "ip=/24,/48", "--export-certs", folder.path, Tool.refused)
        #expect(export.status == 64)
        let result = try Tool.run("--redact", "ip=prefix:\(key)", "-o", key, Tool.refused)
        #expect(result.status == 64, "the key would be gone")
    }
}
