import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport

/// The packet of the log's event number `number`, from 1.
func packet(_ number: UInt64) -> PacketReference {
    PacketReference(frame: number, time: Timestamp(nanoseconds: Int64(number)))
}

/// A log in which each step is an event of its own packet, numbered from 1.
func log(_ steps: [Step]) -> [HandshakeEvent] {
    steps.enumerated().map { index, step in
        HandshakeEvent(step.kind, from: step.sender, at: packet(UInt64(index + 1)))
    }
}

/// What one side does.
struct Step {
    let sender: Role
    let kind: HandshakeEvent.Kind

    init(_ sender: Role, _ kind: HandshakeEvent.Kind) {
        self.sender = sender
        self.kind = kind
    }

    /// Reads the body of a message as the wire has it.
    private static func message(_ sender: Role, _ type: HandshakeType, _ body: [UInt8]) -> Step {
        let context = HandshakeContext(
            sender: sender,
            version: .tls12,
            cipherSuite: .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        )
        do {
            return Step(
                sender,
                .message(try HandshakeMessage(parsing: body.span, type: type, context: context))
            )
        } catch {
            fatalError("\(type): \(error)")
        }
    }

    /// One of TLS 1.3.
    static func message13(_ sender: Role, _ type: HandshakeType, _ body: [UInt8]) throws -> Step {
        let context = HandshakeContext(
            sender: sender,
            version: .tls13,
            cipherSuite: .TLS_AES_128_GCM_SHA256
        )
        return Step(sender, .message(try HandshakeMessage(parsing: body.span, type: type, context: context)))
    }

    private static func block(_ extensions: [(type: UInt16, body: [UInt8])]) -> [UInt8] {
        let list = extensions.flatMap { be($0.type) + be(UInt16($0.body.count)) + $0.body }
        return list.isEmpty ? [] : be(UInt16(list.count)) + list
    }

    // MARK: Hellos

    static func clientHello(
        version: UInt16 = 0x0303,
        sessionID: [UInt8] = [],
        extensions: [(type: UInt16, body: [UInt8])] = []
    ) -> Step {
        let random = [UInt8](repeating: 0x5A, count: 32)
        let body = be(version) + random + [UInt8(sessionID.count)] + sessionID + [0, 2, 0xC0, 0x2B, 1, 0]
        return message(.client, .clientHello, body + block(extensions))
    }

    static let clientHello = clientHello()

    /// Offers TLS 1.3.
    static let clientHello13 = clientHello(extensions: [(43, [2, 3, 4])])

    static func serverHello(
        _ suite: CipherSuite = .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        version: UInt16 = 0x0303,
        sessionID: [UInt8] = [],
        extensions: [(type: UInt16, body: [UInt8])] = []
    ) -> Step {
        let random = [UInt8](repeating: 0xA5, count: 32)
        let body = be(version) + random + [UInt8(sessionID.count)] + sessionID + be(suite.rawValue) + [0]
        return message(.server, .serverHello, body + block(extensions))
    }

    static let serverHello = serverHello()
    static let serverHello13 = serverHello(.TLS_AES_128_GCM_SHA256, extensions: [(43, [3, 4])])

    static let helloRetryRequest: Step = {
        let random = bytes("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
        return message(
            .server,
            .serverHello,
            [3, 3] + random + [0, 0x13, 0x01, 0] + block([(43, [3, 4]), (51, [0, 23])])
        )
    }()

    // MARK: Messages up to TLS 1.2

    static let serverCertificate = Step(.server, .certificate(chain("CN=api.example")))
    static let serverKeyExchange = message(.server, .serverKeyExchange, [3, 0, 23, 1, 4, 4, 3, 0, 1, 9])
    static let certificateRequest = message(
        .server,
        .certificateRequest,
        [2, 1, 64] + [0, 2, 4, 3] + [0, 0]
    )
    static func certificateRequest(
        authorities: [[UInt8]] = [],
        types: [UInt8] = [64],
        schemes: [UInt16] = [0x0403]
    ) -> Step {
        let names = authorities.flatMap { be(UInt16($0.count)) + $0 }
        let list = schemes.flatMap { be($0) }
        return message(
            .server,
            .certificateRequest,
            [UInt8(types.count)] + types + be(UInt16(list.count)) + list + be(UInt16(names.count)) + names
        )
    }
    static let serverHelloDone = Step(.server, .message(.serverHelloDone))
    static let clientCertificate = Step(.client, .certificate(chain("CN=device-7")))
    static let emptyCertificate = Step(.client, .certificate(CertificateChain(.x509([]))))
    static let clientKeyExchange = message(.client, .clientKeyExchange, [2, 1, 1])
    static let certificateVerify = message(.client, .certificateVerify, [4, 3, 0, 2, 9, 9])
    static func newSessionTicket(_ ticket: [UInt8]) -> Step {
        message(.server, .newSessionTicket, [0, 0, 0, 60] + be(UInt16(ticket.count)) + ticket)
    }

    private static func chain(_ subject: String) -> CertificateChain {
        CertificateChain(.x509([CertificateSummary(subject: subject)]))
    }

    // MARK: Anything else

    static func changeCipherSpec(_ sender: Role) -> Step { Step(sender, .changeCipherSpec) }
    /// A handshake record under encryption: Finished, or later anything.
    static func encrypted(_ sender: Role) -> Step { Step(sender, .encryptedHandshake(length: 40)) }
    static func data(_ sender: Role) -> Step { Step(sender, .applicationData(length: 100)) }
    static func closed(_ sender: Role) -> Step { Step(sender, .closed) }
    static func reset(_ sender: Role) -> Step { Step(sender, .reset) }
    static func gap(_ sender: Role, _ count: Int) -> Step { Step(sender, .gap(bytes: count)) }
    static func encryptedAlert(_ sender: Role) -> Step { Step(sender, .encryptedAlert(length: 26)) }
    static func fatal(_ sender: Role, _ description: AlertDescription) -> Step {
        Step(sender, .alert(Alert(level: .fatal, description: description)))
    }
    static func warning(_ sender: Role, _ description: AlertDescription) -> Step {
        Step(sender, .alert(Alert(level: .warning, description: description)))
    }
}

/// Runs of steps that many logs begin with.
enum Flight {
    /// Up to ServerHelloDone, with a CertificateRequest: events 1 to 6.
    static let request: [Step] = [
        .clientHello, .serverHello, .serverCertificate, .serverKeyExchange, .certificateRequest,
        .serverHelloDone,
    ]
    /// The same without a request: events 1 to 5.
    static let noRequest: [Step] = [
        .clientHello, .serverHello, .serverCertificate, .serverKeyExchange, .serverHelloDone,
    ]
    /// The client's answer with a certificate, to its Finished: five events.
    static let certificate: [Step] = [
        .clientCertificate, .clientKeyExchange, .certificateVerify, .changeCipherSpec(.client),
        .encrypted(.client),
    ]
    /// The answer with an empty Certificate: four events.
    static let noCertificate: [Step] = [
        .emptyCertificate, .clientKeyExchange, .changeCipherSpec(.client), .encrypted(.client),
    ]
    /// The answer to a handshake without a request: three events.
    static let noAnswer: [Step] = [.clientKeyExchange, .changeCipherSpec(.client), .encrypted(.client)]
    /// The server's end of the handshake.
    static let finish: [Step] = [.changeCipherSpec(.server), .encrypted(.server)]
    static let data: [Step] = [.data(.client), .data(.server)]
}
