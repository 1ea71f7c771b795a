public import TLSWire

/// What the hellos settled.
///
/// The connections of one client to one server mostly share it: see ``CommonFacts``.
public final class TLSFacts: Sendable {
    /// `nil` until a ServerHello was seen.
    public let version: ProtocolVersion?
    public let cipherSuite: CipherSuite?
    public let serverName: String?
    public let applicationProtocol: String?
    public let resumption: ResumptionKind?
    public let isHelloRetryRequested: Bool
    public let isDecrypted: Bool
    public let authentication: PeerAuthentication?
    /// Protocols and versions that the client offered, highest first.
    public let offeredVersions: [ProtocolVersion]
    /// The ClientHello carried `encrypted_client_hello`: the server name shown may be the outer one.
    public let offersEncryptedClientHello: Bool
    public let offersPostHandshakeAuth: Bool

    public init(
        version: ProtocolVersion? = nil,
        cipherSuite: CipherSuite? = nil,
        serverName: String? = nil,
        applicationProtocol: String? = nil,
        resumption: ResumptionKind? = nil,
        isHelloRetryRequested: Bool = false,
        isDecrypted: Bool = false,
        authentication: PeerAuthentication? = nil,
        offeredVersions: [ProtocolVersion] = [],
        offersEncryptedClientHello: Bool = false,
        offersPostHandshakeAuth: Bool = false
    ) {
        self.version = version
        self.cipherSuite = cipherSuite
        self.serverName = serverName
        self.applicationProtocol = applicationProtocol
        self.resumption = resumption
        self.isHelloRetryRequested = isHelloRetryRequested
        self.isDecrypted = isDecrypted
        self.authentication = authentication
        self.offeredVersions = offeredVersions
        self.offersEncryptedClientHello = offersEncryptedClientHello
        self.offersPostHandshakeAuth = offersPostHandshakeAuth
    }

    /// The same with another name of the server.
    public convenience init(_ other: TLSFacts, serverName: String?) {
        self.init(
            version: other.version,
            cipherSuite: other.cipherSuite,
            serverName: serverName,
            applicationProtocol: other.applicationProtocol,
            resumption: other.resumption,
            isHelloRetryRequested: other.isHelloRetryRequested,
            isDecrypted: other.isDecrypted,
            authentication: other.authentication,
            offeredVersions: other.offeredVersions,
            offersEncryptedClientHello: other.offersEncryptedClientHello,
            offersPostHandshakeAuth: other.offersPostHandshakeAuth
        )
    }
}
