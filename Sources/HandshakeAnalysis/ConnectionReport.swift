public import ByteParsing
public import TLSWire

/// Everything that a report shows about one connection: plain values, in the words of docs/json-report.md.
public struct ConnectionReport: Sendable {
    public var id: ConnectionID
    /// 1 at first; a later handshake on the same connection reports it again with the next number.
    public var revision = 1
    public var transport: Transport
    public var client: SocketAddress
    public var server: SocketAddress
    /// The first and the last packet that the report rests on.
    public var first: PacketReference
    public var last: PacketReference
    /// What came before TLS on the stream, such as `smtp`; `unknown` if it could not be named, `nil` if nothing did.
    public var precededBy: String?
    public var tls: TLSFacts
    public var verdict: Verdict
    public var certificateRequest: CertificateRequestFacts?
    public var clientCertificate: CertificateFacts?
    public var serverCertificate: CertificateFacts?
    /// The most likely cause first.
    public var diagnoses: [Diagnosis] = []
    /// The whole log, for whoever wants to see every message.
    public var events: [HandshakeEvent]
    public var streamNotes: StreamNotes

    public init(
        id: ConnectionID,
        transport: Transport,
        client: SocketAddress,
        server: SocketAddress,
        first: PacketReference,
        last: PacketReference,
        tls: TLSFacts,
        verdict: Verdict,
        events: [HandshakeEvent] = [],
        streamNotes: StreamNotes = StreamNotes()
    ) {
        self.id = id
        self.transport = transport
        self.client = client
        self.server = server
        self.first = first
        self.last = last
        self.tls = tls
        self.verdict = verdict
        self.events = events
        self.streamNotes = streamNotes
    }

    public enum Transport: String, CaseIterable, Hashable, Sendable { case tcp, udp, quic, eap }
}

/// What the hellos settled.
public struct TLSFacts: Hashable, Sendable {
    /// `nil` until a ServerHello was seen.
    public var version: ProtocolVersion?
    public var cipherSuite: CipherSuite?
    public var serverName: String?
    public var applicationProtocol: String?
    public var resumption: ResumptionKind?
    public var isHelloRetryRequested = false
    public var isDecrypted = false
    public var authentication: PeerAuthentication?
    /// Protocols and versions that the client offered, highest first.
    public var offeredVersions: [ProtocolVersion] = []
    /// The ClientHello carried `encrypted_client_hello`: the server name shown may be the outer one.
    public var offersEncryptedClientHello = false
    public var offersPostHandshakeAuth = false

    public init() {}
}

/// A CertificateRequest of any version.
public struct CertificateRequestFacts: Sendable {
    public enum Stage: String, CaseIterable, Hashable, Sendable {
        case handshake
        case renegotiation
        case postHandshake = "post_handshake"
    }

    public var packet: PacketReference
    public var stage: Stage
    public var basis: Basis
    public var requested: RequestedCertificates

    public init(
        packet: PacketReference,
        stage: Stage,
        requested: RequestedCertificates,
        basis: Basis = .observed
    ) {
        self.packet = packet
        self.stage = stage
        self.basis = basis
        self.requested = requested
    }

    public init(
        packet: PacketReference,
        stage: Stage,
        certificateTypes: [ClientCertificateType],
        signatureAlgorithms: [SignatureScheme],
        certificateAuthorities: [[UInt8]],
        basis: Basis = .observed
    ) {
        let requested = RequestedCertificates(
            certificateTypes: certificateTypes,
            signatureAlgorithms: signatureAlgorithms,
            certificateAuthorities: certificateAuthorities
        )
        self.init(packet: packet, stage: stage, requested: requested, basis: basis)
    }

    public var certificateTypes: [ClientCertificateType] { requested.certificateTypes }
    public var signatureAlgorithms: [SignatureScheme] { requested.signatureAlgorithms }
    /// Distinguished names in DER, as sent.
    public var certificateAuthorities: [[UInt8]] { requested.certificateAuthorities }
}

/// A Certificate message of either side.
public struct CertificateFacts: Sendable {
    public var chain: CertificateChain
    public var packet: PacketReference
    /// The packet of the CertificateVerify that followed or, of a server up to TLS 1.2, of its signed ServerKeyExchange;
    /// `nil` if none was seen.
    public var provenAt: PacketReference?
    /// Whether that signature holds; means something only with ``provenAt``.
    public var proof: ProofOfPossession
    /// `nil` where the user named no authorities to check the chain by, and where there is no chain of X.509.
    public var trust: ChainTrust?
    /// Whether it has one of the names that the user expects; `nil` where none is expected, or nothing could be read.
    public var isExpected: Bool?
    public var basis: Basis

    public init(
        packet: PacketReference,
        chain: CertificateChain,
        provenAt: PacketReference? = nil,
        basis: Basis = .observed
    ) {
        self.packet = packet
        self.chain = chain
        self.provenAt = provenAt
        self.basis = basis
        // What is only inferred was not read.
        proof = .unchecked(basis == .inferred ? .incompleteTranscript : .notAsked)
    }
}

/// What went wrong below TLS, counted for both directions together.
public struct StreamNotes: Hashable, Sendable {
    /// Bytes that the capture lacks.
    public var missingBytes = 0
    /// Segments that repeated bytes with another content; the first content was kept.
    public var conflictingSegments = 0
    /// A limit of the reassembly made it give up bytes.
    public var isLimitHit = false

    public init() {}
}
