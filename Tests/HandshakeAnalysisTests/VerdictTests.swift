import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@Suite struct `Verdict of a plaintext log` {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let events: [HandshakeEvent]
        let original: OriginalSession?
        let expected: Verdict

        init(_ name: String, _ steps: [Step], resuming original: OriginalSession? = nil, _ expected: Verdict)
        {
            testDescription = name
            events = log(steps)
            self.original = original
            self.expected = expected
        }
    }

    // MARK: What many verdicts share

    /// Request, certificate and proof of `Flight.request + Flight.certificate`.
    static let presented: [Reason] = [
        .serverRequestedCertificate(packet(5)),
        .clientPresentedCertificate(subject: "CN=device-7", packet(7)),
        .clientProvedPossession(packet(9)),
    ]
    /// Request and answer of `Flight.request + Flight.noCertificate`.
    static let declined: [Reason] = [
        .serverRequestedCertificate(packet(5)), .clientPresentedNone(packet(7)),
    ]

    static func alert(
        _ description: AlertDescription,
        by sender: Role,
        at number: UInt64,
        level: AlertLevel = .fatal
    ) -> AlertFact {
        AlertFact(Alert(level: level, description: description), from: sender, at: packet(number))
    }

    static func failed(
        _ kind: Failure.Kind,
        _ alert: AlertFact? = nil,
        closedBy closer: Role?,
        confidence: Verdict.Confidence? = nil,
        _ reasons: [Reason]
    ) -> Verdict {
        let failure = Failure(kind, alert: alert, closedBy: closer)
        return Verdict(.failed, confidence: confidence, failure: failure, reasons: reasons)
    }

    @Test(
        arguments: finished + withoutCertificates + resumptions + refusedByServer + endedByClient + endedEarly
            + holed
            + tls13
    )
    func `is the expected one, with its reasons`(_ row: Row) {
        var verdict = Verdict(of: row.events, resuming: row.original)
        // What encrypted records suggest has tests of its own.
        verdict.reasons.removeAll { if case .inferred = $0 { true } else { false } }
        #expect(verdict == row.expected)
    }

    @Test(
        arguments: finished + withoutCertificates + refusedByServer + endedByClient + endedEarly + holed
            + tls13
    )
    func `of every prefix is sound`(_ row: Row) {
        for length in row.events.indices {
            let verdict = Verdict(of: row.events[..<length])
            #expect((verdict.status == .failed) == (verdict.failure != nil))
            #expect(verdict.basis != .inferred || verdict.confidence != nil)
        }
    }
}
