import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// What is spoken before TLS has its name, however its bytes come.
@Suite struct `Before TLS` {
    private static let scripts = PreambleScript.all

    /// A conversation that goes through a script, and then the handshake.
    private func play(
        _ script: PreambleScript,
        cutAt count: Int = .max,
        isClosed: Bool = true
    ) -> Conversation {
        var conversation = Conversation()
        conversation.open()
        for line in script.lines { conversation.send(line.sender, line.bytes, cutAt: min(count, 60_000)) }
        finish(&conversation, script, cutAt: count, isClosed: isClosed)
        return conversation
    }

    private func finish(
        _ conversation: inout Conversation,
        _ script: PreambleScript,
        cutAt count: Int,
        isClosed: Bool
    ) {
        let flights: [(Role, [UInt8])] = [
            (.client, TLS12Bytes.hello()), (.server, TLS12Bytes.serverFlight(requests: true)),
            (.client, TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate())),
            (.server, TLS12Bytes.finished),
        ]
        for (sender, bytes) in flights {
            let sent = script.isWrapped ? PreambleScript.wrapped(bytes, size: 100) : bytes
            conversation.send(sender, sent, cutAt: min(count, 60_000))
        }
        conversation.send(.client, TLS12Bytes.data(), cutAt: min(count, 60_000))
        conversation.send(.server, TLS12Bytes.data(), cutAt: min(count, 60_000))
        if isClosed { conversation.close() }
    }

    private func check(_ report: ConnectionReport?, _ script: PreambleScript, _ note: String = "") throws {
        let report = try #require(report, "\(script) \(note)")
        #expect(report.precededBy == script.type, "\(script) \(note)")
        let preamble = try #require(report.carriage?.preambles.last, "\(script) \(note)")
        #expect(preamble.type == script.type && preamble.name == script.name, "\(script) \(note)")
        #expect(preamble.port == script.port, "\(script) \(note)")
        #expect(report.carriage?.carrier == (script.isWrapped ? "tds" : nil), "\(script) \(note)")
        #expect(
            report.verdict.status == .completed && report.tls.serverName == "api.example",
            "\(script) \(note)"
        )
        #expect(report.client.port == 51_000, "\(script) \(note)")
    }

    @Test(arguments: scripts) func `every dialogue has its name`(_ script: PreambleScript) throws {
        let reports = analyse(play(script).packets)
        #expect(reports.count == 1)
        try check(reports.first, script)
        #expect(reports.first?.carriage?.preambles.count == 1)
    }

    @Test(arguments: scripts) func `in segments of any size`(_ script: PreambleScript) throws {
        // Segments of a few zeros may be Ethernet's padding, so they are not taken for what PostgreSQL begins with.
        for count in script.type == "postgresql" ? [4, 5, 7] : [1, 2, 3, 7] {
            try check(analyse(play(script, cutAt: count).packets).first, script, "cut at \(count)")
        }
    }

    @Test(arguments: scripts.filter { $0.type != "unknown" })
    func `with the hello in the segment of the last word`(_ script: PreambleScript) throws {
        // The client does not wait for the last answer.
        guard let last = script.lines.lastIndex(where: { $0.sender == .client }) else { return }
        var conversation = Conversation()
        conversation.open()
        for line in script.lines[..<last] { conversation.send(line.sender, line.bytes) }
        let hello = script.isWrapped ? PreambleScript.wrapped(TLS12Bytes.hello()) : TLS12Bytes.hello()
        conversation.client(script.lines[last].bytes + hello)
        let flight = TLS12Bytes.serverFlight(requests: true)
        let answer = script.lines[(last + 1)...].flatMap { $0.bytes }
        conversation.server(answer + (script.isWrapped ? PreambleScript.wrapped(flight) : flight))
        let rest = TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate())
        conversation.client(script.isWrapped ? PreambleScript.wrapped(rest) : rest)
        conversation.server(
            script.isWrapped ? PreambleScript.wrapped(TLS12Bytes.finished) : TLS12Bytes.finished
        )
        conversation.exchangeData()
        conversation.close()
        try check(analyse(conversation.packets).first, script)
    }

    /// What a protocol is taken for where the packet that tells them apart is missing.
    private static let alike = ["lmtp": "smtp", "socks4a": "socks4", "http_upgrade": "http_connect"]

    @Test(arguments: scripts.filter { $0.lines.count > 1 })
    func `any packet of it may be lost`(_ script: PreambleScript) throws {
        let packets = play(script).packets
        for index in 3..<3 + script.lines.count {
            var rest = packets
            rest.remove(at: index)
            let report = try #require(analyse(rest).first, "\(script) without packet \(index)")
            #expect(report.tls.serverName == "api.example", "\(script) \(index)")
            let name = try #require(report.precededBy, "\(script) \(index)")
            let isRight = [script.type, Self.alike[script.type], "unknown"].contains(name)
            #expect(isRight, "\(script) without packet \(index): \(name)")
        }
    }

    @Test(arguments: scripts) func `a side may be missing`(_ script: PreambleScript) throws {
        let packets = play(script).packets
        for side in [Role.client, .server] {
            let kept = packets.filter { packet in
                let source = Array(packet.frame[26..<30])
                return (source == Endpoint.client.address) == (side == .client)
            }
            let report = try #require(analyse(kept).first, "\(script) of the \(side)")
            #expect(report.client.port == 51_000, "\(script) of the \(side)")
            let hasSpoken = script.lines.contains { $0.sender == side }
            if hasSpoken { #expect(report.precededBy != nil, "\(script) of the \(side)") }
        }
    }

    // MARK: One inside the other

    @Test func `dialogues go inside each other, the outermost first`() throws {
        let byType = Dictionary(Self.scripts.map { ($0.type, $0) }) { first, _ in first }
        let stacks = [
            ["proxy_v1", "smtp"], ["proxy_v2", "http_connect", "http_connect", "imap"],
            ["socks5", "postgresql"],
            ["http_connect", "socks4a", "ldap"], ["proxy_v2", "proxy_v1", "mysql"],
            ["socks4", "http_upgrade"],
        ]
        for stack in stacks {
            let scripts = stack.compactMap { byType[$0] }
            let script = PreambleScript(stack.last ?? "", scripts.flatMap(\.lines))
            for count in [Int.max, 1] {
                let report = try #require(analyse(play(script, cutAt: count).packets).first, "\(stack)")
                #expect(report.carriage?.preambles.map(\.type) == stack, "\(stack) \(count)")
                #expect(report.verdict.status == .completed && report.precededBy == stack.last, "\(stack)")
            }
        }
    }

    @Test func `a PROXY header has the ends of the connection that it passes on`() throws {
        let byType = Dictionary(Self.scripts.map { ($0.type, $0) }) { first, _ in first }
        for type in ["proxy_v1", "proxy_v2"] {
            let script = try #require(byType[type])
            let preamble = try #require(analyse(play(script).packets).first?.carriage?.preambles.first)
            #expect(
                preamble.client?.hasPrefix("203.0.113.7:51") == true && preamble.server == "198.51.100.2:443"
            )
        }
    }

    @Test func `something else may follow what was granted`() throws {
        let script = PreambleScript(
            "unknown",
            [
                PreambleScript.client("CONNECT api.example:443 HTTP/1.1\r\n\r\n"),
                PreambleScript.server("HTTP/1.1 200 OK\r\n\r\n"), PreambleScript.client("HAI\r\n"),
                PreambleScript.server("KTHX\r\n"),
            ]
        )
        let report = try #require(analyse(play(script).packets).first)
        #expect(report.carriage?.preambles.map(\.type) == ["http_connect", "unknown"])
    }

    @Test func `TLS that is spoken to a server that greets is not preceded by what it asked for`() throws {
        var conversation = Conversation()
        conversation.open()
        conversation.server(Array("220 mail.example ESMTP\r\n".utf8))
        conversation.client(TLS12Bytes.hello())
        conversation.server(Array("500 5.5.1 what?\r\n".utf8))
        conversation.close(.server)
        let report = try #require(analyse(conversation.packets).first)
        #expect(report.verdict.failure?.kind == .handshakeFailed)
        #expect(report.diagnoses.contains { $0.code.rawValue == "peer_does_not_speak_tls" })
    }

    // MARK: TDS

    @Test func `what follows a wrapped handshake may be bare TLS, or packets without TLS`() throws {
        for isPlain in [false, true] {
            var conversation = Conversation()
            conversation.open()
            conversation.client(PreambleScript.tds(0x12, encryption: 0))
            conversation.server(PreambleScript.tds(4, encryption: 0))
            conversation.client(PreambleScript.wrapped(TLS12Bytes.hello(), size: 64))
            conversation.server(PreambleScript.wrapped(TLS12Bytes.serverFlight(requests: true)))
            conversation.client(
                PreambleScript.wrapped(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
            )
            conversation.server(PreambleScript.wrapped(TLS12Bytes.finished))
            conversation.client(TLS12Bytes.data())
            if isPlain {
                conversation.server([4, 1, 0, 12, 0, 0, 1, 0, 0x16, 3, 3, 0])
                conversation.client([1, 1, 0, 12, 0, 0, 1, 0, 0x15, 3, 3, 0])
            } else {
                conversation.server(TLS12Bytes.data())
            }
            conversation.close()
            let report = try #require(analyse(conversation.packets).first)
            #expect(report.verdict.status == .completed && report.carriage?.carrier == "tds")
        }
    }

    @Test func `a wrapped hello is found where nothing went before`() throws {
        var conversation = Conversation()
        conversation.client(PreambleScript.wrapped(TLS12Bytes.hello(), size: 64))
        conversation.server(PreambleScript.wrapped(TLS12Bytes.serverFlight(requests: false)))
        conversation.client(PreambleScript.wrapped(TLS12Bytes.clientFlight(certificate: nil)))
        conversation.server(PreambleScript.wrapped(TLS12Bytes.finished))
        let report = try #require(analyse(conversation.packets).first)
        #expect(report.carriage?.carrier == "tds" && report.verdict.status == .notRequested)
    }
}

/// What a stranger may send.
@Suite struct `Damaged dialogues` {
    @Test(arguments: PreambleScript.all) func `never end the program`(_ script: PreambleScript) {
        for seed in 0..<40 as Range<UInt64> {
            var random = FixedRandom(seed: seed)
            var conversation = Conversation()
            conversation.open()
            for line in script.lines {
                var bytes = line.bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: bytes[place] = [0, 0xFF, 0x7F, 0x80].randomElement(using: &random) ?? 0
                    case 2 where bytes.count > 1: bytes.remove(at: place)
                    default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                    }
                }
                conversation.send(line.sender, bytes, cutAt: Int.random(in: 1...bytes.count, using: &random))
            }
            conversation.handshake()
            conversation.close()
            // Where TLS begins at a segment's start, it is found whatever went before.
            let reports = analyse(conversation.packets)
            #expect(script.isWrapped || reports.count <= 1)
        }
    }
}
