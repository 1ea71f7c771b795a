public import ByteParsing

/// A plain segment that came in a tunnel, or with the tag of a VLAN: what its flow is found by, and where it came in.
public struct TunnelledSegment: Sendable {
    public let plain: PlainSegment
    /// The number of the stack of tunnels, see ``PacketDecoder/takeTunnelStacks()``.
    public let tunnels: UInt32
    /// The network that the tunnel names; none if it names none.
    public let domain: FlowDomain

    @inlinable @inline(__always)
    public init(plain: PlainSegment, tunnels: UInt32, domain: FlowDomain) {
        self.plain = plain
        self.tunnels = tunnels
        self.domain = domain
    }

    /// The same as any segment is described.
    public var segment: TCPSegment { plain.segment(tunnels: tunnels, in: domain) }

    /// A hash of the flow that an outsider cannot steer without the seed: that of its ``FlowKey``.
    @inlinable @inline(__always)
    public func hash(seed: HashKey) -> UInt64 {
        guard !domain.isNone else { return plain.flow.hash(seed: seed) }
        return FlowKey.hash(ipv4Ends: plain.flow.ends, ports: plain.flow.ports, in: domain, seed: seed)
    }
}
