public import TLSWire

/// What the hellos settled.
///
/// Passing it on costs a single reference, and the connections of one client to one server mostly share it: see
/// ``CommonFacts``.
public struct TLSFacts: Sendable {
    @usableFromInline var shared: Shared

    public init() { shared = Shared(Contents()) }

    /// What the hellos of a connection settled.
    public init(_ facts: HandshakeFacts) {
        var common = CommonFacts()
        self.init(ConcludedFacts(facts), &common)
    }

    /// The same, for a caller with many connections.
    public init(_ concluded: borrowing ConcludedFacts, _ common: inout CommonFacts) {
        self = common.settlements.facts(of: concluded)
    }

    init(_ contents: consuming Contents) { shared = Shared(contents) }

    /// `nil` until a ServerHello was seen.
    public var version: ProtocolVersion? {
        @inlinable get { shared.contents.version }
        set { change { $0.version = newValue } }
    }
    public var cipherSuite: CipherSuite? {
        @inlinable get { shared.contents.cipherSuite }
        set { change { $0.cipherSuite = newValue } }
    }
    public var serverName: String? {
        @inlinable get { shared.contents.serverName }
        set { change { $0.serverName = newValue } }
    }
    public var applicationProtocol: String? {
        @inlinable get { shared.contents.applicationProtocol }
        set { change { $0.applicationProtocol = newValue } }
    }
    public var resumption: ResumptionKind? {
        @inlinable get { shared.contents.resumption }
        set { change { $0.resumption = newValue } }
    }
    public var isHelloRetryRequested: Bool {
        @inlinable get { shared.contents.isHelloRetryRequested }
        set { change { $0.isHelloRetryRequested = newValue } }
    }
    public var isDecrypted: Bool {
        @inlinable get { shared.contents.isDecrypted }
        set { change { $0.isDecrypted = newValue } }
    }
    public var authentication: PeerAuthentication? {
        @inlinable get { shared.contents.authentication }
        set { change { $0.authentication = newValue } }
    }
    /// Protocols and versions that the client offered, highest first.
    public var offeredVersions: [ProtocolVersion] {
        @inlinable get { shared.contents.offeredVersions }
        set { change { $0.offeredVersions = newValue } }
    }
    /// The ClientHello carried `encrypted_client_hello`: the server name shown may be the outer one.
    public var offersEncryptedClientHello: Bool {
        @inlinable get { shared.contents.offersEncryptedClientHello }
        set { change { $0.offersEncryptedClientHello = newValue } }
    }
    public var offersPostHandshakeAuth: Bool {
        @inlinable get { shared.contents.offersPostHandshakeAuth }
        set { change { $0.offersPostHandshakeAuth = newValue } }
    }

    private mutating func change(_ body: (inout Contents) -> Void) {
        var contents = shared.contents
        body(&contents)
        shared = Shared(contents)
    }
}

extension TLSFacts: Hashable {
    @inlinable
    public static func == (left: TLSFacts, right: TLSFacts) -> Bool {
        left.shared === right.shared || left.shared.contents == right.shared.contents
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(shared.contents) }
}

extension TLSFacts {
    /// What copies share.
    @usableFromInline
    final class Shared: Sendable {
        @usableFromInline let contents: Contents

        init(_ contents: consuming Contents) { self.contents = contents }
    }

    /// The properties, which say what each is.
    @usableFromInline
    struct Contents: Hashable, Sendable {
        @usableFromInline var version: ProtocolVersion?
        @usableFromInline var cipherSuite: CipherSuite?
        @usableFromInline var serverName: String?
        @usableFromInline var applicationProtocol: String?
        @usableFromInline var resumption: ResumptionKind?
        @usableFromInline var isHelloRetryRequested = false
        @usableFromInline var isDecrypted = false
        @usableFromInline var authentication: PeerAuthentication?
        @usableFromInline var offeredVersions: [ProtocolVersion] = []
        @usableFromInline var offersEncryptedClientHello = false
        @usableFromInline var offersPostHandshakeAuth = false
    }
}
