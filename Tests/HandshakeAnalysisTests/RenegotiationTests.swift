import ByteParsing
import HandshakeAnalysis
import TLSWire
import Testing

/// Encrypted renegotiations up to TLS 1.2, after a first handshake that asked for nothing.
@Suite struct `Encrypted renegotiation` {
    private static let gcm = CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
    private static let flight = "C 450 / S 141 1945 324 148 28"

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let suite: CipherSuite
        let packets: String
        let outcome: InferenceCase.Outcome
        let confidence: Verdict.Confidence?

        init(
            _ name: String,
            _ suite: CipherSuite = gcm,
            _ packets: String,
            _ outcome: InferenceCase.Outcome,
            _ confidence: Verdict.Confidence?
        ) {
            testDescription = name
            self.suite = suite
            self.packets = packets
            self.outcome = outcome
            self.confidence = confidence
        }
    }

    @Test(arguments: [
        Row("a certificate", gcm, flight + " / C 1899 61 288 CCS 40 / S CCS 40 / S D56", .completed, .high),
        Row("none", gcm, flight + " / C 31 61 CCS 40 / S CCS 40 / S D56", .notPresented, .high),
        Row(
            "not asked",
            gcm,
            "C 450 / S 141 1047 324 28 / C 61 CCS 40 / S CCS 40 / S D56",
            .notRequested,
            .high
        ),
        Row("none, refused", gcm, flight + " / C 31 61 CCS 40 / S A26 FIN", .missing, .high),
        Row("a certificate, refused", gcm, flight + " / C 1025 61 288 CCS 40 / S A26 FIN", .rejected, .high),
        Row("refused by silence", gcm, flight + " / C 1025 61 288 CCS 40 / S FIN", .rejected, .medium),
        Row("in one record", gcm, "C 450 / S 2600 / C 1300 CCS 40 / S CCS 40 / S D56", .completed, .high),
        Row(
            "none, in one record",
            gcm,
            "C 450 / S 2600 / C 68 CCS 40 / S CCS 40 / S D56",
            .notPresented,
            .high
        ),
        Row(
            "ChaCha20",
            .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            "C 442 / S 133 1937 316 140 20 / C 23 53 CCS 32 / S CCS 32 / S D56",
            .notPresented,
            .high
        ),
        Row(
            "CBC",
            .TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
            "C 464 / S 160 1968 336 160 48 / C 1920 80 304 CCS 64 / S CCS 64 / S D80",
            .completed,
            .high
        ),
        Row("cut off", gcm, flight + " / C 1899 61 288", .undetermined, nil),
        Row(
            "the last of two counts",
            gcm,
            flight + " / C 31 61 CCS 40 / S CCS 40 / " + flight
                + " / C 1899 61 288 CCS 40 / S CCS 40 / S D56",
            .completed,
            .high
        ),
    ])
    func `is decoded`(_ row: Row) throws {
        let verdict = Verdict(of: try Self.log(row))
        let found = verdict.failure.map { InferenceCase.Outcome.failure($0.kind) } ?? .status(verdict.status)
        let comment = Comment(rawValue: "\(verdict.reasons)")
        #expect(found == row.outcome, comment)
        #expect(verdict.confidence == row.confidence, comment)
    }

    @Test func `shows where the request was`() throws {
        let row = Row("", Self.gcm, Self.flight + " / C 1899 61 288 CCS 40 / S CCS 40", .completed, .high)
        let renegotiation = try #require(Renegotiation(of: HandshakeFacts(Self.log(row))))
        #expect(renegotiation.certificateRequest?.stage == .renegotiation)
        #expect(renegotiation.certificateRequest?.packet == frame(12))
        #expect(renegotiation.clientCertificate?.packet == frame(13))
        #expect(renegotiation.clientCertificate?.chain.isEmpty == false)
    }

    /// The log: a handshake without a request, and then the packets, of which numbers are encrypted handshake records.
    private static func log(_ row: Row) throws -> [HandshakeEvent] {
        var events = try InferenceLog.start12(row.suite)
        for (index, packet) in row.packets.split(separator: "/").enumerated() {
            let words = packet.split(separator: " ")
            let sender: Role = words.first == "C" ? .client : .server
            for word in words.dropFirst() {
                let kind: HandshakeEvent.Kind =
                    switch word.first {
                    case "C": .changeCipherSpec
                    case "F": .closed
                    case "A": .encryptedAlert(length: try #require(Int(word.dropFirst())))
                    case "D": .applicationData(length: try #require(Int(word.dropFirst())))
                    default: .encryptedHandshake(length: try #require(Int(word)))
                    }
                events.append(HandshakeEvent(kind, from: sender, at: frame(UInt64(index + 11))))
            }
        }
        return events
    }
}

extension InferenceLog {
    /// A handshake of TLS 1.2 in which nobody was asked for a certificate, up to both Finished.
    static func start12(_ suite: CipherSuite) throws -> [HandshakeEvent] {
        let (client, server) = try hellos12(suite)
        return [
            HandshakeEvent(.message(.clientHello(client)), from: .client, at: frame(1)),
            HandshakeEvent(.message(.serverHello(server)), from: .server, at: frame(2)),
            HandshakeEvent(.certificate(CertificateChain(.hidden)), from: .server, at: frame(2)),
            HandshakeEvent(.message(.serverHelloDone), from: .server, at: frame(2)),
            HandshakeEvent(.changeCipherSpec, from: .client, at: frame(3)),
            HandshakeEvent(.encryptedHandshake(length: 40), from: .client, at: frame(3)),
            HandshakeEvent(.changeCipherSpec, from: .server, at: frame(4)),
            HandshakeEvent(.encryptedHandshake(length: 40), from: .server, at: frame(4)),
        ]
    }

    private static func hellos12(_ suite: CipherSuite) throws -> (ClientHello, ServerHello) {
        let number = [UInt8(suite.rawValue >> 8), UInt8(suite.rawValue & 0xFF)]
        let start: [UInt8] = [3, 3] + [UInt8](repeating: 9, count: 32) + [0]
        let client = start + [0, 2] + number + [1, 0]
        let server = start + number + [0]
        var clientReader = ByteReader(client.span)
        var serverReader = ByteReader(server.span)
        return (try ClientHello(parsing: &clientReader), try ServerHello(parsing: &serverReader))
    }
}
