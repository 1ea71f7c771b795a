import TestSupport
import Testing

@Suite struct `Filters` {
    private static let captures = [Tool.refused, Tool.accepted]

    private func numbers(_ options: [String], _ format: String = "ndjson") throws -> [String] {
        let result = try Command.run(
            Tool.url,
            Self.captures + options + ["--format", format, "--threads", "2"]
        )
        #expect(result.status == 0, "\(result.errorText)")
        return result.outputText.split(separator: "\n").dropLast().map { line in
            String(line.drop { $0 != "c" }.dropFirst(0).prefix { $0 != "," })
        }
    }

    @Test(arguments: [
        (["--status", "failed"], 1), (["--server", "192.0.2.20"], 2), (["--server", "192.0.2.0/24:1"], 0),
        (["--client", "192.0.2.10"], 2), (["--client", "client-rsa.example"], 1), (["--name", "api.*"], 2),
        (["--subject", "CLIENT-RSA"], 1), (["--subject", "CN=client-*"], 2), (["--cause", "client_*"], 1),
        (["--cause", "client_gave_up"], 0), (["--since", "2026-11-21T00:00:00Z"], 2),
        (["--until", "-1000d"], 0),
        (["--until", "00:01"], 0), (["--id", "1"], 1), (["--id", "c1", "--id", "#2"], 2), (["--id", "3"], 0),
        (["--status", "failed", "--status", "completed", "--subject", "client-rsa"], 1),
    ]) func `choose the same connections in every form`(_ options: [String], _ count: Int) throws {
        #expect(try numbers(options).count == count)
        let text = try Command.run(Tool.url, Self.captures + options).outputText
        #expect(text.contains("\nshown: \(count) of 2, by \(options[0]) "))
        for threads in ["1", "2"] {
            let lines = try Command.run(
                Tool.url,
                Self.captures + options + ["--format", "ndjson", "--threads", threads]
            ).outputText
            #expect(lines.contains(#","shown":\#(count),"signatures""#))
        }
    }

    @Test(arguments: [
        ["--server", "1.2.3"], ["--client", ":99999"], ["--cause", "no_such_cause"],
        ["--since", "yesterday"],
        ["--until", "25:00"], ["--id", "x"], ["--width", "10"], ["--group", "nonsense"],
    ]) func `that mean nothing are status 64`(_ options: [String]) throws {
        let result = try Command.run(Tool.url, [Tool.refused] + options)
        #expect(result.status == 64)
        #expect(result.errorText.contains(options[0]))
    }

    @Test func `by number shows a connection in full`() throws {
        let result = try Tool.run(Tool.refused, "--id", "1")
        #expect(result.outputText.contains("── ClientHello ──"))
    }

    @Test func `times are those of the time zone, unless UTC is asked for`() throws {
        let zone = ["TZ": "XYZ-05:30"]
        let local = try Tool.run(Tool.refused, environment: zone).outputText
        #expect(local.contains("UTC+05:30"))
        let utc = try Tool.run(Tool.refused, "--utc", environment: zone).outputText
        #expect(utc.contains(" UTC\n"))
        #expect(utc == (try Tool.run(Tool.refused).outputText))
    }

    @Test func `text is ASCII where the locale is`() throws {
        let result = try Tool.run(Tool.refused, "-v", environment: ["LC_ALL": "C"])
        #expect(result.output.allSatisfy { $0 < 0x80 })
        #expect(result.outputText.contains("192.0.2.10:45337 > api.example (192.0.2.20:29161)"))
    }
}
