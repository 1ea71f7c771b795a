import Foundation
import TestSupport
import Testing

@Suite struct `Audit command` {
    private static let oneWay = Tool.capture("openssl-tls12-one-way")
    private static let optional = Tool.capture("gnutls-tls12-no-certificate-optional")

    @Test(arguments: [
        (Tool.accepted, "always (1)"), (oneWay, "never (1)"), (optional, "sometimes (0 of 1)"),
    ]) func `tells whether a server demands a certificate`(_ capture: String, _ demand: String) throws {
        let result = try Tool.run("audit", capture)
        #expect(result.status == 0)
        #expect(result.outputText.contains(demand), "\(result.outputText)")
    }

    @Test(arguments: [
        (Tool.accepted, ["--require-mutual", "*.example"], 0),
        (oneWay, ["--require-mutual", "*.example"], 1),
        (optional, ["--require-mutual", "192.0.2.0/24"], 1),
        (Tool.accepted, ["--require-mutual", "10.0.0.1"], 1),
        (Tool.accepted, ["--max-lifetime", "398"], 1), (Tool.accepted, ["--max-lifetime", "40000"], 0),
        (Tool.accepted, ["--min-version", "1.3"], 1), (Tool.accepted, ["--min-version", "TLS 1.2"], 0),
    ]) func `ends with 1 where a requirement is violated`(
        _ capture: String,
        _ options: [String],
        _ status: Int
    ) throws {
        for format in ["text", "json", "html"] {
            let result = try Command.run(Tool.url, ["audit", capture, "--format", format] + options)
            #expect(Int(result.status) == status, "\(format): \(result.errorText)")
        }
        let text = try Command.run(Tool.url, ["audit", capture] + options).outputText
        #expect(
            status == 0
                ? text.hasPrefix("No requirement is violated.")
                : text.prefix { $0 != "\n" }.contains("violation")
        )
    }

    @Test(.enabled(if: ReportValidator.isAvailable, "python3-jsonschema is not installed"))
    func `as JSON is what the schema allows`() throws {
        let schema = try Tool.run("schema")
        let document = try Tool.run(
            "audit",
            "captures",
            "--format",
            "json",
            "--require-mutual",
            "*",
            "--min-version",
            "1.3"
        )
        #expect(document.status == 1)
        #expect(
            try ReportValidator.problems(in: document.output, schema: schema.output, isLines: false) == nil
        )
    }

    @Test(arguments: [
        ["--min-version", "9"], ["--max-lifetime", "0"], ["--require-mutual", "1.2.3"],
        ["--ends-within", "-1"],
    ]) func `wrong usage is status 64`(_ options: [String]) throws {
        #expect(try Command.run(Tool.url, ["audit", Tool.accepted] + options).status == 64)
    }
}
