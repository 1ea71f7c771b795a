import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

extension `Verdict of a plaintext log` {
    // MARK: Resumption

    private static let sessionID = [UInt8](repeating: 7, count: 32)
    private static let byID: [Step] = [
        .clientHello(sessionID: sessionID), .serverHello(sessionID: sessionID), .changeCipherSpec(.server),
        .encrypted(.server), .changeCipherSpec(.client), .encrypted(.client),
    ]
    private static let byTicket: [Step] = [
        .clientHello(sessionID: sessionID, extensions: [(35, [1, 2, 3])]), .serverHello(sessionID: sessionID),
        .newSessionTicket([4, 5, 6]), .changeCipherSpec(.server), .encrypted(.server),
        .changeCipherSpec(.client),
        .encrypted(.client),
    ]

    private static func resumed(
        _ status: Verdict.Status,
        from original: UInt64?,
        _ reasons: [Reason]
    ) -> Verdict {
        var verdict = Verdict(status, reasons: reasons)
        verdict.isResumed = true
        verdict.originalConnection = original.map { ConnectionID($0) }
        return verdict
    }

    private static func original(
        _ status: Verdict.Status,
        _ failure: Failure.Kind? = nil,
        _ confidence: Verdict.Confidence? = nil
    ) -> OriginalSession {
        let verdict = Verdict(status, confidence: confidence, failure: failure.map { Failure($0) })
        return OriginalSession(connection: ConnectionID(3), proof: SessionProof(verdict))
    }

    private static func refused(_ status: Verdict.Status, _ confidence: Verdict.Confidence? = nil) -> Verdict
    {
        var verdict = resumed(
            status,
            from: 3,
            [
                .resumedSession(.sessionID), .originalHandshakeSeen(ConnectionID(3)),
                .originalRefused(ConnectionID(3)),
            ]
        )
        verdict.confidence = confidence
        return verdict
    }

    private static func sure(_ confidence: Verdict.Confidence, _ verdict: Verdict) -> Verdict {
        var verdict = verdict
        verdict.confidence = confidence
        verdict.basis = .inferred
        return verdict
    }

    static let resumptions: [Row] = [
        Row(
            "by session ID, the original unseen",
            byID + Flight.data,
            resumed(.undetermined, from: nil, [.resumedSession(.sessionID), .originalHandshakeNotSeen])
        ),
        Row(
            "by session ID, the original mutual",
            byID,
            resuming: original(.completed),
            resumed(
                .completed,
                from: 3,
                [.resumedSession(.sessionID), .originalHandshakeSeen(ConnectionID(3))]
            )
        ),
        Row(
            "by session ID, begun under another server name",
            byID,
            resuming: OriginalSession(
                connection: ConnectionID(3),
                proof: SessionProof(.completed),
                serverName: .some("other.example")
            ),
            resumed(
                .completed,
                from: 3,
                [
                    .resumedSession(.sessionID), .originalHandshakeSeen(ConnectionID(3)),
                    .sessionOfAnotherName(original: "other.example", now: nil),
                ]
            )
        ),
        Row(
            "by ticket, the original unseen",
            byTicket,
            resumed(.undetermined, from: nil, [.resumedSession(.sessionTicket), .originalHandshakeNotSeen])
        ),
        Row(
            "by ticket, the original one-way",
            byTicket,
            resuming: original(.notRequested),
            resumed(
                .notRequested,
                from: 3,
                [.resumedSession(.sessionTicket), .originalHandshakeSeen(ConnectionID(3))]
            )
        ),
        Row(
            "by ticket, the original without a certificate",
            byTicket + Flight.data,
            resuming: original(.notPresented),
            resumed(
                .notPresented,
                from: 3,
                [.resumedSession(.sessionTicket), .originalHandshakeSeen(ConnectionID(3))]
            )
        ),
        Row(
            "by session ID, the original's certificate refused by the application",
            byID,
            resuming: original(.failed, .clientCertificateRejectedByApplication),
            refused(.undetermined)
        ),
        Row(
            "by session ID, the original turned away by the application for want of a certificate",
            byID,
            resuming: original(.failed, .clientCertificateMissingByApplication),
            refused(.notPresented, .low)
        ),
        Row(
            "by session ID, the original refused without a word",
            byID,
            resuming: original(.failed, .clientCertificateRejected, .low),
            refused(.undetermined)
        ),
        Row(
            "by session ID, the original failed otherwise",
            byID,
            resuming: original(.failed, .handshakeFailed),
            resumed(
                .undetermined,
                from: 3,
                [.resumedSession(.sessionID), .originalHandshakeSeen(ConnectionID(3))]
            )
        ),
        Row(
            "by session ID, the original undecided",
            byID,
            resuming: original(.incomplete),
            resumed(
                .undetermined,
                from: 3,
                [.resumedSession(.sessionID), .originalHandshakeSeen(ConnectionID(3))]
            )
        ),
        Row(
            "by session ID, the original mutual by inference",
            byID,
            resuming: original(.completed, nil, .medium),
            sure(
                .medium,
                resumed(
                    .completed,
                    from: 3,
                    [.resumedSession(.sessionID), .originalHandshakeSeen(ConnectionID(3))]
                )
            )
        ),
        Row(
            "a full handshake although a session was offered",
            [.clientHello(sessionID: sessionID, extensions: [(35, [1, 2, 3])])] + Flight.request[1...]
                + Flight.certificate + Flight.finish,
            resuming: original(.notRequested),
            Verdict(
                .completed,
                confidence: .low,
                reasons: presented + [.clientFinished(packet(11)), .serverFinished(packet(13))]
            )
        ),
        Row(
            "cut off before the client's Finished",
            Array(byID[..<4]),
            Verdict(.incomplete, reasons: [.nothingMoreSeen])
        ),
        Row(
            "the client's Finished refused",
            byID[..<5] + [.encryptedAlert(.client), .closed(.client)],
            failed(
                .handshakeFailed,
                AlertFact(nil, from: .client, at: packet(6)),
                closedBy: .client,
                [
                    .alertSent(AlertFact(nil, from: .client, at: packet(6))), .closed(by: .client, packet(7)),
                ]
            )
        ),
    ]
}
