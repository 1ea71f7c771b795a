import ByteParsing
import TLSWire
import TestSupport
import Testing

@testable import HandshakeAnalysis

/// The handshake is over, and what would tell how the server takes the client is not in the capture.
@Suite struct `Captures that end before the server's word` {
    private static let handshake = Flight.request + Flight.certificate + Flight.finish
    private static let declined = Flight.request + Flight.noCertificate + Flight.finish

    private func facts(
        _ steps: [Step],
        framing: HandshakeFraming = .tls,
        times: [Int64] = [],
        _ change: (inout HandshakeFacts) -> Void = { _ in }
    ) -> HandshakeFacts {
        var facts = HandshakeFacts(framing: framing)
        for (index, step) in steps.enumerated() {
            let time = index < times.count ? times[index] : Int64(index + 1)
            let packet = PacketReference(
                frame: UInt64(index + 1),
                time: Timestamp(nanoseconds: time)
            )
            facts.record(HandshakeEvent(step.kind, from: step.sender, at: packet))
        }
        change(&facts)
        return facts
    }

    @Test(arguments: [[], [.data(.client)], [.data(.client), .encryptedAlert(.server)]] as [[Step]])
    func `who has not answered may still refuse`(_ end: [Step]) {
        let completed = Verdict(of: log(Self.handshake + end))
        #expect(completed.status == .completed && completed.confidence == .low)
        let declined = Verdict(of: log(Self.declined + end))
        #expect(declined.status == .notPresented && declined.confidence == .low)
    }

    @Test(
        arguments: [[.data(.server)], [.encryptedAlert(.client)], [.closed(.client)]] as [[Step]]
    )
    func `an answer and a client that leaves first show what they show`(_ end: [Step]) {
        let verdict = Verdict(of: log(Self.handshake + end))
        #expect(verdict.status == .completed && verdict.confidence == nil)
    }

    @Test func `silence on a connection that was given up is no early end`() {
        let verdict = Verdict(of: facts(Self.handshake) { $0.silence = 5 })
        #expect(verdict.status == .completed && verdict.confidence == nil)
    }

    /// The protocol is not known then, and neither is what protection adds.
    @Test func `what may be settings alone is no answer where the server's hello was lost`() {
        let settings = Step(.server, .applicationData(length: 54))
        let hello = Step.clientHello(extensions: [(type: 16, body: [0, 3, 2] + Array("h2".utf8))])
        let flight = [hello, .gap(.server, 900)] + Flight.noCertificate + Flight.finish
        let end = [.data(.client), settings, settings, Step.encryptedAlert(.server), .closed(.server)]
        let verdict = Verdict(of: log(flight + end))
        #expect(verdict.status == .notPresented && verdict.confidence == .low)
        let served = Verdict(of: log(flight + [.data(.client), .data(.server), .data(.server)] + end))
        #expect(served.status == .notPresented && served.confidence == nil)
    }

    @Test func `a side that was not read to the end of its handshake leaves doubt`() {
        let flood = [Step.clientHello, .serverHello, Step(.server, .lostSynchronization)]
        let verdict = Verdict(of: log(flood + Flight.certificate + Flight.finish + Flight.data))
        #expect(verdict.status == .completed && verdict.confidence == .low)
    }

    // MARK: Datagrams

    @Test(arguments: [true, false])
    func `over DTLS a lone close of the client may answer one of the server's`(isAnswered: Bool) {
        let ends: [Step] = [.encryptedAlert(.client)] + (isAnswered ? [.encryptedAlert(.server)] : [])
        let steps = Self.declined + ends
        let times = steps.indices.map { Int64($0) * 5_000_000 }
        let verdict = Verdict(of: facts(steps, framing: .dtls, times: times))
        #expect(verdict.status == .notPresented && verdict.confidence == (isAnswered ? nil : .low))
    }

    @Test func `over DTLS the end of the capture refuses no client without a certificate`() {
        let flight = Flight.request + Flight.noCertificate
        #expect(Verdict(of: facts(flight, framing: .dtls)).status == .incomplete)
        let silent = Verdict(of: facts(flight, framing: .dtls) { $0.silence = 4 })
        #expect(silent.failure?.kind == .clientCertificateMissing && silent.confidence == .low)
    }

    // MARK: Two clocks

    @Test func `a leave is timed by the clock of the client`() {
        // The server's packets are three seconds late.
        let end: [Step] = [.data(.client), .closed(.server)]
        let steps = Self.handshake + end
        let times = steps.indices.map { Int64($0) + (steps[$0].sender == .server ? 3_000_000_000 : 0) }
        let apart = Verdict(of: facts(steps, times: times))
        #expect(apart.status == .completed)
        let together = Verdict(of: facts(steps, times: times) { $0.noteServerDelay(3_000_000_000) })
        #expect(together.failure?.kind == .clientCertificateRejected && together.confidence == .low)
    }

    @Test(arguments: [Role.client, .server])
    func `an answer that came before the server's hello was one`(_ leaver: Role) {
        let early: [Step] = [.clientHello13, .data(.client), .serverHello13, .certificateRequest]
        let verdict = Verdict(of: facts(early + [.closed(leaver)]) { $0.isDecrypted = true })
        #expect(verdict.status == .incomplete)
    }
}
