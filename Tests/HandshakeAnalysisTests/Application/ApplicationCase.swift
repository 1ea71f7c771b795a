import ByteParsing
import HandshakeAnalysis
import TLSWire
import Testing

/// One dialogue and what is to be seen in it.
struct ApplicationCase: CustomTestStringConvertible, Sendable {
    let name: String
    var client: [UInt8] = []
    let server: [UInt8]
    /// `nil` if there is nothing to be seen.
    let expected: Expectation?
    /// Whether the server's bytes settle it.
    var isDone = true

    struct Expectation: Hashable, Sendable {
        let applicationProtocol: ApplicationRefusal.ApplicationProtocol
        let concerns: ApplicationRefusal.Concern
        let code: String
        let text: String?

        init(
            _ applicationProtocol: ApplicationRefusal.ApplicationProtocol,
            _ concerns: ApplicationRefusal.Concern,
            _ code: String,
            _ text: String?
        ) {
            self.applicationProtocol = applicationProtocol
            self.concerns = concerns
            self.code = code
            self.text = text
        }

        init(_ refusal: ApplicationRefusal) {
            self.init(refusal.applicationProtocol, refusal.concerns, refusal.code, refusal.text)
        }
    }

    var testDescription: String { name }

    init(
        _ name: String,
        client: String = "",
        _ server: [UInt8],
        _ expected: Expectation?,
        isDone: Bool = true
    ) {
        self.name = name
        self.client = Array(client.utf8)
        self.server = server
        self.expected = expected
        self.isDone = isDone
    }

    init(
        _ name: String,
        client: String = "",
        text: String,
        _ expected: Expectation?,
        isDone: Bool = true
    ) {
        self.init(name, client: client, Array(text.utf8), expected, isDone: isDone)
    }

    /// Feeds the client's bytes and then the server's in the pieces that the offsets cut, a packet each.
    func observe(cutAt cuts: [Int] = []) -> ApplicationObserver {
        var observer = ApplicationObserver()
        observer.receive(client.span, from: .client, at: .numbered(1))
        var start = 0
        for (index, end) in (cuts + [server.count]).enumerated() {
            let piece = Array(server[start..<end])
            observer.receive(piece.span, from: .server, at: .numbered(UInt64(index) + 2))
            start = end
        }
        return observer
    }
}

extension PacketReference {
    static func numbered(_ frame: UInt64) -> PacketReference {
        PacketReference(frame: frame, time: Timestamp(nanoseconds: Int64(frame)))
    }
}
