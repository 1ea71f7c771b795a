import Foundation
import TestSupport

/// A terminal that nobody sits at: a tmux of its own, whose screen is read and into which keys are typed.
final class TmuxTerminal {
    struct Silence: Error, CustomStringConvertible {
        let waitedFor: String
        let screen: String
        var description: String { "waited for '\(waitedFor)' in vain; the screen was:\n\(screen)" }
    }

    /// Long enough for a machine that does much else.
    private static let patience = 60.0

    private let socket = "mtlscope-test-" + UUID().uuidString
    private let python = URL(fileURLWithPath: "/usr/bin/python3")
    /// Begins tmux's server, which goes on, without the descriptors and the blocked signals that the tests would hand down.
    ///
    /// Foundation takes a process to be over when a descriptor that it handed down is closed everywhere; and a server that does not
    /// hear of signals never ends.
    private static let start = """
        import os, signal, sys
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        os.closerange(3, 4096)
        os.execvp("tmux", ["tmux", *sys.argv[1:]])
        """
    private let environment: [String: String]

    /// Starts a shell's command on a terminal of so many cells; what it prints stays to be read after its end.
    init(_ command: String, columns: Int = 80, rows: Int = 24, environment: [String: String] = [:]) throws {
        // What the tests' own terminal is must not matter.
        // Python would replace the locale C by one of UTF-8.
        self.environment = [
            "TMUX": "", "TERM": "xterm-256color", "SHELL": "/bin/sh", "NO_COLOR": "",
            "PYTHONCOERCECLOCALE": "0",
        ]
        .merging(environment) { _, new in new }
        try run(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "\(columns)",
            "-y",
            "\(rows)",
            "cd '\(Command.packageFolder.path)'; \(command); exec sleep 600"
        )
    }

    @discardableResult
    private func run(_ arguments: String...) throws -> String {
        let result = try Command.run(
            python,
            ["-c", Self.start, "-u", "-L", socket] + arguments,
            environment: environment
        )
        guard result.status == 0 else {
            throw Silence(waitedFor: "tmux \(arguments.joined(separator: " "))", screen: result.errorText)
        }
        return result.outputText
    }

    /// The lines that are on the screen, without what is empty at their ends.
    var screen: [String] {
        get throws {
            try run("capture-pane", "-p").split(separator: "\n", omittingEmptySubsequences: false).map(
                String.init
            )
        }
    }

    /// The same with the sequences that set colours.
    var colors: String { get throws { try run("capture-pane", "-p", "-e") } }

    /// Types keys by tmux's names, such as `Enter`.
    func type(_ keys: String...) throws {
        for key in keys { try run("send-keys", key) }
    }

    /// Types text as it stands.
    func write(_ text: String) throws { try run("send-keys", "-l", text) }

    func resize(columns: Int, rows: Int) throws {
        try run("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    /// Sends a signal to the process of that number.
    func send(_ signal: Int32, to process: Int32) { kill(process, signal) }

    /// Looks at the screen until it is so.
    @discardableResult
    func wait(for what: String, _ isSo: ([String]) -> Bool) throws -> [String] {
        let end = Date().addingTimeInterval(Self.patience)
        var lines: [String] = []
        while Date() < end {
            lines = try screen
            if isSo(lines) { return lines }
            usleep(20_000)
        }
        throw Silence(waitedFor: what, screen: lines.joined(separator: "\n"))
    }

    /// Looks at the screen until a line has that text.
    @discardableResult
    func wait(for text: String) throws -> [String] {
        try wait(for: text) { lines in lines.contains { $0.contains(text) } }
    }

    func end() { _ = try? run("kill-server") }
}
