import Foundation
import TestSupport
import Testing

@Suite struct `Outputs and inputs` {
    private func copy(of path: String, to folder: URL, as name: String) throws -> String {
        let target = folder.appendingPathComponent(name).path
        try Data(contentsOf: Command.packageFolder.appendingPathComponent(path)).write(
            to: URL(fileURLWithPath: target)
        )
        return target
    }

    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test func `no input is destroyed, however it is named`() throws {
        try Tool.withFolder { folder in
            let capture = try copy(of: Tool.refused, to: folder, as: "in.pcapng")
            let key = folder.appendingPathComponent("keys.log").path
            try Data("# none\n".utf8).write(to: URL(fileURLWithPath: key))
            let link = folder.appendingPathComponent("link").path
            let hard = folder.appendingPathComponent("hard").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: capture)
            try FileManager.default.linkItem(atPath: capture, toPath: hard)
            let inside = folder.path + "/../" + folder.lastPathComponent + "/in.pcapng"
            for arguments in [
                [capture, "-o", link], [capture, "-o", hard], [link, "-o", capture], [capture, "-o", inside],
                [folder.path, "-o", capture], [capture, "-k", key, "-o", key],
                ["compare", capture, "-o", link],
                [Tool.refused, "--client-ca", key, "-o", key],
                [Tool.refused, "--client-ca", folder.path, "-o", key],
                ["watch", "-i", "lo", "-k", key, "-o", key],
            ] {
                let before = try Data(contentsOf: URL(fileURLWithPath: capture))
                let result = try Command.run(Tool.url, arguments)
                #expect(result.status == 64, "\(arguments)")
                #expect(result.errorText.contains("the output would overwrite an input"), "\(arguments)")
                #expect(try Data(contentsOf: URL(fileURLWithPath: capture)) == before)
                #expect(try Data(contentsOf: URL(fileURLWithPath: key)) == Data("# none\n".utf8))
            }
            let shell = URL(fileURLWithPath: "/bin/sh")
            let script = "'\(Tool.url.path)' - -o '\(link)' < '\(capture)'"
            #expect(try Command.run(shell, ["-c", script]).status == 64)
            // A report in the folder of captures may be written again.
            let report = folder.appendingPathComponent("report.json").path
            for _ in 0..<2 {
                let arguments = [capture, "--format", "json", "-o", report]
                #expect(try Command.run(Tool.url, arguments).status == 0)
            }
        }
    }

    @Test func `a new file is its owner's alone, and an old one stays whose it is`() throws {
        try Tool.withFolder { folder in
            let report = folder.appendingPathComponent("report").path
            #expect(try Tool.run(Tool.refused, "-o", report).status == 0)
            #expect(try mode(report) == 0o600)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: report)
            #expect(try Tool.run(Tool.refused, "-o", report).status == 0)
            #expect(try mode(report) == 0o644)
            let certificates = folder.appendingPathComponent("certificates").path
            #expect(try Tool.run(Tool.refused, "--export-certs", certificates).status == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: certificates)
            #expect(!names.isEmpty)
            for name in names { #expect(try mode(certificates + "/" + name) == 0o600) }
        }
    }

    @Test func `a link in a folder that everybody may write to is not followed`() throws {
        try Tool.withFolder { folder in
            let victim = folder.appendingPathComponent("victim").path
            try Data("mine".utf8).write(to: URL(fileURLWithPath: victim))
            let shared = folder.appendingPathComponent("shared").path
            try FileManager.default.createDirectory(atPath: shared, withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: shared)
            let link = shared + "/report"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: victim)
            let result = try Tool.run(Tool.refused, "-o", link)
            #expect(result.status == 74)
            #expect(result.errorText.contains("cannot write to"))
            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "mine")
        }
    }

    @Test(arguments: [
        ["captures", "--format", "\u{1B}[31mred"], ["captures", "--color=\u{1B}]0;title\u{7}"],
        ["\u{1B}[2J"], ["captures", "--from", "\u{9B}31m"], ["--\u{1B}[31m"],
        ["captures", "--status", "one\nmtlscope: all is well"],
    ]) func `no control character of an argument reaches the terminal`(_ arguments: [String]) throws {
        let result = try Command.run(Tool.url, arguments)
        #expect(result.status != 0)
        #expect(
            !result.errorText.unicodeScalars.contains {
                $0 != "\n" && $0.properties.generalCategory == .control
            }
        )
        #expect(!result.errorText.contains("\nmtlscope: all is well"))
    }

    @Test func `bad lines of a key log are said in words`() throws {
        try Tool.withFolder { folder in
            let key = folder.appendingPathComponent("keys.log").path
            let lines = "CLIENT_RANDOM 00\nCLIENT_RANDOM zz 00\n-----BEGIN\n"
            try Data(lines.utf8).write(to: URL(fileURLWithPath: key))
            let result = try Tool.run(Tool.refused, "-k", key)
            #expect(result.errorText.contains("line 1 has 2 words instead of a label and two values"))
            #expect(result.errorText.contains("line 2 has a client random that is not hexadecimal"))
            #expect(result.errorText.contains("line 3 does not begin with a label such as CLIENT_RANDOM"))
        }
    }

    @Test func `another file in place of a key log is named`() throws {
        let capture = try Tool.run(Tool.refused, "-k", Tool.refused)
        #expect(capture.errorText.contains("not a key log but a capture"))
        #expect(!capture.errorText.contains("line 1"))
        try Tool.withFolder { folder in
            let certificate = folder.appendingPathComponent("ca.pem").path
            let text = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
            try Data(text.utf8).write(to: URL(fileURLWithPath: certificate))
            #expect(
                try Tool.run(Tool.refused, "-k", certificate).errorText.contains(
                    "not a key log but a PEM file"
                )
            )
        }
    }
}
