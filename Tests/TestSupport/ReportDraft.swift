public import ByteParsing
public import HandshakeAnalysis
public import TLSWire

/// A report in the making, since a finished one does not change.
public struct ReportDraft {
    public var id: ConnectionID
    public var revision: Int
    public var transport: ConnectionReport.Transport
    public var carriage: Carriage?
    public var client: SocketAddress
    public var server: SocketAddress
    public var first: PacketReference
    public var last: PacketReference
    public var precededBy: String?
    public var tls: TLSDraft
    public var verdict: Verdict
    public var certificateRequest: CertificateRequestFacts?
    public var clientCertificate: CertificateFacts?
    public var serverCertificate: CertificateFacts?
    public var diagnoses: [Diagnosis] = []
    public var events: [HandshakeEvent]
    public var streamNotes: StreamNotes
    private var facts = ConcludedFacts(HandshakeFacts())
    private var candidates: [String] = []

    /// Reports what is given, of no facts.
    public init(
        id: ConnectionID,
        revision: Int = 1,
        transport: ConnectionReport.Transport,
        carriage: Carriage? = nil,
        client: SocketAddress,
        server: SocketAddress,
        first: PacketReference,
        last: PacketReference,
        precededBy: String? = nil,
        tls: TLSFacts = TLSFacts(),
        verdict: Verdict,
        certificateRequest: CertificateRequestFacts? = nil,
        clientCertificate: CertificateFacts? = nil,
        serverCertificate: CertificateFacts? = nil,
        events: [HandshakeEvent] = [],
        streamNotes: StreamNotes = StreamNotes()
    ) {
        self.id = id
        self.revision = revision
        self.transport = transport
        self.carriage = carriage
        self.client = client
        self.server = server
        self.first = first
        self.last = last
        self.precededBy = precededBy
        self.tls = TLSDraft(tls)
        self.verdict = verdict
        self.certificateRequest = certificateRequest
        self.clientCertificate = clientCertificate
        self.serverCertificate = serverCertificate
        self.events = events
        self.streamNotes = streamNotes
    }

    public init(_ report: ConnectionReport) {
        self.init(
            id: report.id,
            revision: report.revision,
            transport: report.transport,
            carriage: report.carriage,
            client: report.client,
            server: report.server,
            first: report.first,
            last: report.last,
            precededBy: report.precededBy,
            tls: report.tls,
            verdict: report.verdict,
            certificateRequest: report.certificateRequest,
            clientCertificate: report.clientCertificate,
            serverCertificate: report.serverCertificate,
            events: report.events,
            streamNotes: report.streamNotes
        )
        diagnoses = report.diagnoses
        facts = report.facts
        candidates = report.candidates
    }

    public var report: ConnectionReport {
        ConnectionReport(
            id: id,
            revision: revision,
            transport: transport,
            carriage: carriage,
            client: client,
            server: server,
            first: first,
            last: last,
            precededBy: precededBy,
            tls: tls.facts,
            verdict: verdict,
            facts: facts,
            certificates: ReportedCertificates(
                request: certificateRequest,
                client: clientCertificate,
                server: serverCertificate,
                candidates: candidates
            ),
            diagnoses: diagnoses,
            events: events,
            streamNotes: streamNotes
        )
    }
}

/// What the hellos of a report in the making settle.
public struct TLSDraft: Hashable {
    public var version: ProtocolVersion?
    public var cipherSuite: CipherSuite?
    public var serverName: String?
    public var applicationProtocol: String?
    public var resumption: ResumptionKind?
    public var isHelloRetryRequested: Bool
    public var isDecrypted: Bool
    public var authentication: PeerAuthentication?
    public var offeredVersions: [ProtocolVersion]
    public var offersEncryptedClientHello: Bool
    public var offersPostHandshakeAuth: Bool

    public init(_ facts: TLSFacts) {
        version = facts.version
        cipherSuite = facts.cipherSuite
        serverName = facts.serverName
        applicationProtocol = facts.applicationProtocol
        resumption = facts.resumption
        isHelloRetryRequested = facts.isHelloRetryRequested
        isDecrypted = facts.isDecrypted
        authentication = facts.authentication
        offeredVersions = facts.offeredVersions
        offersEncryptedClientHello = facts.offersEncryptedClientHello
        offersPostHandshakeAuth = facts.offersPostHandshakeAuth
    }

    public var facts: TLSFacts {
        TLSFacts(
            version: version,
            cipherSuite: cipherSuite,
            serverName: serverName,
            applicationProtocol: applicationProtocol,
            resumption: resumption,
            isHelloRetryRequested: isHelloRetryRequested,
            isDecrypted: isDecrypted,
            authentication: authentication,
            offeredVersions: offeredVersions,
            offersEncryptedClientHello: offersEncryptedClientHello,
            offersPostHandshakeAuth: offersPostHandshakeAuth
        )
    }
}
