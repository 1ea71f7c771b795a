import Foundation
import TestSupport

/// The built command.
enum Tool {
    /// Beside the test bundle.
    static let url: URL = {
        let bundle =
            Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" } ?? Bundle.main.bundleURL
        let beside = bundle.deletingLastPathComponent().appendingPathComponent("mtlscope")
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        return Bundle.main.bundleURL.appendingPathComponent("mtlscope")
    }()

    static func run(
        _ arguments: String...,
        input: [UInt8] = [],
        environment: [String: String] = [:]
    ) throws -> Command {
        try Command.run(url, arguments, input: input, environment: environment)
    }

    /// A shipped capture, by the name of its case.
    static func capture(_ name: String) -> String {
        "captures/\(name.prefix { $0 != "-" })/\(name)/capture.pcapng"
    }

    static func contents(ofCapture name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Command.packageFolder.appendingPathComponent(capture(name))))
    }

    static let refused = capture("openssl-tls12-unknown-ca")
    static let accepted = capture("openssl-tls12-mutual-rsa")

    /// Lends a folder that is gone afterwards.
    static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
