/// What carried the TLS of a connection, beside its transport: few connections have anything of it.
///
/// A class, so that all other reports have one word for it.
public final class Carriage: Sendable {
    /// The framing between transport and TLS, such as `openvpn`, `tds`, `eapol` or `radius`.
    public let carrier: String?
    /// What was spoken before TLS on a stream, the outermost first.
    public let preambles: [Preamble]
    /// The tunnels around its packets, the outermost first.
    public let encapsulation: [Encapsulation]
    /// What only this carrier has.
    public let details: CarrierDetails?
    /// Who the client says it is, as EAP asks it; a claim.
    public let identity: String?
    /// The connection ids that the server chose: by them a client is known that has moved.
    public let serverIDs: [[UInt8]]

    public init(
        carrier: String? = nil,
        preambles: [Preamble] = [],
        encapsulation: [Encapsulation] = [],
        details: CarrierDetails? = nil,
        identity: String? = nil,
        serverIDs: [[UInt8]] = []
    ) {
        self.carrier = carrier
        self.preambles = preambles
        self.encapsulation = encapsulation
        self.details = details
        self.identity = identity
        self.serverIDs = serverIDs
    }
}

/// A protocol that was spoken before TLS on the same stream.
public struct Preamble: Hashable, Sendable {
    /// Such as `smtp`, `http_connect`, `socks5`, `proxy_v2`; `unknown` if it could not be named.
    public var type: String
    /// The server that a proxy was asked for: a name, or an address.
    public var name: String?
    /// The port that it was asked for.
    public var port: UInt16?
    /// The ends that a proxy says the connection has.
    public var client: String?
    public var server: String?

    public init(
        type: String,
        name: String? = nil,
        port: UInt16? = nil,
        client: String? = nil,
        server: String? = nil
    ) {
        self.type = type
        self.name = name
        self.port = port
        self.client = client
        self.server = server
    }

    public init(_ kind: PreambleKind) { self.init(type: kind.rawValue) }
}

/// A tunnel around a connection's packets.
public struct Encapsulation: Hashable, Sendable {
    /// Such as `vxlan`, `geneve`, `gre`.
    public var type: String
    /// Its network identifier, key or the like.
    public var id: UInt32?
    /// The ends of the tunnel, in the direction of the connection's first packet.
    public var source: String?
    public var destination: String?

    public init(type: String, id: UInt32? = nil, source: String? = nil, destination: String? = nil) {
        self.type = type
        self.id = id
        self.source = source
        self.destination = destination
    }
}

/// What only one kind of carrier has: an object of its own in the report.
public struct CarrierDetails: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable { case dtls, quic, eap, openvpn }

    public enum Value: Hashable, Sendable {
        case text(String)
        case texts([String])
        case number(UInt64)
        case flag(Bool)
        case unknown
    }

    public struct Field: Hashable, Sendable {
        public let key: String
        public let value: Value

        public init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    public let kind: Kind
    /// In the order in which they are shown; keys are snake_case.
    public let fields: [Field]

    public init(_ kind: Kind, _ fields: [Field]) {
        self.kind = kind
        self.fields = fields
    }

    /// The same with other texts, by key.
    public func mappingTexts(_ map: (_ key: String, _ text: String) -> String) -> CarrierDetails {
        CarrierDetails(
            kind,
            fields.map { field in
                switch field.value {
                case .text(let text): Field(field.key, .text(map(field.key, text)))
                case .texts(let texts): Field(field.key, .texts(texts.map { map(field.key, $0) }))
                case .number, .flag, .unknown: field
                }
            }
        )
    }
}
