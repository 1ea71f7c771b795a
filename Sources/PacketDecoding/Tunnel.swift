public import ByteParsing

/// A tunnel around a packet, and by what it tells one network from another.
public struct Tunnel: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case vxlan, geneve, nvgre, gre, pptp, erspan, gtp
        /// IPv4 or IPv6 directly in IP.
        case ip
    }

    public let kind: Kind
    /// The network identifier of VXLAN, Geneve and NVGRE, GRE's key, GTP's tunnel endpoint identifier; `nil` for none.
    public let id: UInt32?
    /// The ends, as they stand in the outer header.
    public let source: IPAddress
    public let destination: IPAddress

    /// Whether equal addresses and ports in two of these are two connections.
    ///
    /// Not of what may differ by direction: a call, a session or an endpoint.
    var separatesNetworks: Bool {
        switch kind {
        case .vxlan, .geneve, .nvgre, .gre: id != nil
        case .pptp, .erspan, .gtp, .ip: false
        }
    }
}

/// Which network a flow belongs to, told by the tunnels around it: two tenants may have the same addresses and ports.
public struct FlowDomain: Hashable, Sendable {
    @usableFromInline let rawValue: UInt64

    /// That of packets in no tunnel, or in such as tell no network from another.
    @inlinable public static var none: FlowDomain { FlowDomain(rawValue: 0) }

    @inlinable
    init(rawValue: UInt64) { self.rawValue = rawValue }

    @inlinable var isNone: Bool { @inline(__always) get { rawValue == 0 } }

    /// The network inside a tunnel that is inside this one.
    func inside(_ tunnel: Tunnel) -> FlowDomain {
        guard tunnel.separatesNetworks, let id = tunnel.id else { return self }
        let kind = UInt64(Tunnel.Kind.allCases.firstIndex(of: tunnel.kind) ?? 0) + 1
        let own = kind << 32 | UInt64(id)
        guard !isNone else { return FlowDomain(rawValue: own) }
        // Of one tunnel the number itself, of several a hash: two networks that nobody can make one.
        var hash = SipHash(Self.key)
        hash.add(rawValue)
        hash.add(own)
        return FlowDomain(rawValue: hash.finish() | 1 << 63)
    }

    private static let key = HashKey.random()
}

/// The tunnels around packets, each stack of them once and with a number.
struct TunnelStacks: Sendable {
    /// Stacks that are remembered; of a connection in another it is not said what it came in.
    static let maximumStacks = 1 << 16

    private let key = HashKey.random()
    private var numbers: [UInt64: (number: UInt32, tunnels: [Tunnel])] = [:]
    /// Those that nobody has taken yet.
    private(set) var fresh: [[Tunnel]] = []

    /// The number of a stack, from 1 on in the order in which they came; 0 for none, and for one beyond the limit.
    mutating func number(of tunnels: [Tunnel]) -> UInt32 {
        guard !tunnels.isEmpty else { return 0 }
        var mixed = SipHash(key)
        for tunnel in tunnels {
            mixed.add(tunnel.source.low)
            mixed.add(tunnel.destination.low)
            mixed.add(tunnel.source.high)
            mixed.add(tunnel.destination.high)
            let kind = UInt64(Tunnel.Kind.allCases.firstIndex(of: tunnel.kind) ?? 0) + 1
            mixed.add(kind << 33 ^ UInt64(tunnel.id ?? 0))
        }
        let hash = mixed.finish()
        if let known = numbers[hash] { return known.tunnels == tunnels ? known.number : 0 }
        guard numbers.count < Self.maximumStacks else { return 0 }
        let number = UInt32(numbers.count + 1)
        numbers[hash] = (number, tunnels)
        fresh.append(tunnels)
        return number
    }

    mutating func takeFresh() -> [[Tunnel]] {
        defer { fresh = [] }
        return fresh
    }
}
