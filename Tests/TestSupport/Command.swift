public import Foundation

/// A program that a test runs, and what came of it.
public struct Command: Sendable {
    public let status: Int32
    public let output: [UInt8]
    public let errors: [UInt8]

    public var outputText: String { String(decoding: output, as: UTF8.self) }
    public var errorText: String { String(decoding: errors, as: UTF8.self) }

    /// The package's folder.
    public static let packageFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Runs a program to its end, in the package's folder.
    ///
    /// Input and results go through files, so that no pipe can fill up and block.
    public static func run(
        _ executable: URL,
        _ arguments: [String] = [],
        input: [UInt8] = [],
        environment: [String: String] = [:]
    ) throws -> Command {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
        try Data(input).write(to: files[0])
        for file in files[1...] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = packageFolder
        // Text is the same on every machine: in UTF-8, with times in UTC.
        let usual = ["LC_ALL": "C.UTF-8", "TZ": "UTC"]
        process.environment = ProcessInfo.processInfo.environment.merging(usual) { _, new in new }
            .merging(environment) { _, new in new }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return Command(
            status: process.terminationReason == .exit
                ? process.terminationStatus : -process.terminationStatus,
            output: Array(try Data(contentsOf: files[1])),
            errors: Array(try Data(contentsOf: files[2]))
        )
    }
}
