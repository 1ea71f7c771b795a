public import ByteParsing

/// Everything that a report shows about one connection: constants, in the words of docs/json-report.md.
///
/// Passing one on costs a single reference, however much it holds: it is written once, and read by the ledger, the
/// memory of later handshakes and the formatters.
public final class ConnectionReport: Sendable {
    public let id: ConnectionID
    /// 1 at first; a later handshake on the same connection reports it again with the next number.
    public let revision: Int
    public let transport: Transport
    /// What carried it besides; `nil` if there is nothing to be said.
    public let carriage: Carriage?
    public let client: SocketAddress
    public let server: SocketAddress
    /// The first packet that the report rests on.
    public let first: PacketReference
    /// The last packet that the report rests on.
    public let last: PacketReference
    /// What came before TLS on the stream, such as `smtp`; `unknown` if it could not be named, `nil` if nothing did.
    public let precededBy: String?
    public let tls: TLSFacts
    public let verdict: Verdict
    /// What the report rests on, which a later handshake on the same connection adds to.
    public let facts: ConcludedFacts
    /// `nil` where the facts say it all, as mostly: then nothing is copied out of them.
    @usableFromInline let certificates: ReportedCertificates?
    /// The most likely cause first.
    public let diagnoses: [Diagnosis]
    /// The whole log, for whoever wants to see every message.
    public let events: [HandshakeEvent]
    public let streamNotes: StreamNotes

    /// Reports what `facts` say, and keeps them; what was concluded about certificates beyond that is `certificates`.
    public init(
        id: ConnectionID,
        revision: Int,
        transport: Transport,
        carriage: Carriage? = nil,
        client: SocketAddress,
        server: SocketAddress,
        first: PacketReference,
        last: PacketReference,
        precededBy: String?,
        tls: TLSFacts,
        verdict: consuming Verdict,
        facts: ConcludedFacts,
        certificates: ReportedCertificates?,
        diagnoses: consuming [Diagnosis] = [],
        events: consuming [HandshakeEvent],
        streamNotes: StreamNotes
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
        self.tls = tls
        self.verdict = verdict
        self.facts = facts
        self.certificates = certificates
        self.diagnoses = diagnoses
        self.events = events
        self.streamNotes = streamNotes
    }

    /// The same but for what is given.
    public convenience init(
        _ other: ConnectionReport,
        id: ConnectionID? = nil,
        revision: Int? = nil,
        verdict: Verdict? = nil,
        diagnoses: [Diagnosis]? = nil,
        streamNotes: StreamNotes? = nil
    ) {
        self.init(
            id: id ?? other.id,
            revision: revision ?? other.revision,
            transport: other.transport,
            carriage: other.carriage,
            client: other.client,
            server: other.server,
            first: other.first,
            last: other.last,
            precededBy: other.precededBy,
            tls: other.tls,
            verdict: verdict ?? other.verdict,
            facts: other.facts,
            certificates: other.certificates,
            diagnoses: diagnoses ?? other.diagnoses,
            events: other.events,
            streamNotes: streamNotes ?? other.streamNotes
        )
    }

    public var certificateRequest: CertificateRequestFacts? {
        @inlinable get {
            if let certificates { certificates.request } else { facts.facts.certificateRequest }
        }
    }
    public var clientCertificate: CertificateFacts? {
        @inlinable get {
            if let certificates { certificates.client } else { facts.facts.clientCertificate }
        }
    }
    public var serverCertificate: CertificateFacts? {
        @inlinable get {
            if let certificates { certificates.server } else { facts.facts.serverCertificate }
        }
    }
    /// The subjects of certificates that the user has and that fit the sizes of the client's, which is hidden.
    public var candidates: [String] { certificates?.candidates ?? [] }

    public enum Transport: String, CaseIterable, Hashable, Sendable { case tcp, udp, quic, eap }
}
