import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

extension `Verdict of a plaintext log` {
    // MARK: Ended by the client

    static let endedByClient: [Row] = [
        Row(
            "an alert over a server that has closed already",
            Flight.request + Flight.certificate + [.closed(.server), .fatal(.client, .decodeError)],
            failed(
                .clientCertificateRejected,
                nil,
                closedBy: .server,
                [
                    .serverRequestedCertificate(packet(5)),
                    .clientPresentedCertificate(subject: "CN=device-7", packet(7)),
                    .clientProvedPossession(packet(9)), .serverNeverFinished,
                    .closed(by: .server, packet(12)),
                ]
            )
        ),
        Row(
            "the server's certificate refused",
            Flight.request + [.fatal(.client, .unknownCA), .closed(.client)],
            failed(
                .serverCertificateRejected,
                alert(.unknownCA, by: .client, at: 7),
                closedBy: .client,
                [
                    .serverRequestedCertificate(packet(5)), .alertSent(alert(.unknownCA, by: .client, at: 7)),
                    .closed(by: .client, packet(8)),
                ]
            )
        ),
        Row(
            "the server's certificate refused, none requested, the server closes first",
            Flight.noRequest + [.fatal(.client, .certificateExpired), .closed(.server), .closed(.client)],
            failed(
                .serverCertificateRejected,
                alert(.certificateExpired, by: .client, at: 6),
                closedBy: .client,
                [
                    .alertSent(alert(.certificateExpired, by: .client, at: 6)),
                    .closed(by: .server, packet(7)),
                ]
            )
        ),
        Row(
            "the server's key exchange refused",
            Flight.noRequest + [.fatal(.client, .insufficientSecurity)],
            failed(
                .handshakeFailed,
                alert(.insufficientSecurity, by: .client, at: 6),
                closedBy: .client,
                [
                    .alertSent(alert(.insufficientSecurity, by: .client, at: 6))
                ]
            )
        ),
        Row(
            "the request not answered, a FIN",
            Flight.request + [.closed(.client)],
            failed(
                .clientGaveUp,
                closedBy: .client,
                [
                    .serverRequestedCertificate(packet(5)), .clientNeverAnsweredRequest,
                    .closed(by: .client, packet(7)),
                ]
            )
        ),
        Row(
            "an alert of the server over a client that has closed already",
            Flight.request + [.closed(.client), .fatal(.server, .decodeError)],
            failed(
                .clientGaveUp,
                closedBy: .client,
                [
                    .serverRequestedCertificate(packet(5)), .clientNeverAnsweredRequest,
                    .closed(by: .client, packet(7)),
                ]
            )
        ),
        Row(
            "the same of JSSE",
            Flight.request + [.closed(.client), .fatal(.server, .handshakeFailure)],
            failed(
                .clientGaveUp,
                closedBy: .client,
                [
                    .serverRequestedCertificate(packet(5)), .clientNeverAnsweredRequest,
                    .closed(by: .client, packet(7)),
                ]
            )
        ),
        Row(
            "the request not answered, a reset",
            Flight.request + [.reset(.client)],
            failed(
                .clientGaveUp,
                closedBy: .client,
                [
                    .serverRequestedCertificate(packet(5)), .clientNeverAnsweredRequest,
                    .reset(by: .client, packet(7)),
                ]
            )
        ),
        Row(
            "the request not answered, cancelled by the user",
            Flight.request + [
                .warning(.client, .userCanceled), .warning(.client, .closeNotify), .closed(.client),
            ],
            failed(
                .clientGaveUp,
                alert(.userCanceled, by: .client, at: 7, level: .warning),
                closedBy: .client,
                [
                    .serverRequestedCertificate(packet(5)),
                    .alertSent(alert(.userCanceled, by: .client, at: 7, level: .warning)),
                    .closed(by: .client, packet(8)),
                ]
            )
        ),
        Row(
            "the request answered with internal_error, as by a key that cannot sign or over another name",
            Flight.request + [.fatal(.client, .internalError)],
            failed(
                .clientGaveUp,
                alert(.internalError, by: .client, at: 7),
                closedBy: .client,
                confidence: .low,
                [
                    .serverRequestedCertificate(packet(5)),
                    .alertSent(alert(.internalError, by: .client, at: 7)),
                ]
            )
        ),
        Row(
            "no request, and the client closes",
            Flight.noRequest + [.closed(.client)],
            Verdict(.incomplete, reasons: [.closed(by: .client, packet(6))])
        ),
        Row(
            "a FIN after its certificate, before the server said anything",
            Flight.request + Flight.certificate + [.closed(.client)],
            Verdict(.incomplete, reasons: presented + [.closed(by: .client, packet(12))])
        ),
        Row(
            "an encrypted alert after its Finished, which may be close_notify",
            Flight.request + Flight.certificate + [.encryptedAlert(.client), .closed(.client)],
            Verdict(
                .incomplete,
                reasons: presented + [
                    .encryptedAlertNotReadable(packet(12)), .closed(by: .client, packet(13)),
                ]
            )
        ),
    ]

    // MARK: Ended before any certificate

    static let endedEarly: [Row] = [
        Row(
            "an alert instead of ServerHello",
            [.clientHello, .fatal(.server, .protocolVersion), .closed(.server)],
            failed(
                .handshakeFailed,
                alert(.protocolVersion, by: .server, at: 2),
                closedBy: .server,
                [
                    .alertSent(alert(.protocolVersion, by: .server, at: 2)), .closed(by: .server, packet(3)),
                ]
            )
        ),
        Row(
            "handshake_failure instead of ServerHello",
            [.clientHello, .fatal(.server, .handshakeFailure)],
            failed(
                .handshakeFailed,
                alert(.handshakeFailure, by: .server, at: 2),
                closedBy: .server,
                [
                    .alertSent(alert(.handshakeFailure, by: .server, at: 2))
                ]
            )
        ),
        Row(
            "a fatal unrecognized_name",
            [.clientHello, .fatal(.server, .unrecognizedName), .reset(.client)],
            failed(
                .handshakeFailed,
                alert(.unrecognizedName, by: .server, at: 2),
                closedBy: .server,
                [
                    .alertSent(alert(.unrecognizedName, by: .server, at: 2)), .reset(by: .client, packet(3)),
                ]
            )
        ),
        Row(
            "a warning of unrecognized_name with which the server leaves",
            [.clientHello, .warning(.server, .unrecognizedName), .closed(.server)],
            failed(
                .handshakeFailed,
                alert(.unrecognizedName, by: .server, at: 2, level: .warning),
                closedBy: .server,
                [
                    .alertSent(alert(.unrecognizedName, by: .server, at: 2, level: .warning)),
                    .closed(by: .server, packet(3)),
                ]
            )
        ),
        Row(
            "a FIN instead of ServerHello",
            [.clientHello, .closed(.server)],
            failed(
                .handshakeFailed,
                closedBy: .server,
                [.serverNeverAnsweredHello, .closed(by: .server, packet(2))]
            )
        ),
        Row(
            "a reset instead of ServerHello",
            [.clientHello, .reset(.server)],
            failed(
                .handshakeFailed,
                closedBy: .server,
                [.serverNeverAnsweredHello, .reset(by: .server, packet(2))]
            )
        ),
        Row(
            "the client leaves before ServerHello",
            [.clientHello, .closed(.client)],
            Verdict(.incomplete, reasons: [.serverNeverAnsweredHello, .closed(by: .client, packet(2))])
        ),
        Row(
            "nothing but a ClientHello",
            [.clientHello],
            Verdict(.incomplete, reasons: [.serverNeverAnsweredHello])
        ),
        Row(
            "cut off after the server's flight",
            Flight.request,
            Verdict(.incomplete, reasons: [.serverRequestedCertificate(packet(5)), .nothingMoreSeen])
        ),
        Row(
            "cut off after the client's flight",
            Flight.request + Flight.certificate,
            Verdict(.incomplete, reasons: presented + [.nothingMoreSeen])
        ),
        Row(
            "the server leaves in the middle of its own flight",
            Array(Flight.request[..<3]) + [.reset(.server)],
            failed(.handshakeFailed, closedBy: .server, [.reset(by: .server, packet(4))])
        ),
    ]
}
