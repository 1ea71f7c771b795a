public import ByteParsing

/// Everything that a report shows about one connection: plain values, in the words of docs/json-report.md.
///
/// Passing one on costs a single reference, however much it holds: it is written once, and read by the ledger, the
/// memory of later handshakes and the formatters. Changing a property makes new contents, so give the initialiser what
/// is known.
public struct ConnectionReport: Sendable {
    @usableFromInline var shared: Shared

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
        tls: consuming TLSFacts,
        verdict: consuming Verdict,
        facts: consuming ConcludedFacts,
        certificates: consuming ReportedCertificates?,
        events: consuming [HandshakeEvent],
        streamNotes: StreamNotes
    ) {
        shared = Shared(
            Contents(
                id: id,
                revision: revision,
                transport: transport,
                carriage: carriage,
                client: client,
                server: server,
                first: first,
                last: last,
                precededBy: precededBy,
                tls: tls,
                verdict: verdict,
                facts: facts,
                certificates: certificates,
                diagnoses: [],
                events: events,
                streamNotes: streamNotes
            )
        )
    }

    /// Reports what is given, of no facts.
    public init(
        id: ConnectionID,
        revision: Int = 1,
        transport: Transport,
        carriage: Carriage? = nil,
        client: SocketAddress,
        server: SocketAddress,
        first: PacketReference,
        last: PacketReference,
        precededBy: String? = nil,
        tls: consuming TLSFacts,
        verdict: consuming Verdict,
        certificateRequest: consuming CertificateRequestFacts? = nil,
        clientCertificate: consuming CertificateFacts? = nil,
        serverCertificate: consuming CertificateFacts? = nil,
        events: [HandshakeEvent] = [],
        streamNotes: StreamNotes = StreamNotes()
    ) {
        self.init(
            id: id,
            revision: revision,
            transport: transport,
            carriage: carriage,
            client: client,
            server: server,
            first: first,
            last: last,
            precededBy: precededBy,
            tls: tls,
            verdict: verdict,
            facts: ConcludedFacts(HandshakeFacts()),
            certificates: ReportedCertificates(
                request: certificateRequest,
                client: clientCertificate,
                server: serverCertificate
            ),
            events: events,
            streamNotes: streamNotes
        )
    }

    public var id: ConnectionID {
        @inlinable get { shared.contents.id }
        set { change { $0.id = newValue } }
    }
    /// 1 at first; a later handshake on the same connection reports it again with the next number.
    public var revision: Int {
        @inlinable get { shared.contents.revision }
        set { change { $0.revision = newValue } }
    }
    public var transport: Transport {
        @inlinable get { shared.contents.transport }
        set { change { $0.transport = newValue } }
    }
    /// What carried it besides; `nil` if there is nothing to be said.
    public var carriage: Carriage? {
        @inlinable get { shared.contents.carriage }
        set { change { $0.carriage = newValue } }
    }
    public var client: SocketAddress {
        @inlinable get { shared.contents.client }
        set { change { $0.client = newValue } }
    }
    public var server: SocketAddress {
        @inlinable get { shared.contents.server }
        set { change { $0.server = newValue } }
    }
    /// The first packet that the report rests on.
    public var first: PacketReference {
        @inlinable get { shared.contents.first }
        set { change { $0.first = newValue } }
    }
    /// The last packet that the report rests on.
    public var last: PacketReference {
        @inlinable get { shared.contents.last }
        set { change { $0.last = newValue } }
    }
    /// What came before TLS on the stream, such as `smtp`; `unknown` if it could not be named, `nil` if nothing did.
    public var precededBy: String? {
        @inlinable get { shared.contents.precededBy }
        set { change { $0.precededBy = newValue } }
    }
    public var tls: TLSFacts {
        @inlinable get { shared.contents.tls }
        set { change { $0.tls = newValue } }
    }
    public var verdict: Verdict {
        @inlinable get { shared.contents.verdict }
        set { change { $0.verdict = newValue } }
    }
    /// What the report rests on, which a later handshake on the same connection adds to.
    public var facts: ConcludedFacts {
        @inlinable get { shared.contents.facts }
    }
    public var certificateRequest: CertificateRequestFacts? {
        @inlinable get { shared.contents.certificateRequest }
        set { change { $0.amend(request: newValue, $0.clientCertificate, $0.serverCertificate) } }
    }
    public var clientCertificate: CertificateFacts? {
        @inlinable get { shared.contents.clientCertificate }
        set { change { $0.amend(request: $0.certificateRequest, newValue, $0.serverCertificate) } }
    }
    /// The subjects of certificates that the user has and that fit the sizes of the client's, which is hidden.
    public var candidates: [String] { shared.contents.certificates?.candidates ?? [] }
    public var serverCertificate: CertificateFacts? {
        @inlinable get { shared.contents.serverCertificate }
        set { change { $0.amend(request: $0.certificateRequest, $0.clientCertificate, newValue) } }
    }
    /// The most likely cause first.
    public var diagnoses: [Diagnosis] {
        @inlinable get { shared.contents.diagnoses }
        set { change { $0.diagnoses = newValue } }
    }
    /// The whole log, for whoever wants to see every message.
    public var events: [HandshakeEvent] {
        @inlinable get { shared.contents.events }
        set { change { $0.events = newValue } }
    }
    public var streamNotes: StreamNotes {
        @inlinable get { shared.contents.streamNotes }
        set { change { $0.streamNotes = newValue } }
    }

    /// Makes a change to several properties at once.
    mutating func change(_ body: (inout Contents) -> Void) {
        var contents = shared.contents
        body(&contents)
        shared = Shared(contents)
    }

    public enum Transport: String, CaseIterable, Hashable, Sendable { case tcp, udp, quic, eap }
}

extension ConnectionReport {
    /// What the copies of a report share.
    @usableFromInline
    final class Shared: Sendable {
        @usableFromInline let contents: Contents

        init(_ contents: consuming Contents) { self.contents = contents }
    }

    /// The properties of a report, which say what each is.
    @usableFromInline
    struct Contents: Sendable {
        @usableFromInline var id: ConnectionID
        @usableFromInline var revision: Int
        @usableFromInline var transport: Transport
        @usableFromInline var carriage: Carriage?
        @usableFromInline var client: SocketAddress
        @usableFromInline var server: SocketAddress
        @usableFromInline var first: PacketReference
        @usableFromInline var last: PacketReference
        @usableFromInline var precededBy: String?
        @usableFromInline var tls: TLSFacts
        @usableFromInline var verdict: Verdict
        @usableFromInline var facts: ConcludedFacts
        /// `nil` where the facts say it all, as mostly: then nothing is copied out of them.
        @usableFromInline var certificates: ReportedCertificates?
        @usableFromInline var diagnoses: [Diagnosis]
        @usableFromInline var events: [HandshakeEvent]
        @usableFromInline var streamNotes: StreamNotes

        @inlinable var certificateRequest: CertificateRequestFacts? {
            if let certificates { certificates.request } else { facts.facts.certificateRequest }
        }
        @inlinable var clientCertificate: CertificateFacts? {
            if let certificates { certificates.client } else { facts.facts.clientCertificate }
        }
        @inlinable var serverCertificate: CertificateFacts? {
            if let certificates { certificates.server } else { facts.facts.serverCertificate }
        }

        mutating func amend(
            request: CertificateRequestFacts?,
            _ client: CertificateFacts?,
            _ server: CertificateFacts?
        ) {
            certificates = ReportedCertificates(request: request, client: client, server: server)
        }
    }
}
