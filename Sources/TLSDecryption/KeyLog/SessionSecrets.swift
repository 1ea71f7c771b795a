public import TLSWire

/// The secrets that a key log has for one client random.
public struct SessionSecrets: Hashable, Sendable {
    /// 48 bytes, for SSL 3.0 to TLS 1.2.
    public internal(set) var masterSecret: [UInt8]?
    /// The client's, for early data.
    public internal(set) var earlyTraffic: [UInt8]?
    public internal(set) var clientHandshakeTraffic: [UInt8]?
    public internal(set) var serverHandshakeTraffic: [UInt8]?
    /// By the number of KeyUpdates; mostly only the first is logged, and the others follow from it.
    public internal(set) var clientApplicationTraffic: [UInt16: [UInt8]] = [:]
    public internal(set) var serverApplicationTraffic: [UInt16: [UInt8]] = [:]

    /// The secret that protects a sender's records between its ServerHello and its Finished in TLS 1.3.
    public func handshakeTraffic(of sender: Role) -> [UInt8]? {
        sender == .client ? clientHandshakeTraffic : serverHandshakeTraffic
    }

    /// The secret that protects a sender's records after its Finished in TLS 1.3, and after so many KeyUpdates.
    public func applicationTraffic(of sender: Role, generation: UInt16 = 0) -> [UInt8]? {
        sender == .client ? clientApplicationTraffic[generation] : serverApplicationTraffic[generation]
    }

    /// Whether a secret of application data is known, of either side.
    public var hasApplicationTraffic: Bool {
        !clientApplicationTraffic.isEmpty || !serverApplicationTraffic.isEmpty
    }
}
