import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

extension `Verdict of a plaintext log` {
    // MARK: TLS 1.3

    static let tls13: [Row] = [
        Row(
            "what decides is encrypted",
            [
                .clientHello13, .serverHello13, .changeCipherSpec(.server), .data(.server), .data(.client),
                .closed(.client),
            ],
            Verdict(
                .undetermined,
                reasons: [.encryptedFromServerHello(packet(2)), .closed(by: .client, packet(6))]
            )
        ),
        Row(
            "a HelloRetryRequest before that",
            [
                .clientHello13, .helloRetryRequest, .clientHello13, .serverHello13, .data(.server),
                .data(.client),
            ],
            Verdict(.undetermined, reasons: [.encryptedFromServerHello(packet(4))])
        ),
        Row(
            "refused after a HelloRetryRequest",
            [.clientHello13, .helloRetryRequest, .clientHello13, .fatal(.server, .handshakeFailure)],
            failed(
                .handshakeFailed,
                alert(.handshakeFailure, by: .server, at: 4),
                closedBy: .server,
                [
                    .alertSent(alert(.handshakeFailure, by: .server, at: 4))
                ]
            )
        ),
        Row(
            "a client without keys refuses the server's certificate",
            [.clientHello13, .serverHello13, .data(.server), .fatal(.client, .unknownCA), .closed(.client)],
            failed(
                .serverCertificateRejected,
                alert(.unknownCA, by: .client, at: 4),
                closedBy: .client,
                [
                    .alertSent(alert(.unknownCA, by: .client, at: 4)), .closed(by: .client, packet(5)),
                ]
            )
        ),
        Row(
            "a client without keys ends it over something else",
            [.clientHello13, .serverHello13, .data(.server), .fatal(.client, .illegalParameter)],
            failed(
                .handshakeFailed,
                alert(.illegalParameter, by: .client, at: 4),
                closedBy: .client,
                [
                    .alertSent(alert(.illegalParameter, by: .client, at: 4))
                ]
            )
        ),
        Row(
            "cut off after ServerHello",
            [.clientHello13, .serverHello13, .data(.server)],
            Verdict(.incomplete, reasons: [.encryptedFromServerHello(packet(2)), .nothingMoreSeen])
        ),
        Row(
            "refused for its version before ServerHello",
            [.clientHello13, .fatal(.server, .protocolVersion)],
            failed(
                .handshakeFailed,
                alert(.protocolVersion, by: .server, at: 2),
                closedBy: .server,
                [
                    .alertSent(alert(.protocolVersion, by: .server, at: 2))
                ]
            )
        ),
    ]
}
