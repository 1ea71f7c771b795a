import ByteParsing
import TLSWire
import Testing

@testable import HandshakeAnalysis

/// Datagrams get lost, and nobody says that they leave: what follows from silence, and what does not.
@Suite struct `Verdicts over datagrams` {
    /// One step after the other, each so many nanoseconds later.
    private func facts(_ steps: [Step], isDecrypted: Bool = false, pace: Int64 = 1) -> HandshakeFacts {
        var facts = HandshakeFacts(framing: .dtls)
        for (index, step) in steps.enumerated() {
            facts.record(
                HandshakeEvent(
                    step.kind,
                    from: step.sender,
                    at: PacketReference(
                        frame: UInt64(index + 1),
                        time: Timestamp(nanoseconds: Int64(index + 1) * pace)
                    ),
                    basis: isDecrypted && index > 1 ? .decrypted : .observed
                )
            )
        }
        return facts
    }

    /// Up to the client's Finished, with what was decrypted from the third event on.
    private func handshake13(requests: Bool, _ answer: [Step]) throws -> [Step] {
        var steps: [Step] = [
            .clientHello13, .serverHello13, try .message13(.server, .encryptedExtensions, [0, 0]),
        ]
        if requests {
            let schemes: [UInt8] = [0, 13, 0, 4, 0, 2, 4, 3]
            steps.append(try .message13(.server, .certificateRequest, [0, 0, 8] + schemes))
        }
        steps.append(.serverCertificate)
        steps.append(try .message13(.server, .finished, [UInt8](repeating: 1, count: 32)))
        return steps + answer + [try .message13(.client, .finished, [UInt8](repeating: 2, count: 32))]
    }

    private static let again = Step(.client, .flightAgain(count: 1))

    // MARK: DTLS 1.3 with keys

    @Test func `a server of DTLS 1.3 that says nothing has accepted nobody`() throws {
        var facts = facts(try handshake13(requests: true, [.clientCertificate]), isDecrypted: true)
        facts.silence = 60
        #expect(Verdict(of: facts).status == .undetermined)
        // Whom nobody asked, nobody refuses.
        facts = self.facts(try handshake13(requests: false, []), isDecrypted: true)
        #expect(Verdict(of: facts).status == .notRequested && Verdict(of: facts).confidence == .medium)
    }

    @Test func `an acknowledgement of the Finished is a sign, and no proof`() throws {
        let done = [Step(.server, .handshakeDone)]
        let verdict = Verdict(
            of: facts(try handshake13(requests: true, [.clientCertificate]) + done, isDecrypted: true)
        )
        #expect(verdict.status == .completed && verdict.confidence == .medium)
    }

    @Test func `who refuses a certificate that is not there refuses an answer that was lost`() throws {
        let refusal = ApplicationRefusal(
            .http3,
            concerns: .certificate,
            code: "403",
            text: "client certificate not authorized",
            packet: packet(9)
        )
        let words = Step(.server, .refusedByApplication(refusal))
        let whole = try handshake13(requests: true, [.emptyCertificate])
        #expect(
            Verdict(of: facts(whole + [.data(.server), words], isDecrypted: true)).failure?.kind
                == .clientCertificateMissingByApplication
        )
        let holed = Array(whole.dropLast(2)) + [.data(.server), words]
        #expect(Verdict(of: facts(holed, isDecrypted: true)).status == .incomplete)
    }

    @Test func `a client that says goodbye has waited in vain all the same`() throws {
        let answer = try handshake13(requests: true, [.emptyCertificate])
        let goodbye = Step.warning(.client, .closeNotify)
        for end in [[Self.again], [Self.again, goodbye]] {
            let verdict = Verdict(of: facts(answer + end, isDecrypted: true))
            #expect(verdict.failure?.kind == .clientCertificateMissing && verdict.confidence == .medium)
        }
        // The same up to DTLS 1.2.
        let steps = Flight.request + Flight.noCertificate + [Self.again, goodbye]
        let verdict = Verdict(of: facts(steps))
        #expect(verdict.failure?.kind == .clientCertificateMissing && verdict.confidence == .medium)
    }

    // MARK: Loss

    @Test func `records that are missing lower every confidence`() {
        var facts = facts(Flight.request + Flight.noCertificate + [Self.again])
        #expect(Verdict(of: facts).confidence == .medium)
        facts.noteUnseenRecords()
        #expect(Verdict(of: facts).confidence == .low)
        #expect(Verdict(of: facts).failure?.kind == .clientCertificateMissing)
    }

    @Test(arguments: [(4, Verdict.Status.incomplete), (40, .failed)])
    func `a server that stopped to send its flight again has had the client's`(
        _ repetitions: Int,
        _ status: Verdict.Status
    ) {
        let late = Step(.server, .flightAgain(count: 1))
        let again = (1...repetitions).map { Step(.client, .flightAgain(count: $0)) }
        let verdict = Verdict(
            of: facts(Flight.request + Flight.noCertificate + [late] + again, pace: 1_000_000_000)
        )
        #expect(verdict.status == status)
        if status == .failed {
            #expect(verdict.failure?.kind == .clientCertificateMissing && verdict.confidence == .low)
        }
        // The alert over a certificate may have been lost.
        let presented = Verdict(
            of: facts(Flight.request + Flight.certificate + [late] + again, pace: 1_000_000_000)
        )
        #expect(presented.status == status)
        #expect(status != .failed || presented.failure?.kind == .clientCertificateRejected)
    }

    @Test(arguments: [(2, Verdict.Status.incomplete), (3, .failed)])
    func `a certificate that nobody answers three times may have been refused by an alert that was lost`(
        _ repetitions: Int,
        _ status: Verdict.Status
    ) {
        let again = (1...repetitions).map { Step(.client, .flightAgain(count: $0)) }
        let verdict = Verdict(of: facts(Flight.request + Flight.certificate + again))
        #expect(verdict.status == status && verdict.confidence == (status == .failed ? .low : nil))
    }

    /// wolfSSL's server, to which a flight came in two datagrams.
    @Test func `an alert that ended nothing gives way to the one that refuses`() {
        let alerts: [Step] = [.fatal(.server, .unexpectedMessage), .fatal(.server, .unknownCA)]
        let steps = Flight.request + Flight.certificate
        let verdict = Verdict(of: facts(steps + alerts))
        #expect(verdict.failure?.kind == .clientCertificateRejected)
        #expect(verdict.failure?.alert?.alert?.description == .unknownCA)
        #expect(
            Verdict(of: facts(steps + alerts.reversed())).failure?.alert?.alert?.description == .unknownCA
        )
        #expect(
            Verdict(of: facts(steps + alerts.prefix(1))).failure?.alert?.alert?.description
                == .unexpectedMessage
        )
    }

    @Test func `an alert of a client that had answered may be over a refusal that is missing`() {
        let alert = Step.fatal(.client, .internalError)
        #expect(Verdict(of: facts(Flight.request + Flight.certificate + [alert])).status == .incomplete)
        let early = Verdict(of: facts(Flight.request + [alert]))
        #expect(early.failure?.kind == .clientGaveUp)
    }

    @Test func `whoever proves to have a key has presented a certificate`() {
        let answer: [Step] = [
            .gap(.client, 12), .clientKeyExchange, .certificateVerify, .changeCipherSpec(.client),
            .encrypted(.client),
        ]
        let verdict = Verdict(of: facts(Flight.request + answer + Flight.finish + Flight.data))
        #expect(verdict.status == .completed)
    }

    @Test func `a HelloRequest that nothing follows leaves it open`() {
        let first = Flight.noRequest + Flight.noAnswer + Flight.finish + Flight.data
        #expect(Verdict(of: facts(first)).status == .notRequested)
        #expect(Verdict(of: facts(first + [.encrypted(.server)])).status == .undetermined)
        // A client need not heed it.
        #expect(
            Verdict(of: facts(first + [.encrypted(.server), .data(.client)])).status == .notRequested
        )
    }

    @Test func `a server that closes without an answer may have refused`() {
        let steps = Flight.request + Flight.certificate + Flight.finish
        #expect(Verdict(of: facts(steps)).confidence == .low)
        #expect(Verdict(of: facts(steps + [.data(.server)])).confidence == nil)
        let verdict = Verdict(of: facts(steps + [.data(.client), .encryptedAlert(.server)]))
        #expect(verdict.status == .completed && verdict.confidence == .low)
    }

    @Test func `closes that cross have no order`() {
        let closes = [Step.encryptedAlert(.client), .encryptedAlert(.server)]
        let steps = Flight.request + Flight.certificate + Flight.finish + closes
        // Nanoseconds between the two, by how much the clocks seem to differ, and what is left of the order.
        let rows: [(pace: Int64, delay: Int64, confidence: Verdict.Confidence?)] = [
            (999_999, 0, .low), (1_000_000, 0, nil), (49_999_999, 1, .low), (50_000_000, -1, nil),
            (50_000_000, -30_000_000, .low),
        ]
        for row in rows {
            var facts = facts(steps, pace: row.pace)
            facts.noteServerDelay(row.delay)
            let verdict = Verdict(of: facts)
            #expect(verdict.status == .completed && verdict.confidence == row.confidence, "\(row)")
        }
    }

    @Test func `where clocks differ, what came of a handshake is said with low confidence`() {
        let steps = Flight.noRequest + Flight.noAnswer + Flight.finish + Flight.data
        for (delay, confidence) in [(999_999, nil), (-1_000_000, .low)] as [(Int64, Verdict.Confidence?)] {
            var facts = facts(steps)
            facts.noteServerDelay(delay)
            let verdict = Verdict(of: facts)
            #expect(verdict.status == .notRequested && verdict.confidence == confidence)
        }
    }

    @Test func `answers before what they answer show that clocks differ`() {
        let steps = Flight.request + Flight.certificate + Flight.finish
        #expect(facts(steps).misplacement == 0)
        #expect(facts(steps).leastGap == 1_000_000)
        // The server's packets, or the client's, are late by so much.
        func misplacement(_ late: Role, by delay: Int64) -> Int64 {
            var facts = HandshakeFacts(framing: .dtls)
            for (index, step) in steps.enumerated() {
                let time = Int64(index + 1) + (step.sender == late ? delay : 0)
                let packet = PacketReference(
                    frame: UInt64(index + 1),
                    time: Timestamp(nanoseconds: time)
                )
                facts.record(HandshakeEvent(step.kind, from: step.sender, at: packet))
            }
            return facts.misplacement
        }
        #expect(misplacement(.client, by: 5_000) < -4_900)
        #expect(misplacement(.server, by: 5_000) > 4_900)
    }
}
