import TestSupport
import Testing

@Suite struct `Usage` {
    @Test func `without arguments is help on standard error and status 64`() throws {
        let result = try Tool.run()
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errorText.contains("USAGE: mtlscope CAPTURE... [options]"))
    }

    @Test(arguments: [
        ["--nonsense"], ["analyze"], ["watch"], ["watch", "-i", "lo", "--format", "csv"],
        ["captures", "--format", "html"],
        ["captures", "--status", "good"], ["captures", "--color", "pink"], ["captures", "-f", "tcp port (("],
        [Tool.refused, "-o", Tool.refused],
    ]) func `errors are status 64 and say why`(_ arguments: [String]) throws {
        let result = try Command.run(Tool.url, arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(!result.errorText.isEmpty)
    }

    @Test func `help and version go to standard output`() throws {
        for arguments in [
            ["--help"], ["analyze", "--help"], ["watch", "--help"], ["compare", "--help"], ["--version"],
        ] {
            let result = try Command.run(Tool.url, arguments)
            #expect(result.status == 0)
            #expect(!result.output.isEmpty)
            #expect(result.errors.isEmpty)
        }
    }

    @Test func `interfaces are listed`() throws {
        let result = try Tool.run("interfaces")
        #expect(result.status == 0)
        #expect(result.outputText.contains("loopback"))
    }
}
