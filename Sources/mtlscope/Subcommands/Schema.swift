import ArgumentParser
import Reporting

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema (2020-12) of the output.",
        discussion: "It describes the document of --format json, and each line of --format ndjson."
    )

    func run() throws { try StandardOutput.write(String(decoding: JSONSchema.document(), as: UTF8.self)) }
}
