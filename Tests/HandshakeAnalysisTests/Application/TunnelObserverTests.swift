import HandshakeAnalysis
import TLSWire
import Testing

@Suite struct `What runs inside decrypted data` {
    private static let hello: [UInt8] = [22, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3]

    private func observe(_ pieces: [(Role, [UInt8])]) -> TunnelObserver {
        var observer = TunnelObserver()
        for (sender, bytes) in pieces { observer.receive(bytes.span, from: sender) }
        return observer
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `TLS behind a CONNECT is found, and with whom`() {
        let request = text("CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n")
        let observer = observe([
            (.client, request), (.server, text("HTTP/1.1 200 OK\r\n\r\n")), (.client, Self.hello),
        ])
        #expect(observer.isTLS && observer.isDone)
        #expect(observer.target == "api.example:443")
    }

    @Test func `TLS without a request is found as well`() {
        let observer = observe([(.client, Self.hello)])
        #expect(observer.isTLS && observer.target == nil)
    }

    @Test func `a request that is answered by anything else is no tunnel of TLS`() {
        let request = text("CONNECT api.example:443 HTTP/1.1\r\n\r\n")
        let observer = observe([
            (.client, request), (.server, text("HTTP/1.1 200 OK\r\n\r\n")), (.client, text("SSH-2.0-x\r\n")),
        ])
        #expect(!observer.isTLS && observer.isDone)
    }

    @Test func `a hello before the proxy has answered is not looked for`() {
        var observer = observe([(.client, text("CONNECT a:1 HTTP/1.1\r\n\r\n"))])
        #expect(!observer.isDone)
        for _ in 0..<20 { observer.receive(text("x").span, from: .client) }
        #expect(observer.isDone && !observer.isTLS)
    }

    @Test(arguments: ["GET / HTTP/1.1\r\n\r\n", "CONNECT ", "CONNECT \u{1B}[2J x", "C", "CONNECTION x"])
    func `anything else is over at once`(first: String) {
        let observer = observe([(.client, text(first))])
        #expect(observer.isDone && !observer.isTLS && observer.target == nil)
    }

    @Test func `a target that is too long is none`() {
        let long = String(repeating: "a", count: 263)
        #expect(observe([(.client, text("CONNECT \(long) HTTP/1.1\r\n\r\n"))]).target == nil)
        let just = String(repeating: "a", count: 262)
        #expect(observe([(.client, text("CONNECT \(just) HTTP/1.1\r\n\r\n"))]).target == just)
    }

    @Test func `a server that speaks first is no proxy`() {
        #expect(observe([(.server, text("220 mail\r\n"))]).isDone)
    }
}
