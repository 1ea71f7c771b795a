import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport

/// A handshake put together for a rule: everything is in order but for what the test changes.
struct Handshake {
    var hello = Step.clientHello
    var request: Step? = .certificateRequest(authorities: [Name.root])
    var server = [Certificate.server]
    /// Empty for a client that answers that it has none.
    var client = [Certificate.client]
    /// What follows the client's flight; the server accepts and answers by default.
    var ending = Flight.finish + Flight.data

    /// The server accepts, and sends more than a refusal takes.
    static let served =
        Flight.finish + [
            Step(.client, .applicationData(length: 100)), Step(.server, .applicationData(length: 5000)),
        ]

    // What was checked of the client.
    var proof = ProofOfPossession.unchecked(.notAsked)
    var trust: ChainTrust?
    var isExpected: Bool?

    var steps: [Step] {
        var steps = [hello, .serverHello, Step(.server, .certificate(CertificateChain(.x509(server))))]
        steps += [.serverKeyExchange] + (request.map { [$0] } ?? []) + [.serverHelloDone]
        if request != nil { steps.append(Step(.client, .certificate(CertificateChain(.x509(client))))) }
        steps.append(.clientKeyExchange)
        if request != nil, !client.isEmpty { steps.append(.certificateVerify) }
        return steps + [.changeCipherSpec(.client), .encrypted(.client)] + ending
    }

    func diagnoses() -> [Diagnosis] {
        diagnose(steps) { report in
            report.clientCertificate?.proof = proof
            report.clientCertificate?.trust = trust
            report.clientCertificate?.isExpected = isExpected
        }
    }

    /// Severities and codes, in order.
    func found() -> [String] { summarized(diagnoses()) }

    static func refused(_ alert: AlertDescription?, by role: Role = .server) -> [Step] {
        alert.map { [.fatal(role, $0), .closed(role)] } ?? [.closed(role)]
    }
}

/// Severities and codes, in order: `error client_certificate_expired`.
func summarized(_ diagnoses: [Diagnosis]) -> [String] {
    diagnoses.map { "\($0.severity.rawValue) \($0.code.rawValue)" }
}

/// What the rules find in a log, as the pipeline asks them.
func diagnose(
    _ steps: [Step],
    resuming original: OriginalSession? = nil,
    _ change: (inout ReportDraft) -> Void = { _ in }
) -> [Diagnosis] {
    diagnose(events: log(steps), resuming: original, change)
}

func diagnose(
    events: [HandshakeEvent],
    resuming original: OriginalSession? = nil,
    _ change: (inout ReportDraft) -> Void = { _ in }
) -> [Diagnosis] {
    let facts = HandshakeFacts(events)
    let concluded = ConcludedFacts(facts)
    let inference = ConcludedInference(of: concluded)
    let address = SocketAddress(address: IPAddress(ipv4: 0xC000_0201), port: 1)
    var draft = ReportDraft(
        id: ConnectionID(1),
        transport: .tcp,
        client: address,
        server: address,
        first: packet(1),
        last: packet(UInt64(events.count)),
        tls: TLSFacts(concluded),
        verdict: Verdict(of: concluded, inference: inference, resuming: original)
    )
    draft.certificateRequest = facts.certificateRequest
    draft.clientCertificate = facts.clientCertificate
    draft.serverCertificate = facts.serverCertificate
    change(&draft)
    return Diagnosis.all(of: concluded, inference, draft.report)
}

/// DER names of one common name or, with it, an organisation.
enum Name {
    static let root = der("Example Root")
    static let other = der("Other Root")

    static func der(_ commonName: String, organisation: String? = nil) -> [UInt8] {
        sequence((organisation.map { attribute(10, $0) } ?? []) + attribute(3, commonName))
    }

    private static func attribute(_ arc: UInt8, _ value: String) -> [UInt8] {
        let text = Array(value.utf8)
        return tagged(0x31, sequence([6, 3, 0x55, 4, arc] + tagged(0x0C, text)))
    }

    private static func sequence(_ content: [UInt8]) -> [UInt8] { tagged(0x30, content) }

    private static func tagged(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        [tag, UInt8(content.count)] + content
    }
}

/// Certificates that are in order, and what a test changes of them; the logs' packets are of 1970-01-01T00:00:00Z.
enum Certificate {
    static let client = make("device-7")
    static let server = make("api.example", purposes: ["serverAuth"], names: ["DNS:api.example"])

    static func make(
        _ subject: String,
        by issuer: String = "Example Root",
        organisation: String? = nil,
        validFrom start: Int64 = -1000,
        to end: Int64 = 1000,
        purposes: [String]? = ["clientAuth"],
        uses: [String]? = ["digitalSignature"],
        isAuthority: Bool = false,
        key: String = "EC P-256",
        signature: String = "ecdsa-with-SHA256",
        names: [String] = []
    ) -> CertificateSummary {
        let issuerText = "CN=\(issuer)" + (organisation.map { ",O=\($0)" } ?? "")
        return CertificateSummary(
            version: 3,
            subject: "CN=\(subject)",
            issuer: issuerText,
            subjectName: Name.der(subject),
            issuerName: Name.der(issuer, organisation: organisation),
            notBefore: CertificateTime(seconds: start),
            notAfter: CertificateTime(seconds: end),
            publicKey: key,
            signatureAlgorithm: signature,
            subjectAlternativeNames: names,
            extendedKeyUsage: purposes,
            keyUsage: uses,
            basicConstraints: BasicConstraints(isCA: isAuthority)
        )
    }

    static func authority(_ subject: String, by issuer: String) -> CertificateSummary {
        make(subject, by: issuer, purposes: nil, uses: ["keyCertSign", "cRLSign"], isAuthority: true)
    }
}
