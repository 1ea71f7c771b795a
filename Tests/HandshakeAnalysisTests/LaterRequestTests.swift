import ByteParsing
import TLSWire
import Testing

@testable import HandshakeAnalysis

/// TLS 1.3 with keys: a server that asks when the handshake is over, and a client that does not answer.
@Suite struct `A request after the handshake` {
    private func finished(_ sender: Role) throws -> Step {
        try .message13(sender, .finished, [UInt8](repeating: 1, count: 32))
    }

    private func request() throws -> Step {
        try .message13(.server, .certificateRequest, [0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3])
    }

    /// A handshake with this answer of the client, if it is asked, then data of both sides and another request.
    private func facts(answer: [Step]?, _ rest: [Step]) throws -> HandshakeFacts {
        var steps: [Step] = [
            .clientHello13, .serverHello13, try .message13(.server, .encryptedExtensions, [0, 0]),
        ]
        if answer != nil { steps.append(try request()) }
        steps += [.serverCertificate, try finished(.server)] + (answer ?? []) + [try finished(.client)]
        steps += Flight.data + [try request()] + rest
        var facts = HandshakeFacts()
        for (index, step) in steps.enumerated() {
            facts.record(
                HandshakeEvent(
                    step.kind,
                    from: step.sender,
                    at: packet(UInt64(index + 1)),
                    basis: index > 1 ? .decrypted : .observed
                )
            )
        }
        return facts
    }

    private func verdict(answer: [Step]?, _ rest: [Step]) throws -> Verdict {
        Verdict(of: try facts(answer: answer, rest))
    }

    @Test(arguments: [[Step.closed(.client), .closed(.server)], [.closed(.server)], []])
    func `that is not answered leaves what the handshake settled`(_ rest: [Step]) throws {
        let presented = try verdict(answer: [.clientCertificate], rest)
        #expect(presented.status == .completed && presented.confidence == .low)
        #expect(presented.reasons.contains(.clientNeverAnsweredRequest))
        let declined = try verdict(answer: [.emptyCertificate], rest)
        #expect(declined.status == .notPresented && declined.confidence == .low)
    }

    @Test func `that is the first and not answered is given up by the client that leaves`() throws {
        let verdict = try verdict(answer: nil, [.data(.client), .closed(.client), .closed(.server)])
        #expect(verdict.failure?.kind == .clientGaveUp && verdict.confidence == .low)
    }

    @Test
    func `that is the first and not answered is no failure where the server leaves or the capture ends`()
        throws
    {
        #expect(try verdict(answer: nil, [.closed(.server)]).status == .incomplete)
        #expect(try verdict(answer: nil, [.data(.client)]).status == .incomplete)
        // What the server had under way with its request is no answer to what followed.
        #expect(try verdict(answer: nil, [.data(.server), .closed(.server)]).status == .incomplete)
    }

    @Test func `that is the first and not answered was optional where the server goes on`() throws {
        let verdict = try verdict(answer: nil, [.data(.client), .data(.server), .closed(.client)])
        #expect(verdict.status == .notPresented && verdict.confidence == .low)
    }

    @Test func `whose answer may be missing blames nobody`() throws {
        #expect(
            try verdict(answer: nil, [.gap(.client, 900), .data(.client), .closed(.client)]).status
                == .incomplete
        )
        let presented = try verdict(answer: [.clientCertificate], [.gap(.client, 900), .closed(.client)])
        #expect(presented.status == .undetermined)
    }

    @Test func `is waited for, and its answer decides`() throws {
        let asked = try facts(answer: [.clientCertificate], Flight.data)
        #expect(!asked.isSettled && asked.patience == HandshakeFacts.longestPatience)
        let answered = try verdict(
            answer: nil,
            [.clientCertificate, try finished(.client), .data(.client), .data(.server), .closed(.client)]
        )
        #expect(answered.status == .completed && answered.confidence == nil)
        let refused = try verdict(
            answer: [.clientCertificate],
            [.emptyCertificate, try finished(.client), .fatal(.server, .certificateRequired)]
        )
        #expect(refused.failure?.kind == .clientCertificateMissing)
    }

    @Test func `that is asked again before its answer is still one after the handshake`() throws {
        let facts = try facts(answer: nil, [try request(), .closed(.client)])
        #expect(facts.certificateRequest?.stage == .postHandshake)
    }
}
