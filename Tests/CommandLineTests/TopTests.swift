import Foundation
import TestSupport
import Testing

@Suite struct `Top` {
    private let folder = TemporaryFolder()

    /// The terminal's modes, in one line.
    private static let modes = "stty -g | md5sum | cut -c 1-32"

    /// Runs the view between two looks at the terminal's modes, and says its status and its number.
    private func view(_ arguments: String, prefix: String = "") -> String {
        "\(Self.modes); \(prefix) sh -c 'echo $$ > \(folder.path)/pid; exec \(Tool.url.path) top --utc \(arguments)'; "
            + "echo \"status $?\"; \(Self.modes)"
    }

    private func start(
        _ arguments: String,
        columns: Int = 80,
        rows: Int = 24,
        prefix: String = "",
        environment: [String: String] = [:]
    ) throws -> TmuxTerminal {
        try TmuxTerminal(
            view(arguments, prefix: prefix),
            columns: columns,
            rows: rows,
            environment: ["LC_ALL": "C.UTF-8"].merging(environment) { _, new in new }
        )
    }

    private var process: Int32 {
        get throws {
            let text = try String(contentsOfFile: folder.path + "/pid", encoding: .utf8)
            return try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
    }

    /// What a view leaves: the screen and the modes that were there before, and its status.
    private func expectLeft(_ terminal: TmuxTerminal, status: Int) throws {
        func modes(_ lines: [String]) -> [String] {
            lines.filter { $0.count == 32 && $0.allSatisfy(\.isHexDigit) }
        }
        let lines = try terminal.wait(for: "status and modes") { lines in
            lines.contains { $0.hasPrefix("status ") } && modes(lines).count >= 2
        }
        #expect(lines.contains("status \(status)"))
        #expect(modes(lines).count == 2)
        #expect(modes(lines).first == modes(lines).last)
        #expect(!lines.contains { $0.contains("q quit") })
    }

    // MARK: A capture

    @Test func `shows other addresses where that was asked for, and saves nothing`() throws {
        let terminal = try start("--redact ip=/16,/32 " + Tool.capture("openssl-tls12-expired"))
        defer { terminal.end() }
        let lines = try terminal.wait(for: "certificate expired")
        #expect(lines.contains { $0.contains("192.0.0.0") })
        #expect(!lines.contains { $0.contains("192.0.2.") })
        try terminal.type("w")
        try terminal.wait(for: "nothing is saved with --redact")
        try terminal.type("q")
        try expectLeft(terminal, status: 0)
    }

    @Test func `shows the failures of a capture on 80 by 24, and leaves the terminal as it was`() throws {
        let terminal = try start(Tool.capture("openssl-tls12-expired"))
        defer { terminal.end() }
        let lines = try terminal.wait(for: "certificate expired")
        #expect(lines[0].hasPrefix("mtlscope top captures/openssl/"))
        #expect(lines[1].contains("1 TLS, 1 failed"))
        #expect(lines[3].contains("began 04:54:02"))
        #expect(lines[6].contains("api.example:25800"))
        #expect(lines[6].contains("server client certificate expired"))
        #expect(lines.contains { $0.contains("Why") && $0.contains("client-expired") })
        #expect(lines.contains { $0.contains("Fix") })
        #expect(lines.last { !$0.isEmpty }?.contains("q quit") == true)
        #expect(lines.allSatisfy { $0.count <= 80 })
        // Red is for what failed.
        #expect(try terminal.colors.contains("\u{1B}[31m"))

        try terminal.type("Enter")
        let whole = try terminal.wait(for: "Connection #1")
        #expect(whole.contains { $0.contains("FAILED") })
        try terminal.type("End")
        try terminal.wait(for: "server closed the connection")
        try terminal.type("Home")
        try terminal.type("NPage")
        try terminal.wait(for: "── ClientHello ──")
        try terminal.type("Escape", "x")
        try terminal.wait(for: "Explanation")
        try terminal.type("Escape", "?")
        try terminal.wait(for: "What the keys do")
        try terminal.type("Escape", "2")
        try terminal.wait(for: "OUTCOME")
        try terminal.type("3")
        try terminal.wait(for: "ASKS FOR CERT")
        try terminal.type("4")
        try terminal.wait(for: "CERTIFICATE")
        try terminal.type("5")
        try terminal.wait(for: "ISSUER")
        try terminal.type("6")
        try terminal.wait(for: "16 packets")
        try terminal.type("1")
        try terminal.type("s")
        try terminal.wait(for: "sorted by latest first")
        try terminal.type("/")
        try terminal.write("nothing like it")
        try terminal.wait(for: "Filter: nothing like it")
        try terminal.type("Enter")
        try terminal.wait(for: "nothing matches")
        try terminal.type("Escape")
        try terminal.wait(for: "certificate expired")
        try terminal.type("p")
        try terminal.wait(for: "PAUSED")
        try terminal.type("q")
        try expectLeft(terminal, status: 0)
    }

    @Test func `compares a failure with a good handshake`() throws {
        let terminal = try start("\(Tool.accepted) \(Tool.capture("openssl-tls12-expired"))", columns: 100)
        defer { terminal.end() }
        try terminal.wait(for: "certificate expired")
        try terminal.type("c")
        let lines = try terminal.wait(for: "Compared: #")
        #expect(lines.contains { $0.contains("client-expired") })
        try terminal.type("Escape", "q")
        try expectLeft(terminal, status: 0)
    }

    @Test func `saves the packets of the chosen connection, and no file twice`() throws {
        let file = folder.path + "/saved.pcapng"
        let terminal = try start(Tool.refused)
        defer { terminal.end() }
        try terminal.wait(for: "api.example")
        try terminal.type("w")
        try terminal.wait(for: "Save to: mtlscope-c1.pcapng")
        for _ in 0..<19 { try terminal.type("BSpace") }
        try terminal.write(file)
        try terminal.type("Enter")
        try terminal.wait(for: "saved ")
        let saved = try Tool.run("--format", "ndjson", file)
        let whole = try Tool.run("--format", "ndjson", Tool.refused)
        #expect(saved.status == 0)
        // The capture has this connection alone.
        #expect(
            saved.outputText.split(separator: "\n").first == whole.outputText.split(separator: "\n").first
        )
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try terminal.type("w")
        try terminal.wait(for: "Save to: ")
        for _ in 0..<19 { try terminal.type("BSpace") }
        try terminal.write(file)
        try terminal.type("Enter")
        try terminal.wait(for: "File exists")
        try terminal.type("q")
        try expectLeft(terminal, status: 0)
    }

    @Test func `fits the terminal as it changes`() throws {
        let terminal = try start(Tool.refused)
        defer { terminal.end() }
        try terminal.wait(for: "q quit")
        try terminal.resize(columns: 140, rows: 40)
        try terminal.wait(for: "the foot at the bottom") { $0.count >= 40 && $0[39].contains("q quit") }
        try terminal.resize(columns: 30, rows: 8)
        try terminal.wait(for: "too small")
        try terminal.resize(columns: 60, rows: 20)
        let lines = try terminal.wait(for: "the foot at the bottom") {
            $0.count >= 20 && $0[19].contains("q quit")
        }
        #expect(lines.allSatisfy { $0.count <= 60 })
        try terminal.type("q")
        try expectLeft(terminal, status: 0)
    }

    // MARK: Ends

    /// Signals that are a wish, signals that end a process at once, and a fault; with the shell's status for each.
    private static let signals: [(Int32, Int32)] = [
        (SIGTERM, 0), (SIGINT, 0), (SIGHUP, 0), (SIGQUIT, 128 + SIGQUIT), (SIGSEGV, 128 + SIGSEGV),
        (SIGABRT, 128 + SIGABRT),
    ]

    @Test(arguments: signals) func `leaves the terminal as it was on a signal`(
        _ signal: Int32,
        _ status: Int32
    ) throws {
        let terminal = try start(Tool.refused, prefix: "ulimit -c 0;")
        defer { terminal.end() }
        try terminal.wait(for: "q quit")
        terminal.send(signal, to: try process)
        try expectLeft(terminal, status: Int(status))
    }

    @Test func `stops and goes on as any other program does`() throws {
        let terminal = try TmuxTerminal("exec bash --norc -i", environment: ["LC_ALL": "C.UTF-8"])
        defer { terminal.end() }
        try terminal.wait(for: "bash")
        try terminal.write("\(Tool.url.path) top --utc \(Tool.refused)")
        try terminal.type("Enter")
        try terminal.wait(for: "q quit")
        try terminal.type("C-z")
        let stopped = try terminal.wait(for: "Stopped")
        #expect(!stopped.contains { $0.contains("1 Failures") })
        try terminal.type("fg", "Enter")
        try terminal.wait(for: "q quit")
        try terminal.type("?")
        try terminal.wait(for: "What the keys do")
        try terminal.type("q", "q")
        let left = try terminal.wait(for: "the shell") { lines in
            lines.contains { $0.contains("Stopped") } && !lines.contains { $0.contains("What the keys do") }
        }
        #expect(!left.contains { $0.contains("1 Failures") })
    }

    // MARK: Where it cannot be

    @Test func `without a terminal, says what to use instead`() throws {
        let result = try Tool.run("top", Tool.refused)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errorText.contains("needs a terminal"))
        #expect(result.errorText.contains("mtlscope watch"))
    }

    @Test(arguments: ["nonsense-terminal", "dumb"]) func `on a terminal that it does not know, says so`(
        _ name: String
    ) throws {
        let terminal = try TmuxTerminal(
            "\(Self.modes); TERM=\(name) \(Tool.url.path) top \(Tool.refused); echo \"status $?\"; \(Self.modes)"
        )
        defer { terminal.end() }
        #expect(try terminal.wait(for: "status 64").contains { $0.contains(name) })
        try expectLeft(terminal, status: 64)
    }

    @Test(arguments: [
        ("no-such-file", 66), ("README.md", 65), ("unix:", 64), ("", 64), ("-i lo \(Tool.refused)", 64),
        ("--filter nonsense\\ words \(Tool.refused)", 64), ("unix:/no-such-folder/socket", 66),
    ]) func `says before it takes the screen what it cannot show`(_ arguments: String, _ status: Int) throws {
        let terminal = try start(arguments, columns: 120)
        defer { terminal.end() }
        try expectLeft(terminal, status: status)
    }

    @Test func `takes ASCII alone where the locale does`() throws {
        let terminal = try start(Tool.refused, environment: ["LC_ALL": "C"])
        defer { terminal.end() }
        let lines = try terminal.wait(for: "the row that is chosen") { lines in
            lines.contains { $0.hasPrefix("> ") }
        }
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }, "\(lines)")
    }

    // MARK: Records

    private func records(_ capture: String, _ detail: String = "normal") throws -> String {
        try Tool.run("--format", "ndjson", capture).outputText
    }

    @Test func `follows a file of records that grows, and one that takes its place`() throws {
        let file = folder.path + "/records.ndjson"
        let lines = try records(Tool.refused).split(separator: "\n").map { $0 + "\n" }
        try lines[0].write(toFile: file, atomically: false, encoding: .utf8)
        let terminal = try start(file)
        defer { terminal.end() }
        try terminal.wait(for: "1 TLS, 1 failed")
        try terminal.type("w")
        try terminal.wait(for: "records have no packets")
        let more = try records(Tool.accepted).split(separator: "\n").map { $0 + "\n" }
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(more[0].utf8))
        try terminal.wait(for: "2 TLS, 1 failed")
        // As logrotate does.
        try FileManager.default.moveItem(atPath: file, toPath: file + ".1")
        try lines[0].write(toFile: file, atomically: false, encoding: .utf8)
        try terminal.wait(for: "3 TLS, 2 failed")
        try handle.close()
        try terminal.type("q")
        try expectLeft(terminal, status: 0)
    }

    @Test func `shows records and packets of standard input, with keys from the terminal`() throws {
        let file = folder.path + "/in.ndjson"
        try records(Tool.refused).write(toFile: file, atomically: false, encoding: .utf8)
        for source in [file, Tool.refused] {
            let terminal = try start("- < \(source)")
            defer { terminal.end() }
            try terminal.wait(for: "1 TLS, 1 failed")
            try terminal.type("Enter")
            try terminal.wait(for: "Connection #1")
            try terminal.type("Escape", "q")
            try expectLeft(terminal, status: 0)
        }
    }

    @Test func `takes what watches send to its socket, and connects to one that listens`() throws {
        let path = folder.path + "/socket"
        let file = folder.path + "/in.ndjson"
        try records(Tool.refused).write(toFile: file, atomically: false, encoding: .utf8)
        let python = URL(fileURLWithPath: "/usr/bin/python3")
        let terminal = try start("unix:\(path)")
        defer { terminal.end() }
        try terminal.wait(for: "no TLS connection so far")
        let connect =
            "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.sendall(open(sys.argv[2],'rb').read())"
        for count in 1...2 {
            #expect(try Command.run(python, ["-c", connect, path, file]).status == 0)
            try terminal.wait(for: "\(count) TLS, \(count) failed")
        }
        try terminal.type("q")
        try expectLeft(terminal, status: 0)
        #expect(!FileManager.default.fileExists(atPath: path))

        // The other way round, and again once the listener has come back.
        let listen =
            "import socket,sys; s=socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); print('listening', flush=True)\nfor i in range(2):\n c,_=s.accept(); c.sendall(open(sys.argv[2],'rb').read()); c.close()\ns.accept()"
        let listener = try Talker(python.path, ["-c", listen, path, file])
        defer { listener.end() }
        _ = try listener.output.line { $0 == "listening" }
        let second = try start("unix:\(path)")
        defer { second.end() }
        try second.wait(for: "2 TLS, 2 failed")
        second.send(SIGTERM, to: try process)
        try expectLeft(second, status: 0)
        #expect(FileManager.default.fileExists(atPath: path))
    }
}
