import ByteParsing
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import Reporting

@Suite struct `Report sentences` {
    private static let packet = Sample.packet(9)
    private static let warning = AlertFact(
        Alert(level: .warning, description: AlertDescription(rawValue: 200)),
        from: .client,
        at: packet
    )

    static let sentences: [(Reason, String)] = [
        (.serverRequestedCertificate(packet), "server requested a client certificate, frame 9"),
        (.serverDidNotRequestCertificate, "server did not request a client certificate"),
        (
            .clientPresentedCertificate(subject: "CN=a", packet),
            "client presented the certificate CN=a, frame 9"
        ),
        (.clientPresentedCertificate(subject: nil, packet), "client presented a certificate, frame 9"),
        (.clientPresentedNone(packet), "client answered the request with an empty Certificate, frame 9"),
        (
            .clientPresentedNoneByAlert(packet),
            "client answered the request with the alert no_certificate, frame 9"
        ),
        (.clientProvedPossession(packet), "client sent its CertificateVerify, frame 9"),
        (.clientNeverAnsweredRequest, "client never answered the request"),
        (.serverFinished(packet), "server finished the handshake, frame 9"),
        (.clientFinished(packet), "client finished the handshake, frame 9"),
        (.serverSentApplicationData(packet), "server sent application data, frame 9"),
        (.serverNeverFinished, "server never finished the handshake"),
        (.clientNeverFinished, "client never finished the handshake"),
        (.serverNeverAnsweredHello, "server never answered the ClientHello"),
        (.serverAnswerUnfinished, "server sent the beginning of a record, and no more"),
        (.clientHelloUnfinished, "client sent the beginning of a ClientHello, and no more"),
        (.alertSent(Sample.unknownCA), "server sent unknown_ca (48), frame 14"),
        (.furtherAlertIgnored(warning), "client then sent alert 200 warning, frame 9"),
        (.closed(by: .server, packet), "server closed the connection, frame 9"),
        (.reset(by: .client, Sample.packet(9, input: 1)), "client reset the connection, frame 9 of input 1"),
        (.nothingMoreSeen, "nothing more was seen of the connection"),
        (.resumedSession(.sessionTicket), "the session was resumed by session ticket"),
        (.originalHandshakeSeen(ConnectionID(3)), "the session began with connection #3"),
        (
            .originalRefused(ConnectionID(3)),
            "the server refused the client of connection #3 after its handshake"
        ),
        (
            .sessionOfAnotherName(original: "a.example", now: nil),
            "the session was begun for a.example and is resumed for no server name"
        ),
        (.originalHandshakeNotSeen, "the handshake that began the session was not found in the capture"),
        (.authenticatedWithoutCertificates(.preSharedKey), "the parties authenticate by a pre-shared key"),
        (.encryptedFromServerHello(packet), "everything after the ServerHello is encrypted, frame 9"),
        (.encryptedRenegotiation(packet), "an encrypted renegotiation followed, frame 9"),
        (.encryptedAlertNotReadable(packet), "an alert is encrypted, frame 9"),
        (
            .perhapsEmptyDataConnection(beside: packet),
            """
            the beginning of another connection between the two is not in the capture, frame 9: if that is FTP's \
            control connection, this one had nothing to carry, and is closed so
            """
        ),
        (
            .serverClosedInsteadOfAnswering(packet),
            "server closed the connection instead of answering, frame 9"
        ),
        (
            .serverClosedAfterHandshake(packet),
            "server closed the connection as soon as both had finished, frame 9"
        ),
        (
            .clientClosedAfterHandshakeWithoutData(packet),
            "client closed the connection right after the handshake, frame 9"
        ),
        (.captureLacksBytes(from: .client, bytes: 1), "the capture lacks 1 byte that the client sent"),
        (.captureLacksDirection(.server), "the capture holds nothing that the server sent"),
        (.laterHandshakeNotRead, "it was not read, since too many other connections were waiting for one"),
        (.captureStartsLate, "the capture starts in the middle of the connection"),
        (
            .malformedMessage(.certificate, from: .client, packet),
            "client sent a malformed certificate, frame 9"
        ),
        (.recordsLost(from: .server), "the records of the server can no longer be told apart"),
    ]

    @Test(arguments: sentences.indices) func `has a sentence for every reason`(_ index: Int) {
        let (reason, expected) = Self.sentences[index]
        #expect(Sentences(about: Sample.refused).sentence(for: reason) == expected)
    }

    static let outcomes: [(Verdict, String)] = [
        (Verdict(.completed), "server accepted the client certificate CN=device-7"),
        (
            Verdict(.failed, failure: Failure(.clientCertificateMissing, alert: Sample.unknownCA)),
            "client presented no certificate and the server refused: unknown_ca (48), frame 14"
        ),
        (
            Verdict(.failed, failure: Failure(.serverCertificateRejected, alert: warning)),
            "client refused the server certificate: alert 200 warning, frame 9"
        ),
        (
            Verdict(
                .failed,
                failure: Failure(.clientCertificateRejected, closedBy: .server),
                reasons: [.closed(by: .server, packet)]
            ),
            "server refused the client certificate CN=device-7: server closed without an alert, frame 9"
        ),
        (
            Verdict(
                .failed,
                failure: Failure(.clientGaveUp, closedBy: .client),
                reasons: [.reset(by: .client, packet)]
            ),
            "client gave up after the certificate request: client reset the connection, frame 9"
        ),
        (
            Verdict(.failed, failure: Failure(.handshakeFailed, alert: warning)),
            "client ended the handshake: alert 200 warning, frame 9"
        ),
        (Verdict(.failed, failure: Failure(.handshakeFailed)), "the handshake failed"),
        (
            Verdict(
                .failed,
                basis: .inferred,
                confidence: .low,
                failure: Failure(.clientCertificateRejected, closedBy: .server)
            ),
            "server refused the client certificate CN=device-7: server closed without an alert "
                + "(inferred, low confidence)"
        ),
        (Verdict(.notRequested), "server requested no client certificate"),
        (
            Verdict(.notPresented),
            "server requested a certificate, client presented none, and server carried on"
        ),
        (
            Verdict(.incomplete, reasons: [.captureStartsLate, .nothingMoreSeen]),
            "nothing more was seen of the connection"
        ),
        (
            Verdict(.undetermined, reasons: [.resumedSession(.sessionID), .originalHandshakeNotSeen]),
            "the session was resumed by session ID, and the handshake that began the session was not found in the capture"
        ),
        (
            Verdict(
                .undetermined,
                reasons: [.encryptedFromServerHello(packet), .closed(by: .client, packet)]
            ),
            "everything after the ServerHello is encrypted, frame 9"
        ),
    ]

    private func outcome(of report: ConnectionReport) -> String {
        Sentences(about: report).outcome(of: report)
    }

    @Test(arguments: outcomes.indices) func `sums up a verdict`(_ index: Int) {
        let (verdict, expected) = Self.outcomes[index]
        #expect(outcome(of: Sample.report(verdict)) == expected)
    }

    @Test(arguments: [
        (Verdict.Status.completed, "resumed the session of #1, mutually authenticated"),
        (.notRequested, "resumed the session of #1, where server requested no certificate"),
        (.notPresented, "resumed the session of #1, where client presented no certificate"),
    ]) func `sums up a resumed session`(_ status: Verdict.Status, _ expected: String) {
        var verdict = Verdict(status)
        verdict.isResumed = true
        verdict.originalConnection = ConnectionID(1)
        #expect(outcome(of: Sample.report(verdict)) == expected)
        verdict.originalConnection = nil
        let unseen = expected.replacing("the session of #1", with: "a session")
        #expect(outcome(of: Sample.report(verdict)) == unseen)
    }

    @Test func `names the input of a frame only where it is another one`() {
        let sentences = Sentences(about: Sample.refused, inputNames: ["a.pcap", "b.pcap"])
        #expect("\(sentences.frame(Sample.packet(9)))" == "frame 9")
        #expect("\(sentences.frame(Sample.packet(9, input: 1)))" == "frame 9 of b.pcap")
        #expect("\(sentences.frame(Sample.packet(9, input: 2)))" == "frame 9 of input 2")
    }

    @Test func `never calls a pre-shared key one-way TLS`() {
        var draft = ReportDraft(Sample.report(Verdict(.notRequested)))
        draft.tls.authentication = .preSharedKey
        #expect(
            outcome(of: draft.report)
                == "server requested no certificate; the parties authenticate by a pre-shared key"
        )
    }
}
