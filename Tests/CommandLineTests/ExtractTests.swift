import Foundation
import TestSupport
import Testing

@Suite struct `Extract` {
    private static let captures = [
        Tool.refused, Tool.accepted, Tool.capture("openssl-tls12-resumed-session-id"),
        Tool.capture("gnutls-tls13-expired"), Tool.capture("haproxy-curl-tls12-proxy-protocol"),
        Tool.capture("dtls-mbedtls-dtls12-expired"), Tool.capture("quic-quic-go-quic-go-no-certificate"),
        Tool.capture("eap-hostapd-tls12-unknown-ca"), Tool.capture("eap-freeradius-tls12-two-stations"),
        "captures/tunnels/tunnels-ip-fragments-twice/capture.pcap",
        "captures/tunnels/tunnels-capwap-fragments/capture.pcap",
    ]

    /// The verdicts of a capture's connections, without their numbers.
    private func verdicts(_ arguments: [String]) throws -> [String] {
        let result = try Command.run(Tool.url, arguments + ["--format", "csv"])
        return result.outputText.split(separator: "\r\n").dropFirst().map { row in
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            return (cells[1...1] + cells[3...17]).joined(separator: ",")
        }.sorted()
    }

    @Test(arguments: ["1", "2"]) func `gives the same verdicts`(_ threads: String) throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("out.pcapng").path
            let result = try Command.run(Tool.url, ["extract"] + Self.captures + ["-o", file, "-j", threads])
            #expect(result.status == 0, "\(result.errorText)")
            #expect(try verdicts([file]) == verdicts(Self.captures))
        }
    }

    @Test func `writes the connections that are asked for, and no others`() throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("out.pcapng").path
            let arguments = ["extract"] + Self.captures + ["-o", file, "--status", "failed"]
            #expect(try Command.run(Tool.url, arguments).status == 0)
            #expect(try verdicts([file]) == verdicts(Self.captures + ["--status", "failed"]))
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            #expect(bytes.range(of: Data(": failed: The server refused the client certificate".utf8)) != nil)
            #expect(bytes.range(of: Data("by --status failed".utf8)) != nil)
        }
    }

    /// Who gets the file need not know where the captures lay.
    @Test func `names captures without their folders`() throws {
        try Tool.withFolder { folder in
            let captures = ["one/a.pcapng", "two/b.pcapng"].map { folder.appendingPathComponent($0) }
            for (capture, source) in zip(captures, [Tool.refused, Tool.accepted]) {
                let place = capture.deletingLastPathComponent()
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                let original = Command.packageFolder.appendingPathComponent(source)
                try FileManager.default.copyItem(at: original, to: capture)
            }
            let file = folder.appendingPathComponent("out.pcapng").path
            let result = try Command.run(Tool.url, ["extract"] + captures.map(\.path) + ["-o", file])
            #expect(result.status == 0, "\(result.errorText)")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            #expect(bytes.range(of: Data(folder.path.utf8)) == nil)
            for name in ["a.pcapng", "b.pcapng"] { #expect(bytes.range(of: Data(name.utf8)) != nil) }
        }
    }

    /// Once it is decided, and in a second reading, only the connection's ids tell whose such packets are.
    @Test(arguments: [true, false]) func `keeps what a client sends from another port`(_ isKeyed: Bool) throws
    {
        try Tool.withFolder { folder in
            let capture = Tool.capture("quic-aioquic-aioquic-mutual-rebinding")
            let keys = capture.dropLast("capture.pcapng".count) + "keys.log"
            let file = folder.appendingPathComponent("out.pcapng").path
            let arguments = ["extract", capture, "-o", file] + (isKeyed ? ["-k", String(keys)] : [])
            #expect(try Command.run(Tool.url, arguments).status == 0)
            let packets = { (path: String) in
                try Command.run(Tool.url, [path]).outputText.split(separator: "\n")
                    .compactMap { $0.firstMatch(of: /^(\d+) packets/)?.1 }
            }
            let (written, original) = (try packets(file), try packets(capture))
            #expect(written == original && original.count == 1)
        }
    }

    @Test func `keeps interfaces and their names`() throws {
        var capture = PcapngBuilder()
        capture.appendInterface(options: [.name("wan")])
        for (index, packet) in try packets(of: Tool.refused).enumerated() {
            // The server's side was captured by another process, which wrote a section of its own.
            if index == 4 {
                capture.appendSection(.bigEndian)
                capture.appendInterface(options: [.name("spare")])
                capture.appendInterface(options: [.name("lan")])
            }
            capture.appendEnhancedPacket(packet, interface: index < 4 ? 0 : 1, ticks: UInt64(index))
        }
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("in.pcapng")
            try Data(capture.bytes).write(to: file)
            let names = { (inputs: [String]) in
                let output = folder.appendingPathComponent("out.pcapng")
                let result = try Command.run(Tool.url, ["extract"] + inputs + ["-o", output.path])
                #expect(result.status == 0, "\(result.errorText)")
                // The name is the first option: its code, its length, itself.
                return try blocks(of: output).filter { $0.type == 1 }
                    .map { String(decoding: $0.body[12..<(12 + Int($0.body[10]))], as: UTF8.self) }
            }
            #expect(try names([file.path]) == ["wan", "lan"])
            let several = try names([file.path, Tool.accepted])
            #expect(several.count == 3)
            for name in ["wan", "lan"] { #expect(several.contains("\(file.lastPathComponent): \(name)")) }
        }
    }

    /// The blocks of a little-endian pcapng file.
    private func blocks(of file: URL) throws -> [(type: UInt32, body: [UInt8])] {
        let bytes = [UInt8](try Data(contentsOf: file))
        let word = { (offset: Int) in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
        }
        var blocks: [(type: UInt32, body: [UInt8])] = []
        var offset = 0
        while offset + 12 <= bytes.count {
            let length = Int(word(offset + 4))
            blocks.append((word(offset), Array(bytes[(offset + 8)..<(offset + length - 4)])))
            offset += length
        }
        return blocks
    }

    private func packets(of capture: String) throws -> [[UInt8]] {
        try blocks(of: URL(fileURLWithPath: capture)).filter { $0.type == 6 }.map { block in
            let count = Int(block.body[12]) | Int(block.body[13]) << 8
            return Array(block.body[20..<(20 + count)])
        }
    }

    @Test func `reads a stream`() throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("out.pcapng").path
            let input = try Tool.contents(ofCapture: "openssl-tls12-unknown-ca")
            let result = try Command.run(Tool.url, ["extract", "-", "-o", file], input: input)
            #expect(result.status == 0, "\(result.errorText)")
            #expect(try verdicts([file]) == verdicts([Tool.refused]))
        }
    }

    @Test(arguments: ["headers", "handshake"]) func `cuts payloads`(_ payload: String) throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("out.pcapng").path
            let arguments = ["extract", Tool.refused, Tool.accepted, "-o", file, "--payload", payload]
            #expect(try Command.run(Tool.url, arguments).status == 0)
            if payload == "handshake" {
                #expect(try verdicts([file]) == verdicts([Tool.refused, Tool.accepted]))
            } else {
                let result = try Tool.run(file)
                #expect(result.status == 0)
                #expect(!result.outputText.contains("FAILED"))
            }
        }
    }

    @Test func `adds the secrets of these connections alone`() throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("out.pcapng").path
            let name = "gnutls-tls13-expired"
            let log = folder.appendingPathComponent("keys.log")
            let own = try String(
                contentsOf: CaptureFolders.folder(of: name).appendingPathComponent("keys.log"),
                encoding: .utf8
            )
            let other =
                "CLIENT_RANDOM \(String(repeating: "ab", count: 32)) \(String(repeating: "cd", count: 48))\n"
            try (other + own).write(to: log, atomically: true, encoding: .utf8)
            let arguments = ["extract", Tool.capture(name), "-o", file, "--secrets", log.path]
            let result = try Command.run(Tool.url, arguments)
            #expect(result.status == 0, "\(result.errorText)")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            #expect(bytes.range(of: Data("HANDSHAKE_TRAFFIC_SECRET".utf8)) != nil)
            #expect(bytes.range(of: Data("CLIENT_RANDOM abab".utf8)) == nil)
            #expect(try verdicts([file]) == verdicts([Tool.capture(name), "--key-log", log.path]))
        }
    }

    @Test func `ends with 66 where nothing matches, and writes nothing`() throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("out.pcapng").path
            let result = try Tool.run("extract", Tool.refused, "-o", file, "--status", "completed")
            #expect(result.status == 66)
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test(arguments: [
        ["-o", Tool.refused], [], ["-o", "x", "--payload", "most"], ["-o", "x", "--buffer", "0"],
        ["-o", "x", "-"],
    ])
    func `wrong usage is status 64`(_ options: [String]) throws {
        #expect(try Command.run(Tool.url, ["extract", Tool.refused] + options).status == 64)
    }
}
