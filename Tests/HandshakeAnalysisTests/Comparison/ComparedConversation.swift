import ByteParsing
import CertificateInspection
import TLSWire
import TestSupport

@testable import HandshakeAnalysis

/// A connection put together by hand: who talks to whom, when, and what is said.
struct ComparedConversation {
    var id: UInt64 = 1
    var client = address(10, port: 50000)
    var server = address(20, port: 443)
    /// Nanoseconds of 2026-01-01 at which the first packet passes.
    var start: Int64 = 0
    var random: UInt8 = 1
    var serverRandom: UInt8 = 101
    var serverName: String? = "api.example"
    var suites: [UInt16] = [0xC02B, 0xC02F]
    var extensions: [(type: UInt16, body: [UInt8])] = []
    /// What follows the ClientHello; `nil` stands for the ServerHello.
    var steps: [Step?] = []
    /// Nanoseconds after the first packet; a millisecond each where it is not given.
    var times: [Int: Int64] = [:]
    var notes = StreamNotes()

    static let newYear: Int64 = 1_767_225_600_000_000_000

    static func address(_ host: UInt8, port: UInt16) -> SocketAddress {
        SocketAddress(address: IPAddress(ipv4: 0xC000_0200 | UInt32(host)), port: port)
    }

    var report: ConnectionReport {
        let hello = Self.message(.client, .clientHello, clientHello)
        let answer = Self.message(.server, .serverHello, serverHello)
        let events = ([hello] + steps.map { $0 ?? answer }).enumerated().map { index, step in
            HandshakeEvent(
                step.kind,
                from: step.sender,
                at: PacketReference(
                    frame: UInt64(index + 4),
                    time: Timestamp(
                        nanoseconds: Self.newYear + start + (times[index] ?? Int64(index) * 1_000_000)
                    )
                )
            )
        }
        return Self.report(ConnectionID(id), client, server, events, notes)
    }

    private static func report(
        _ id: ConnectionID,
        _ client: SocketAddress,
        _ server: SocketAddress,
        _ events: [HandshakeEvent],
        _ notes: StreamNotes
    ) -> ConnectionReport {
        let facts = HandshakeFacts(events)
        var draft = ReportDraft(
            id: id,
            transport: .tcp,
            client: client,
            server: server,
            first: events[0].packet,
            last: events[events.count - 1].packet,
            tls: TLSFacts(ConcludedFacts(facts)),
            verdict: Verdict(of: facts),
            events: events,
            streamNotes: notes
        )
        draft.certificateRequest = facts.certificateRequest
        draft.clientCertificate = facts.clientCertificate
        draft.serverCertificate = facts.serverCertificate
        return draft.report
    }

    // MARK: Hellos

    private var clientHello: [UInt8] {
        var list = extensions
        if let serverName {
            let host = Array(serverName.utf8)
            list.append((0, be(UInt16(host.count + 3)) + [0] + be(UInt16(host.count)) + host))
        }
        let block = list.flatMap { be($0.type) + be(UInt16($0.body.count)) + $0.body }
        return [3, 3] + [UInt8](repeating: random, count: 32) + [0] + be(UInt16(suites.count * 2))
            + suites.flatMap { be($0) } + [1, 0] + (block.isEmpty ? [] : be(UInt16(block.count)) + block)
    }

    private var serverHello: [UInt8] {
        [3, 3] + [UInt8](repeating: serverRandom, count: 32) + [0, 0xC0, 0x2B, 0]
    }

    static func message(_ sender: Role, _ type: HandshakeType, _ body: [UInt8]) -> Step {
        let context = HandshakeContext(
            sender: sender,
            version: .tls12,
            cipherSuite: .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        )
        do {
            let message = try HandshakeMessage(parsing: body.span, type: type, context: context)
            return Step(sender, .message(message))
        } catch {
            fatalError("\(type): \(error)")
        }
    }

    // MARK: Messages

    static func certificate(_ sender: Role, _ chain: [CertificateSummary]) -> Step {
        Step(sender, .certificate(CertificateChain(.x509(chain))))
    }

    /// A CertificateRequest that names these authorities, each a DER name.
    static func request(_ authorities: [[UInt8]] = []) -> Step {
        let names = authorities.flatMap { be(UInt16($0.count)) + $0 }
        return message(.server, .certificateRequest, [1, 64, 0, 2, 4, 3] + be(UInt16(names.count)) + names)
    }

    /// A handshake in which a certificate is asked for and presented, up to the client's Finished.
    static func asked(
        _ chain: [CertificateSummary],
        authorities: [[UInt8]] = [name("Root")],
        server: [CertificateSummary] = [Certificates.server]
    ) -> [Step?] {
        [nil, certificate(.server, server), .serverKeyExchange, request(authorities), .serverHelloDone]
            + (chain.isEmpty
                ? [.emptyCertificate, .clientKeyExchange]
                : [certificate(.client, chain), .clientKeyExchange, .certificateVerify])
            + [.changeCipherSpec(.client), .encrypted(.client)]
    }

    static func mutual(
        _ chain: [CertificateSummary] = [Certificates.good],
        authorities: [[UInt8]] = [name("Root")],
        server: [CertificateSummary] = [Certificates.server]
    ) -> [Step?] {
        asked(chain, authorities: authorities, server: server) + Flight.finish + Flight.data
    }

    static func refused(
        _ chain: [CertificateSummary],
        _ alert: AlertDescription,
        authorities: [[UInt8]] = [name("Root")]
    ) -> [Step?] {
        asked(chain, authorities: authorities) + [.fatal(.server, alert), .closed(.server)]
    }

    static func oneWay(server: [CertificateSummary] = [Certificates.server]) -> [Step?] {
        [nil, certificate(.server, server), .serverKeyExchange, .serverHelloDone] + Flight.noAnswer
            + Flight.finish + Flight.data
    }

    /// The DER of `CN=text`.
    static func name(_ text: String) -> [UInt8] {
        let value = Array(text.utf8)
        let attribute = [6, 3, 0x55, 4, 3, 12, UInt8(value.count)] + value
        let set = [0x30, UInt8(attribute.count)] + attribute
        return [0x30, UInt8(set.count + 2), 0x31, UInt8(set.count)] + set
    }
}

/// Certificates of the conversations; 2020 to 2099 unless they say otherwise.
enum Certificates {
    static func leaf(
        _ subject: String,
        by issuer: String = "Root",
        from first: Int64 = 1_577_836_800,
        to last: Int64 = 4_102_444_799,
        usage: [String]? = ["clientAuth"],
        names: [String] = [],
        fingerprint: UInt8 = 0
    ) -> CertificateSummary {
        CertificateSummary(
            fingerprintSHA256: [fingerprint] + Array(subject.utf8) + Array(issuer.utf8),
            subject: "CN=\(subject)",
            issuer: "CN=\(issuer)",
            subjectName: ComparedConversation.name(subject),
            issuerName: ComparedConversation.name(issuer),
            notBefore: CertificateTime(seconds: first),
            notAfter: CertificateTime(seconds: last),
            publicKey: "EC P-256",
            signatureAlgorithm: "ecdsa-with-SHA256",
            subjectAlternativeNames: names,
            extendedKeyUsage: usage
        )
    }

    static let server = leaf("api.example", usage: ["serverAuth"], names: ["DNS:api.example"])
    static let good = leaf("good")
    static let intermediate = leaf("Middle", usage: nil)
    static let root = leaf("Root", usage: nil)
    static let underIntermediate = leaf("good", by: "Middle")
}
