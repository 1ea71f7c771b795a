import Foundation
import TestSupport
import Testing

@Suite struct `Output` {
    @Test func `goes to a file`() throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("report.txt")
            let result = try Tool.run(Tool.refused, "--output", file.path)
            #expect(result.status == 0)
            #expect(result.output.isEmpty)
            #expect(try Array(Data(contentsOf: file)) == Tool.run(Tool.refused).output)
        }
    }

    /// Into a file it may wait for more, into a pipe not.
    @Test(arguments: ["1", "2"]) func `of lines is the same in a file as through a pipe`(
        _ threads: String
    ) throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("report.ndjson")
            let arguments = ["captures", "--format", "ndjson", "--threads", threads]
            let piped = try Command.run(Tool.url, arguments)
            let result = try Command.run(Tool.url, arguments + ["-o", file.path])
            #expect(result.status == 0)
            #expect(try Array(Data(contentsOf: file)) == piped.output)
        }
    }

    @Test(arguments: [["no/such/folder/report.txt"], ["/dev/full"]])
    func `that cannot be written ends with 74`(_ path: [String]) throws {
        let result = try Command.run(Tool.url, [Tool.refused, "-o"] + path)
        #expect(result.status == 74)
        #expect(result.errorText.hasPrefix("mtlscope: cannot write to \(path[0]): "))
    }

    @Test(arguments: ["text", "json", "ndjson"]) func `to a closed pipe is a success`(_ format: String) throws
    {
        let pipe = Pipe()
        let errors = Pipe()
        let process = Process()
        process.executableURL = Tool.url
        process.arguments = ["captures", "--format", format]
        process.currentDirectoryURL = Command.packageFolder
        process.standardOutput = pipe.fileHandleForWriting
        process.standardError = errors
        try pipe.fileHandleForReading.close()
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
        try errors.fileHandleForWriting.close()
        #expect(try errors.fileHandleForReading.readToEnd() ?? Data() == Data())
    }

    @Test(.enabled(if: ReportValidator.isAvailable, "python3-jsonschema is not installed"))
    func `as JSON is what the schema allows`() throws {
        let schema = try Tool.run("schema")
        #expect(schema.status == 0)
        let lines = try Tool.run("captures", "--format", "ndjson")
        #expect(try ReportValidator.problems(in: lines.output, schema: schema.output, isLines: true) == nil)
        let document = try Tool.run("captures", "--format", "json")
        #expect(
            try ReportValidator.problems(in: document.output, schema: schema.output, isLines: false) == nil
        )
    }

    @Test func `as lines ends with the summary`() throws {
        let lines = try Tool.run(Tool.refused, "--format", "ndjson").outputText.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix(#"{"type":"connection","schema_version":"1.1","id":"c1","#))
        #expect(lines[1].hasPrefix(#"{"type":"summary","schema_version":"1.1","connections":1,"#))
    }
}
