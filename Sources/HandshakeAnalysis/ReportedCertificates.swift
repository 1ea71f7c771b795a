public import ByteParsing
public import TLSWire

/// What a report says of certificates where its facts do not, because it was inferred.
public final class ReportedCertificates: Sendable {
    public let request: CertificateRequestFacts?
    public let client: CertificateFacts?
    public let server: CertificateFacts?
    /// The subjects of certificates that the user has and that fit the sizes of the client's, which is hidden; never a fact.
    public let candidates: [String]

    public init(
        request: CertificateRequestFacts?,
        client: CertificateFacts?,
        server: CertificateFacts?,
        candidates: [String] = []
    ) {
        self.request = request
        self.client = client
        self.server = server
        self.candidates = candidates
    }
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
