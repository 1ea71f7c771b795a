import ByteParsing
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@Suite struct ApplicationObserverTests {
    @Test(arguments: ApplicationCase.real + ApplicationCase.documented)
    func `Sees in each dialogue what is in it`(dialogue: ApplicationCase) {
        let observer = dialogue.observe()
        #expect(observer.refusal.map(ApplicationCase.Expectation.init) == dialogue.expected)
        #expect(observer.isDone == dialogue.isDone)
    }

    @Test(arguments: ApplicationCase.real + ApplicationCase.documented)
    func `Sees the same wherever the bytes are cut`(dialogue: ApplicationCase) {
        let bytewise = dialogue.observe(cutAt: Array(dialogue.server.indices))
        #expect(bytewise.refusal.map(ApplicationCase.Expectation.init) == dialogue.expected)
        #expect(bytewise.isDone == dialogue.isDone)
        let different = dialogue.server.indices.filter { cut in
            let observer = dialogue.observe(cutAt: [cut])
            return observer.refusal.map(ApplicationCase.Expectation.init) != dialogue.expected
                || observer.isDone != dialogue.isDone
        }
        #expect(different == [])
    }

    @Test func `Names the packet that showed the refusal, not those that refined its words`() throws {
        let server = "HTTP/1.1 403 Forbidden\r\n\r\nno client certificate"
        let observer = ApplicationCase("", text: server, nil).observe(cutAt: [10, 26, 30])
        let refusal = try #require(observer.refusal)
        #expect(refusal.packet == .numbered(3))
        #expect(refusal.concerns == .missingCertificate)
    }

    @Test func `Says it before the body has ended, and is not done`() {
        var observer = ApplicationObserver()
        let head = Array("HTTP/1.1 401 Unauthorized\r\n\r\n".utf8)
        observer.receive(head.span, from: .server, at: .numbered(1))
        #expect(observer.refusal?.concerns == .unspecified)
        #expect(observer.refusal?.text == "Unauthorized")
        #expect(!observer.isDone)
    }

    @Test func `Keeps at most 200 characters and none that control a terminal`() {
        let said = "no client certificate\u{1B}[31m\u{202E}\u{0}\t\u{FF}" + String(repeating: "é", count: 400)
        let text = ApplicationCase("", text: "HTTP/1.1 403 \(said)\r\nContent-Length: 0\r\n\r\n", nil)
            .observe()
            .refusal?.text
        let expected = "no client certificate[31m \u{FF}" + String(repeating: "é", count: 173)
        #expect(text == expected)
        #expect(text?.count == ApplicationRefusal.maximumTextLength)
    }

    @Test(arguments: [-1, 0, 1])
    func `Reads so much of the server and no more`(difference: Int) {
        let head = "HTTP/1.1 403 Forbidden\r\n\r\n"
        let words = "no client certificate"
        // The first sentence is cut after 512 bytes, so that lines of their own keep the words whole.
        let filling = ApplicationObserver.maximumBytes - head.utf8.count - words.utf8.count + difference
        let body = String(repeating: "\n", count: filling) + words
        let observer = ApplicationCase("", text: head + body, nil).observe()
        #expect(observer.isDone == (difference >= 0))
        #expect(observer.refusal?.text == (difference <= 0 ? words : "no client certificat"))
    }

    @Test func `Is not worn out by a client that sends much`() {
        var observer = ApplicationObserver()
        let upload = [UInt8](repeating: 0x41, count: ApplicationObserver.maximumBytes)
        for _ in 0..<4 { observer.receive(upload.span, from: .client, at: .numbered(1)) }
        #expect(!observer.isDone)
        let reply = ApplicationSamples.postgreSQLMissing
        observer.receive(reply.span, from: .server, at: .numbered(2))
        #expect(observer.refusal?.concerns == .missingCertificate)
    }

    @Test func `Nothing changes once it is done`() {
        var observer = ApplicationCase.real[0].observe()
        let before = observer.refusal
        let reply = ApplicationSamples.postgreSQLMissing
        observer.receive(reply.span, from: .server, at: .numbered(9))
        #expect(observer.isDone)
        #expect(observer.refusal == before)
    }

    /// A trap would end the test run; mutations keep enough of a dialogue to get past its first bytes.
    @Test func `Bears any bytes, and cut anywhere finds the same in them`() {
        var random = FixedRandom(seed: 13)
        let seeds = (ApplicationCase.real + ApplicationCase.documented).filter { !$0.server.isEmpty }
        for _ in 0..<2000 {
            let seed = seeds.randomElement(using: &random) ?? seeds[0]
            var server = seed.server
            for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&server, using: &random) }
            let dialogue = ApplicationCase(
                "",
                client: String(decoding: seed.client, as: UTF8.self),
                server,
                nil
            )
            let whole = dialogue.observe()
            let cuts = (0..<5).map { _ in Int.random(in: 0...server.count, using: &random) }.sorted()
            let pieces = dialogue.observe(cutAt: cuts)
            let same =
                whole.refusal.map(ApplicationCase.Expectation.init)
                == pieces.refusal.map(ApplicationCase.Expectation.init) && whole.isDone == pieces.isDone
            #expect(same, "\(server) cut at \(cuts)")
        }
    }

    private func mutate(_ bytes: inout [UInt8], using random: inout FixedRandom) {
        let place = Int.random(in: 0..<max(bytes.count, 1), using: &random)
        let extremes: [UInt8] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF, 0x0A, 0x20, 0x3C, 0x3E]
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] = extremes.randomElement(using: &random) ?? 0
        case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2 where place < bytes.count: bytes.remove(at: place)
        case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: min(place, bytes.count))
        default: bytes.removeLast(min(bytes.count, Int.random(in: 0..<20, using: &random)))
        }
    }
}
