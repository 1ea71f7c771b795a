import Foundation
import TestSupport
import Testing

@Suite struct `Export of certificates` {
    @Test func `puts every certificate of the report into a file that openssl reads`() throws {
        try Tool.withFolder { folder in
            let target = folder.appendingPathComponent("new").path
            let result = try Tool.run(
                Tool.accepted,
                Tool.refused,
                "--export-certs",
                target,
                "--format",
                "json"
            )
            #expect(result.status == 0)
            #expect(result.errors.isEmpty)
            var found: Set<String> = []
            for name in try FileManager.default.contentsOfDirectory(atPath: target) {
                let fingerprint = try Self.fingerprint(of: target + "/" + name)
                #expect(name.hasSuffix("-\(fingerprint.prefix(16)).pem"))
                #expect(found.insert(fingerprint).inserted, "each once")
            }
            #expect(found == Self.fingerprints(in: result.outputText))
            #expect(found.count >= 4)
        }
    }

    @Test func `exports what is shown`() throws {
        try Tool.withFolder { folder in
            let result = try Tool.run(Tool.refused, "--export-certs", folder.path, "--status", "completed")
            #expect(result.status == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        }
    }

    @Test func `leaves what is there`() throws {
        try Tool.withFolder { folder in
            #expect(try Tool.run(Tool.refused, "--export-certs", folder.path).status == 0)
            #expect(try Tool.run(Tool.refused, "--export-certs", folder.path).status == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            let name = try #require(names.first { $0.hasPrefix("client-") })
            let file = folder.appendingPathComponent(name)
            try Data("mine".utf8).write(to: file)
            let result = try Tool.run(Tool.refused, "--export-certs", folder.path)
            #expect(result.status == 74)
            #expect(result.errorText.contains("\(name) exists and is not this certificate"))
            #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
        }
    }

    @Test func `follows no link`() throws {
        try Tool.withFolder { folder in
            let target = folder.appendingPathComponent("certs")
            #expect(try Tool.run(Tool.refused, "--export-certs", target.path).status == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: target.path)
            let file = target.appendingPathComponent(try #require(names.first))
            let outside = folder.appendingPathComponent("outside")
            try FileManager.default.removeItem(at: file)
            try FileManager.default.createSymbolicLink(at: file, withDestinationURL: outside)
            #expect(try Tool.run(Tool.refused, "--export-certs", target.path).status == 74)
            #expect(!FileManager.default.fileExists(atPath: outside.path))
        }
    }

    @Test(arguments: ["/dev/null", "/no/such/folder"]) func `needs a folder`(_ path: String) throws {
        let result = try Tool.run(Tool.refused, "--export-certs", path)
        #expect(result.status == 74)
        #expect(result.output.isEmpty)
        #expect(result.errorText.hasPrefix("mtlscope: cannot write to \(path): "))
    }

    private static func fingerprint(of path: String) throws -> String {
        let openssl = URL(fileURLWithPath: "/usr/bin/openssl")
        let result = try Command.run(openssl, ["x509", "-in", path, "-noout", "-fingerprint", "-sha256"])
        #expect(result.status == 0)
        let text = result.outputText.split(separator: "=").last ?? ""
        return text.replacing(":", with: "").lowercased().trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func fingerprints(in json: String) -> Set<String> {
        Set(json.matches(of: /"fingerprint_sha256": "([0-9a-f]{64})"/).map { String($0.output.1) })
    }
}
