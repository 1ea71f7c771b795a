import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

extension `Verdict of a plaintext log` {
    // MARK: Handshakes that finish

    static let finished: [Row] = [
        Row(
            "requested, presented, accepted",
            Flight.request + Flight.certificate + Flight.finish + Flight.data + [
                .closed(.client), .closed(.server),
            ],
            Verdict(
                .completed,
                reasons: presented + [
                    .clientFinished(packet(11)), .serverFinished(packet(13)),
                    .serverSentApplicationData(packet(15)),
                    .closed(by: .client, packet(16)),
                ]
            )
        ),
        Row(
            "accepted and cut off before any data",
            Flight.request + Flight.certificate + Flight.finish,
            Verdict(
                .completed,
                confidence: .low,
                reasons: presented + [.clientFinished(packet(11)), .serverFinished(packet(13))]
            )
        ),
        Row(
            "requested, none presented, carried on",
            Flight.request + Flight.noCertificate + Flight.finish + Flight.data,
            Verdict(
                .notPresented,
                reasons: declined + [
                    .clientFinished(packet(10)), .serverFinished(packet(12)),
                    .serverSentApplicationData(packet(14)),
                ]
            )
        ),
        Row(
            "never requested",
            Flight.noRequest + Flight.noAnswer + Flight.finish + Flight.data,
            Verdict(
                .notRequested,
                reasons: [
                    .clientFinished(packet(8)), .serverFinished(packet(10)),
                    .serverSentApplicationData(packet(12)),
                    .serverDidNotRequestCertificate,
                ]
            )
        ),
        Row(
            "SSL 3.0, no certificate by alert, carried on",
            [.clientHello(version: 0x0300), .serverHello(.TLS_RSA_WITH_AES_128_CBC_SHA, version: 0x0300)]
                + Flight.request[2...] + [.warning(.client, .noCertificate)] + Flight.noAnswer
                + Flight.finish,
            Verdict(
                .notPresented,
                confidence: .low,
                reasons: [
                    .serverRequestedCertificate(packet(5)), .clientPresentedNoneByAlert(packet(7)),
                    .clientFinished(packet(10)), .serverFinished(packet(12)),
                ]
            )
        ),
        Row(
            "a warning that ends nothing",
            [.clientHello, .warning(.server, .unrecognizedName)] + Flight.noRequest[1...] + Flight.noAnswer
                + Flight.finish,
            Verdict(
                .notRequested,
                reasons: [
                    .clientFinished(packet(9)), .serverFinished(packet(11)), .serverDidNotRequestCertificate,
                ]
            )
        ),
        Row(
            "an encrypted alert after the handshake, which may be close_notify",
            Flight.request + Flight.certificate + Flight.finish + Flight.data + [.encryptedAlert(.server)],
            Verdict(
                .completed,
                reasons: presented + [
                    .clientFinished(packet(11)), .serverFinished(packet(13)),
                    .serverSentApplicationData(packet(15)),
                    .encryptedAlertNotReadable(packet(16)),
                ]
            )
        ),
        Row(
            "the server closes with an alert instead of answering the first data",
            Flight.request + Flight.certificate + Flight.finish
                + [.data(.client), .encryptedAlert(.server), .closed(.server)],
            Verdict(
                .failed,
                confidence: .medium,
                failure: Failure(.clientCertificateRejected, closedBy: .server),
                reasons: presented + [
                    .clientFinished(packet(11)), .serverFinished(packet(13)),
                    .encryptedAlertNotReadable(packet(15)),
                    .closed(by: .server, packet(16)), .serverClosedInsteadOfAnswering(packet(15)),
                ]
            )
        ),
        Row(
            "the server closes without an alert instead of answering the first data",
            Flight.request + Flight.certificate + Flight.finish + [.data(.client), .reset(.server)],
            Verdict(
                .failed,
                confidence: .low,
                failure: Failure(.clientCertificateRejected, closedBy: .server),
                reasons: presented + [
                    .clientFinished(packet(11)), .serverFinished(packet(13)), .reset(by: .server, packet(15)),
                    .serverClosedInsteadOfAnswering(packet(15)),
                ]
            )
        ),
        Row(
            "the server closes without an answer to a client without a certificate",
            Flight.request + Flight.noCertificate + Flight.finish + [.data(.client), .closed(.server)],
            Verdict(
                .failed,
                confidence: .medium,
                failure: Failure(.clientCertificateMissing, closedBy: .server),
                reasons: declined + [
                    .clientFinished(packet(10)), .serverFinished(packet(12)),
                    .closed(by: .server, packet(14)), .serverClosedInsteadOfAnswering(packet(14)),
                ]
            )
        ),
        Row(
            "another handshake under encryption",
            Flight.noRequest + Flight.noAnswer + Flight.finish + Flight.data
                + [
                    .encrypted(.server), .encrypted(.client), .changeCipherSpec(.client), .encrypted(.client),
                ],
            Verdict(
                .undetermined,
                reasons: [
                    .clientFinished(packet(8)), .serverFinished(packet(10)),
                    .encryptedRenegotiation(packet(14)),
                ]
            )
        ),
        Row(
            "a HelloRequest that the client ignores",
            Flight.noRequest + Flight.noAnswer + Flight.finish + [
                .encrypted(.server), .encryptedAlert(.client),
            ],
            Verdict(
                .notRequested,
                reasons: [
                    .clientFinished(packet(8)), .serverFinished(packet(10)),
                    .encryptedAlertNotReadable(packet(12)),
                    .serverDidNotRequestCertificate,
                ]
            )
        ),
    ]

    // MARK: What authenticates when certificates do not

    private static func authenticated(
        _ name: String,
        _ suite: CipherSuite,
        _ authentication: PeerAuthentication,
        extensions: [(type: UInt16, body: [UInt8])] = []
    ) -> Row {
        Row(
            name,
            [.clientHello, .serverHello(suite, extensions: extensions), .serverHelloDone] + Flight.noAnswer
                + Flight.finish,
            Verdict(
                .notRequested,
                reasons: [
                    .authenticatedWithoutCertificates(authentication), .clientFinished(packet(6)),
                    .serverFinished(packet(8)), .serverDidNotRequestCertificate,
                ]
            )
        )
    }

    static let withoutCertificates: [Row] = [
        authenticated("a shared key", .TLS_PSK_WITH_AES_128_CBC_SHA, .preSharedKey),
        authenticated(
            "a shared key and ephemeral keys",
            .TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
            .preSharedKey
        ),
        authenticated("SRP", .TLS_SRP_SHA_WITH_AES_128_CBC_SHA, .securePassword),
        authenticated("nothing", .TLS_DH_anon_WITH_AES_128_CBC_SHA, .anonymous),
        authenticated("Kerberos", .TLS_KRB5_WITH_3DES_EDE_CBC_SHA, .kerberos),
        authenticated(
            "a server's raw public key",
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            .rawPublicKey,
            extensions: [(20, [2])]
        ),
        Row(
            "raw public keys of both",
            [.clientHello, .serverHello(extensions: [(19, [2]), (20, [2])])] + Flight.request[2...]
                + [Step(.client, .certificate(CertificateChain(.rawPublicKey("EC P-256"))))]
                + Flight.certificate[1...] + Flight.finish,
            Verdict(
                .completed,
                confidence: .low,
                reasons: [
                    .authenticatedWithoutCertificates(.rawPublicKey), .serverRequestedCertificate(packet(5)),
                    .clientPresentedCertificate(subject: nil, packet(7)), .clientProvedPossession(packet(9)),
                    .clientFinished(packet(11)), .serverFinished(packet(13)),
                ]
            )
        ),
    ]
}
