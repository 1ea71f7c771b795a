import Foundation

/// Checks JSON against a schema with python3-jsonschema, which has no part in writing either.
public enum ReportValidator {
    private static let env = URL(fileURLWithPath: "/usr/bin/env")

    /// Whether python3 and its jsonschema are there; scripts/test installs them.
    public static let isAvailable: Bool = {
        let importing = ["python3", "-c", "from jsonschema import Draft202012Validator"]
        return (try? Command.run(env, importing).status) == 0
    }()

    /// Returns what is wrong with a document, or with one JSON value a line; nothing for valid JSON.
    public static func problems(in json: [UInt8], schema: [UInt8], isLines: Bool) throws -> String? {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json")
        try Data(schema).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let script = Command.packageFolder.appendingPathComponent("Tests/validate-report").path
        let result = try Command.run(
            env,
            ["python3", script] + (isLines ? ["--lines"] : []) + [file.path],
            input: json
        )
        return result.status == 0 ? nil : result.outputText + result.errorText
    }
}
