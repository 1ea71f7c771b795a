import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

extension `Verdict of a plaintext log` {
    // MARK: What the capture lacks

    /// Many write their last data and a close_notify at once.
    @Test func `an encrypted alert in one packet with its sender's data refuses nothing`() {
        var events = log(Flight.request + Flight.certificate)
        let last = packet(UInt64(events.count + 1))
        for step in [Step.data(.server), .encryptedAlert(.server)] {
            events.append(HandshakeEvent(step.kind, from: step.sender, at: last))
        }
        #expect(Verdict(of: events).status != .failed)
    }

    /// A refusal without an answer leaves the same, where the server's FIN is what was lost.
    @Test(arguments: [Role.client, .server])
    func `a connection that ended with bytes missing and nothing served is doubtful`(_ sender: Role) {
        let handshake = Flight.request + Flight.certificate + Flight.finish
        let end = [Step.data(.client), .encryptedAlert(.client), .gap(sender, 1), .reset(.server)]
        #expect(Verdict(of: log(handshake + end)).confidence == .low)
        #expect(Verdict(of: log(handshake + [.data(.client), .data(.server)] + end)).confidence == nil)
    }

    static let holed: [Row] = [
        Row(
            "the server's direction",
            [.clientHello] + Flight.certificate + [.data(.client), .closed(.client)],
            Verdict(
                .undetermined,
                reasons: [
                    .captureLacksDirection(.server),
                    .clientPresentedCertificate(subject: "CN=device-7", packet(2)),
                    .clientProvedPossession(packet(4)), .closed(by: .client, packet(8)),
                ]
            )
        ),
        Row(
            "the client's direction, accepted",
            Flight.request[1...] + Flight.finish + [.data(.server), .closed(.server)],
            Verdict(
                .undetermined,
                reasons: [
                    .captureLacksDirection(.client), .serverRequestedCertificate(packet(4)),
                    .serverFinished(packet(7)),
                    .serverSentApplicationData(packet(8)), .closed(by: .server, packet(9)),
                ]
            )
        ),
        Row(
            "the client's direction, accepted, no data",
            Flight.request[1...] + Flight.finish + [.closed(.server)],
            Verdict(
                .undetermined,
                reasons: [
                    .captureLacksDirection(.client), .serverRequestedCertificate(packet(4)),
                    .serverFinished(packet(7)),
                    .closed(by: .server, packet(8)),
                ]
            )
        ),
        Row(
            "the client's direction, never requested",
            Flight.noRequest[1...] + Flight.finish,
            Verdict(
                .notRequested,
                reasons: [
                    .captureLacksDirection(.client), .serverFinished(packet(6)),
                    .serverDidNotRequestCertificate,
                ]
            )
        ),
        Row(
            "the client's direction, refused by an alert that says why",
            Flight.request[1...] + [.fatal(.server, .unknownCA)],
            doubtful(
                .clientCertificateRejected,
                alert(.unknownCA, by: .server, at: 6),
                closedBy: .server,
                [
                    .captureLacksDirection(.client), .serverRequestedCertificate(packet(4)),
                    .alertSent(alert(.unknownCA, by: .server, at: 6)),
                ]
            )
        ),
        Row(
            "the client's direction, refused by an alert that does not say why",
            Flight.request[1...] + [.fatal(.server, .handshakeFailure)],
            Verdict(
                .incomplete,
                reasons: [
                    .captureLacksDirection(.client), .serverRequestedCertificate(packet(4)),
                    .alertSent(alert(.handshakeFailure, by: .server, at: 6)),
                ]
            )
        ),
        Row(
            "the client's direction, refused where nothing was requested",
            Flight.noRequest[1...] + [.fatal(.server, .handshakeFailure)],
            doubtful(
                .handshakeFailed,
                alert(.handshakeFailure, by: .server, at: 5),
                closedBy: .server,
                [
                    .captureLacksDirection(.client), .alertSent(alert(.handshakeFailure, by: .server, at: 5)),
                ]
            )
        ),
        Row(
            "the client's answer, refused by an alert that some send for want of a certificate",
            Flight.request + [.gap(.client, 900), .fatal(.server, .badCertificate)],
            Verdict(
                .incomplete,
                reasons: [
                    .captureLacksBytes(from: .client, bytes: 900), .serverRequestedCertificate(packet(5)),
                    .alertSent(alert(.badCertificate, by: .server, at: 8)),
                ]
            )
        ),
        Row(
            "the client's answer, refused by an alert of which no doubt is",
            Flight.request + [.gap(.client, 900), .fatal(.server, .certificateExpired)],
            failed(
                .clientCertificateRejected,
                alert(.certificateExpired, by: .server, at: 8),
                closedBy: .server,
                [
                    .captureLacksBytes(from: .client, bytes: 900), .serverRequestedCertificate(packet(5)),
                    .alertSent(alert(.certificateExpired, by: .server, at: 8)),
                ]
            )
        ),
        Row(
            "the server's flight, which the client ends with internal_error",
            [.clientHello, .serverHello, .gap(.server, 900), .fatal(.client, .internalError)],
            Verdict(
                .incomplete,
                reasons: [
                    .captureLacksBytes(from: .server, bytes: 900),
                    .alertSent(alert(.internalError, by: .client, at: 4)),
                ]
            )
        ),
        Row(
            "an answer, perhaps, to the first data",
            Flight.request + Flight.certificate + Flight.finish
                + [.data(.client), .gap(.server, 300), .closed(.server)],
            Verdict(
                .completed,
                confidence: .low,
                reasons: [.captureLacksBytes(from: .server, bytes: 300)] + presented + [
                    .clientFinished(packet(11)), .serverFinished(packet(13)),
                    .closed(by: .server, packet(16)),
                ]
            )
        ),
        Row(
            "the server's flight, but the client answered a request",
            [.clientHello, .serverHello, .gap(.server, 900)] + Flight.certificate + Flight.finish,
            Verdict(
                .completed,
                confidence: .low,
                reasons: [
                    .captureLacksBytes(from: .server, bytes: 900),
                    .clientPresentedCertificate(subject: "CN=device-7", packet(4)),
                    .clientProvedPossession(packet(6)),
                    .clientFinished(packet(8)), .serverFinished(packet(10)),
                ]
            )
        ),
        Row(
            "the server's flight, and the client answered no request",
            [.clientHello, .serverHello, .gap(.server, 900)] + Flight.noAnswer + Flight.finish,
            Verdict(
                .notRequested,
                reasons: [
                    .captureLacksBytes(from: .server, bytes: 900), .clientFinished(packet(6)),
                    .serverFinished(packet(8)),
                    .serverDidNotRequestCertificate,
                ]
            )
        ),
        Row(
            "the client's answer to a request",
            Flight.request + [.gap(.client, 900), .changeCipherSpec(.client), .encrypted(.client)]
                + Flight.finish,
            Verdict(
                .incomplete,
                reasons: [
                    .captureLacksBytes(from: .client, bytes: 900), .serverRequestedCertificate(packet(5)),
                    .clientFinished(packet(9)), .serverFinished(packet(11)),
                ]
            )
        ),
        Row(
            "the client's flight, where nothing was requested",
            Flight.noRequest + [.gap(.client, 900), .changeCipherSpec(.client), .encrypted(.client)]
                + Flight.finish,
            Verdict(
                .notRequested,
                reasons: [
                    .captureLacksBytes(from: .client, bytes: 900), .clientFinished(packet(8)),
                    .serverFinished(packet(10)),
                    .serverDidNotRequestCertificate,
                ]
            )
        ),
        Row(
            "both flights",
            [
                .clientHello, .serverHello, .gap(.server, 900), .gap(.client, 500),
                .changeCipherSpec(.client),
                .encrypted(.client),
            ] + Flight.finish,
            Verdict(
                .incomplete,
                reasons: [
                    .captureLacksBytes(from: .client, bytes: 500),
                    .captureLacksBytes(from: .server, bytes: 900),
                    .clientFinished(packet(6)), .serverFinished(packet(8)),
                ]
            )
        ),
        Row(
            "bytes after the handshake, which decide nothing",
            Flight.request + Flight.certificate + Flight.finish + [.gap(.server, 5_000), .data(.server)],
            Verdict(
                .completed,
                reasons: [.captureLacksBytes(from: .server, bytes: 5_000)] + presented + [
                    .clientFinished(packet(11)), .serverFinished(packet(13)),
                    .serverSentApplicationData(packet(15)),
                ]
            )
        ),
        Row(
            "bytes of the server before it left",
            Flight.request + Flight.certificate + [.gap(.server, 7), .closed(.server)],
            Verdict(
                .incomplete,
                reasons: [.captureLacksBytes(from: .server, bytes: 7)] + presented + [
                    .serverNeverFinished, .closed(by: .server, packet(13)),
                ]
            )
        ),
        Row(
            "sense: a CertificateRequest that cannot be read, answered",
            Flight.noRequest[..<4] + [
                Step(
                    .server,
                    .malformed(.certificateRequest, ParseError(.trailingBytes(1), field: "x", offset: 3))
                ),
                .serverHelloDone,
            ] + Flight.certificate + Flight.finish,
            Verdict(
                .completed,
                confidence: .low,
                reasons: [
                    .malformedMessage(.certificateRequest, from: .server, packet(5)),
                    .clientPresentedCertificate(subject: "CN=device-7", packet(7)),
                    .clientProvedPossession(packet(9)),
                    .clientFinished(packet(11)), .serverFinished(packet(13)),
                ]
            )
        ),
        Row(
            "sense: records of the server that no longer parse",
            Flight.request + Flight.certificate + [Step(.server, .lostSynchronization)],
            Verdict(.incomplete, reasons: [.recordsLost(from: .server)] + presented + [.nothingMoreSeen])
        ),
        Row(
            "the client's end of a resumed handshake",
            [
                .clientHello(sessionID: [1, 2]), .serverHello(sessionID: [1, 2]), .changeCipherSpec(.server),
                .encrypted(.server), .gap(.client, 50), .closed(.server),
            ],
            Verdict(
                .incomplete,
                reasons: [.captureLacksBytes(from: .client, bytes: 50), .closed(by: .server, packet(6))]
            )
        ),
        Row(
            "the server's hello",
            [
                .clientHello, .changeCipherSpec(.client), .encrypted(.client), .data(.server),
                .closed(.server),
            ],
            Verdict(.incomplete, reasons: [.serverNeverFinished, .closed(by: .server, packet(5))])
        ),
    ]

    /// A failure of which the capture shows one side only.
    static func doubtful(
        _ kind: Failure.Kind,
        _ alert: AlertFact,
        closedBy closer: Role,
        _ reasons: [Reason]
    ) -> Verdict {
        var verdict = failed(kind, alert, closedBy: closer, reasons)
        verdict.confidence = .low
        return verdict
    }
}
