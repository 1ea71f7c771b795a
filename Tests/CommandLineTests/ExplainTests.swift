import TestSupport
import Testing

@Suite struct `Explain` {
    private func explain(_ arguments: String..., input: [UInt8] = []) throws -> Command {
        try Command.run(Tool.url, ["explain"] + arguments, input: input)
    }

    @Test func `finds a term, or several words that are one text`() throws {
        for result in [
            try explain("48"), try explain("alert", "48"), try explain("tlsv1 alert", "unknown ca"),
        ] {
            #expect(result.status == 0)
            #expect(result.outputText.hasPrefix("unknown_ca (48), an alert\n"))
            #expect(result.errors.isEmpty)
        }
    }

    @Test func `takes a negative number for text`() throws {
        #expect(try explain("-117").outputText.hasPrefix("client_certificate_missing, "))
        #expect(try explain("-9807").outputText.hasPrefix("server_certificate_untrusted, "))
    }

    @Test(arguments: ["-9807", "-9807 errSSLXCertChainInvalid", "-0x2700", "--list", "- 48"])
    func `takes what stands after two dashes for text`(_ term: String) throws {
        let result = try explain("--format", "json", "--", term)
        #expect(result.status == (term == "--list" ? 1 : 0))
        #expect(result.outputText.contains("\"term\": \"\(term)\""))
        #expect(try explain("--", "48").outputText.hasPrefix("unknown_ca (48)"))
    }

    @Test func `gives both readings first where the text does not tell who refused`() throws {
        let result = try explain("javax.net.ssl.SSLHandshakeException: PKIX path building failed")
        let lines = result.outputText.split(separator: "\n")
        #expect(lines[0] == "The text does not tell who refused whom. There are two readings:")
        #expect(lines[1].hasSuffix("the server refused the client: client_certificate_untrusted"))
        #expect(lines[3].hasSuffix("the client refused the server: server_certificate_untrusted"))
        let json = try explain("--format", "json", "PKIX path building failed").outputText
        #expect(json.contains("\n  \"refused_by\": null,\n"))
        #expect(
            try explain("--format", "json", "ORA-29024").outputText.contains(
                "\n  \"refused_by\": \"client\",\n"
            )
        )
    }

    @Test func `reads a pasted text from standard input`() throws {
        let log = Array(
            "line one\nhttp: TLS handshake error from 10.0.0.1:1: remote error: tls: bad certificate\n".utf8
        )
        for result in [try explain("-", input: log), try explain(input: log)] {
            #expect(result.status == 0)
            #expect(result.outputText.contains("The client sent the alert: it refused the server."))
        }
    }

    @Test func `ends with 1 where only the nearest are known`() throws {
        let result = try explain("certificate_unknwon")
        #expect(result.status == 1)
        #expect(result.outputText.contains("- certificate_unknown: "))
        #expect(try explain(input: []).status == 64)
        #expect(
            try explain("--format", "json", "certificate_unknwon").outputText.contains("\"found\": false")
        )
    }

    @Test func `refuses what makes no sense with 64`() throws {
        #expect(try explain("").status == 64)
        #expect(try explain("--list", "48").status == 64)
        #expect(try explain("--format", "xml", "48").status == 64)
    }

    @Test func `lists what has a name`() throws {
        let result = try explain("--list")
        #expect(result.status == 0)
        #expect(result.outputText.split(separator: "\n").contains { $0.hasPrefix("certificate_required ") })
    }

    @Test func `survives megabytes and control characters`() throws {
        var input = [UInt8](repeating: 0x1B, count: 2 << 20)
        input.replaceSubrange(0..<22, with: Array("tlsv1 alert unknown ca".utf8))
        let result = try explain("-", input: input)
        #expect(result.status == 0)
        #expect(result.outputText.contains("only its beginning was read"))
        #expect(!result.output.contains(0x1B))
    }
}
