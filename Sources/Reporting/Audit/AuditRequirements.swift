public import HandshakeAnalysis
public import TLSWire

/// What an audit is to find violated.
public struct AuditRequirements: Sendable {
    /// Servers where every client has to present a certificate, as they were named.
    public var mutualServers: [(text: String, pattern: PlacePattern)]
    /// Of a leaf's validity, in days.
    public var maximumLifetime: Int?
    public var minimumVersion: ProtocolVersion?
    /// Certificates that end within so many days after the capture are told of.
    public var endsWithinDays: Int

    public init(
        mutualServers: [(text: String, pattern: PlacePattern)] = [],
        maximumLifetime: Int? = nil,
        minimumVersion: ProtocolVersion? = nil,
        endsWithinDays: Int = 30
    ) {
        self.mutualServers = mutualServers
        self.maximumLifetime = maximumLifetime
        self.minimumVersion = minimumVersion
        self.endsWithinDays = endsWithinDays
    }
}
