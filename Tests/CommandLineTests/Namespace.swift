import Foundation
import TestSupport

/// A network namespace of a test's own, with a pair of interfaces in it, gone when the test is over.
final class Namespace {
    static let isAvailable =
        getuid() == 0 && FileManager.default.isExecutableFile(atPath: ip)
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

    private static var ip: String {
        ["/usr/sbin/ip", "/sbin/ip"].first { FileManager.default.isExecutableFile(atPath: $0) }
            ?? "/usr/sbin/ip"
    }

    let name = "mtls-\(UInt32.random(in: 0 ... .max))"

    struct Failure: Error { let text: String }

    init() throws {
        try Self.run(["netns", "add", name])
        try Self.run(["-n", name, "link", "set", "lo", "up"])
        try addPair()
    }

    deinit { _ = try? Self.run(["netns", "del", name]) }

    /// What is sent on `v1` arrives on `v0`.
    func addPair() throws {
        try Self.run(["-n", name, "link", "add", "v0", "type", "veth", "peer", "name", "v1"])
        try Self.run(["-n", name, "link", "set", "v0", "up"])
        try Self.run(["-n", name, "link", "set", "v1", "up"])
    }

    func removePair() throws { try Self.run(["-n", name, "link", "del", "v0"]) }

    @discardableResult
    private static func run(_ arguments: [String]) throws -> Command {
        let result = try Command.run(URL(fileURLWithPath: ip), arguments)
        guard result.status == 0 else { throw Failure(text: result.errorText) }
        return result
    }

    /// Runs a program in here, beside the test.
    func start(_ path: String, _ arguments: [String]) throws -> Talker {
        try Talker(Self.ip, ["netns", "exec", name, path] + arguments)
    }

    /// Runs a program in here to its end.
    func run(_ path: String, _ arguments: [String]) throws -> Command {
        try Command.run(URL(fileURLWithPath: Self.ip), ["netns", "exec", name, path] + arguments)
    }

    func watch(_ arguments: String...) throws -> Talker { try start(Tool.url.path, ["watch"] + arguments) }

    /// Sends a captured handshake again and again, from another client each time, and says how many packets that were.
    func replay(_ capture: String, count: Int, rate: Int) throws -> Int {
        let script = Command.packageFolder.appendingPathComponent("Tests/replay-handshakes").path
        let talker = try start(
            "/usr/bin/python3",
            [script, "v1", Command.packageFolder.appendingPathComponent(capture).path, "\(count)", "\(rate)"]
        )
        defer { talker.end() }
        let line = try talker.output.line { $0.contains(" packets in ") }
        return Int(line.split(separator: " ")[0]) ?? 0
    }
}
