import TLSWire
import Testing

@testable import AnalysisPipeline

@Suite struct `Handshake transcript` {
    private static let limit = HandshakeTranscript.maximumBytes

    /// A message's header has four bytes.
    private func begin(
        helloOf count: Int,
        _ budget: HandshakeTranscript.Budget = .init()
    ) -> HandshakeTranscript? {
        HandshakeTranscript(clientHello: [UInt8](repeating: 1, count: count).span, budget)
    }

    @Test(arguments: [-1, 0, 1]) func `holds so many bytes and no more`(_ beyond: Int) throws {
        let transcript = try #require(begin(helloOf: 96))
        let body = [UInt8](repeating: 2, count: Self.limit - 104 + beyond)
        #expect(transcript.append(.certificate, body.span, from: .server) == (beyond <= 0))
        #expect(transcript.messages.count == (beyond <= 0 ? Self.limit + beyond : 100))
    }

    @Test func `gives back what it held`() throws {
        let budget = HandshakeTranscript.Budget()
        var held = (0..<300).compactMap { _ in begin(helloOf: Self.limit - 4, budget) }
        // All that there is room for, and nothing beyond it.
        #expect(held.count == HandshakeTranscript.Budget.maximumBytes / Self.limit)
        #expect(budget.heldBytes == HandshakeTranscript.Budget.maximumBytes)
        #expect(begin(helloOf: 0, budget) == nil)
        held.removeLast()
        #expect(begin(helloOf: 0, budget) != nil)
        held = []
        #expect(budget.heldBytes == 0)
    }

    @Test func `keeps each side's messages apart, and leaves out what does not count`() throws {
        let transcript = try #require(begin(helloOf: 1))
        func append(_ type: HandshakeType, _ byte: UInt8, _ sender: Role) -> Bool {
            transcript.append(type, [byte].span, from: sender)
        }
        // The client's Certificate before the end of the server's flight, as a capture may have it.
        #expect(append(.serverHello, 2, .server) && append(.certificate, 4, .client))
        #expect(append(.helloRequest, 9, .server) && append(.serverHelloDone, 3, .server))
        #expect(append(.newSessionTicket, 9, .server))
        #expect(
            transcript.messages == [1, 0, 0, 1, 1] + [2, 0, 0, 1, 2] + [14, 0, 0, 1, 3] + [11, 0, 0, 1, 4]
        )
        #expect(!append(.serverHello, 5, .server))
    }
}
