import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

extension `Verdict of a plaintext log` {
    // MARK: Refused by the server

    private static func refused(
        _ name: String,
        _ description: AlertDescription,
        _ kind: Failure.Kind = .clientCertificateRejected
    ) -> Row {
        let fact = alert(description, by: .server, at: 12)
        return Row(
            name,
            Flight.request + Flight.certificate + [.fatal(.server, description), .closed(.server)],
            failed(
                kind,
                fact,
                closedBy: .server,
                presented + [.alertSent(fact), .closed(by: .server, packet(13))]
            )
        )
    }

    static let refusedByServer: [Row] = [
        refused("unknown_ca", .unknownCA),
        refused("bad_certificate", .badCertificate),
        refused("certificate_expired", .certificateExpired),
        refused("certificate_revoked", .certificateRevoked),
        refused("unsupported_certificate", .unsupportedCertificate),
        refused("certificate_unknown", .certificateUnknown),
        refused("access_denied", .accessDenied),
        refused("decrypt_error: the signature is wrong", .decryptError),
        refused("handshake_failure, which says nothing", .handshakeFailure),
        refused("internal_error, as some verifiers say", .internalError),
        refused("unexpected_message has nothing to do with it", .unexpectedMessage, .handshakeFailed),
        refused("bad_record_mac has nothing to do with it", .badRecordMAC, .handshakeFailed),
        refused("protocol_version has nothing to do with it", .protocolVersion, .handshakeFailed),
        Row(
            "right after the certificate, before the client's Finished",
            Flight.request + [.clientCertificate, .fatal(.server, .unknownCA), .reset(.client)],
            failed(
                .clientCertificateRejected,
                alert(.unknownCA, by: .server, at: 8),
                closedBy: .server,
                [
                    .serverRequestedCertificate(packet(5)),
                    .clientPresentedCertificate(subject: "CN=device-7", packet(7)),
                    .alertSent(alert(.unknownCA, by: .server, at: 8)), .reset(by: .client, packet(9)),
                ]
            )
        ),
        Row(
            "the first of two alerts decides",
            Flight.request + Flight.certificate + [
                .fatal(.server, .accessDenied), .fatal(.server, .badCertificate),
            ],
            failed(
                .clientCertificateRejected,
                alert(.accessDenied, by: .server, at: 12),
                closedBy: .server,
                presented + [
                    .alertSent(alert(.accessDenied, by: .server, at: 12)),
                    .furtherAlertIgnored(alert(.badCertificate, by: .server, at: 13)),
                ]
            )
        ),
        Row(
            "a warning with which the server leaves",
            Flight.request + Flight.certificate + [.warning(.server, .certificateExpired), .closed(.server)],
            failed(
                .clientCertificateRejected,
                alert(.certificateExpired, by: .server, at: 12, level: .warning),
                closedBy: .server,
                presented + [
                    .alertSent(alert(.certificateExpired, by: .server, at: 12, level: .warning)),
                    .closed(by: .server, packet(13)),
                ]
            )
        ),
        Row(
            "an encrypted alert instead of Finished",
            Flight.request + Flight.certificate + [.changeCipherSpec(.server), .encryptedAlert(.server)],
            failed(
                .clientCertificateRejected,
                AlertFact(nil, from: .server, at: packet(13)),
                closedBy: .server,
                presented + [.alertSent(AlertFact(nil, from: .server, at: packet(13)))]
            )
        ),
        Row(
            "a FIN instead of Finished",
            Flight.request + Flight.certificate + [.closed(.server)],
            failed(
                .clientCertificateRejected,
                closedBy: .server,
                presented + [
                    .serverNeverFinished, .closed(by: .server, packet(12)),
                ]
            )
        ),
        Row(
            "a reset instead of Finished",
            Flight.request + Flight.certificate + [.reset(.server)],
            failed(
                .clientCertificateRejected,
                closedBy: .server,
                presented + [
                    .serverNeverFinished, .reset(by: .server, packet(12)),
                ]
            )
        ),
        Row(
            "close_notify instead of Finished",
            Flight.request + Flight.certificate + [
                .warning(.server, .closeNotify), .closed(.client), .closed(.server),
            ],
            failed(
                .clientCertificateRejected,
                closedBy: .server,
                presented + [
                    .serverNeverFinished, .closed(by: .server, packet(12)),
                ]
            )
        ),
        Row(
            "no certificate and an alert",
            Flight.request + Flight.noCertificate + [.fatal(.server, .handshakeFailure), .closed(.server)],
            failed(
                .clientCertificateMissing,
                alert(.handshakeFailure, by: .server, at: 11),
                closedBy: .server,
                declined + [
                    .alertSent(alert(.handshakeFailure, by: .server, at: 11)),
                    .closed(by: .server, packet(12)),
                ]
            )
        ),
        Row(
            "no certificate and unexpected_message, as wolfSSL says it over datagrams",
            Flight.request + Flight.noCertificate + [.fatal(.server, .unexpectedMessage)],
            Verdict(
                .failed,
                confidence: .medium,
                failure: Failure(
                    .clientCertificateMissing,
                    alert: alert(.unexpectedMessage, by: .server, at: 11),
                    closedBy: .server
                ),
                reasons: declined + [.alertSent(alert(.unexpectedMessage, by: .server, at: 11))]
            )
        ),
        Row(
            "no certificate and certificate_required",
            Flight.request + Flight.noCertificate + [.fatal(.server, .certificateRequired)],
            failed(
                .clientCertificateMissing,
                alert(.certificateRequired, by: .server, at: 11),
                closedBy: .server,
                declined + [
                    .alertSent(alert(.certificateRequired, by: .server, at: 11))
                ]
            )
        ),
        Row(
            "no certificate and a reset",
            Flight.request + Flight.noCertificate + [.reset(.server)],
            failed(
                .clientCertificateMissing,
                closedBy: .server,
                declined + [
                    .serverNeverFinished, .reset(by: .server, packet(11)),
                ]
            )
        ),
        Row(
            "no certificate and a FIN at once",
            Flight.request + [.emptyCertificate, .closed(.server)],
            failed(.clientCertificateMissing, closedBy: .server, declined + [.closed(by: .server, packet(8))])
        ),
        Row(
            "SSL 3.0, no certificate by alert, refused",
            [.clientHello(version: 0x0300), .serverHello(.TLS_RSA_WITH_AES_128_CBC_SHA, version: 0x0300)]
                + Flight.request[2...] + [
                    .warning(.client, .noCertificate), .fatal(.server, .handshakeFailure),
                ],
            failed(
                .clientCertificateMissing,
                alert(.handshakeFailure, by: .server, at: 8),
                closedBy: .server,
                [
                    .serverRequestedCertificate(packet(5)), .clientPresentedNoneByAlert(packet(7)),
                    .alertSent(alert(.handshakeFailure, by: .server, at: 8)),
                ]
            )
        ),
    ]
}
