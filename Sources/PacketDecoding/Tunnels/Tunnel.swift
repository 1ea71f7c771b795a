public import ByteParsing

/// A tunnel around a packet, and by what it tells one network from another.
public struct Tunnel: Hashable, Sendable {
    /// The cases bear the names that reports use.
    public enum Kind: UInt8, CaseIterable, Hashable, Sendable {
        // They come first, and keep their numbers: what they are called in `FlowDomain`.
        case vxlan, geneve, nvgre, gre, pptp, erspan, gtp
        /// IPv4 or IPv6 directly in IP.
        case ip
        // Of links: a tag, a provider's backbone (IEEE 802.1ah), Cisco's metadata.
        case vlan, pbb, cmd, mpls, pppoe, macsec
        case nsh, lisp, l2tp, teredo, gue, fou, tzsp, capwap, etherip, ah, esp

        /// Such as `vxlan`.
        public var name: String { "\(self)" }
    }

    public let kind: Kind
    /// The network identifier of VXLAN, Geneve, NVGRE and LISP, GRE's key, a session, label, endpoint or security index;
    /// `nil` for none.
    public let id: UInt32?
    /// The ends, as they stand in the outer header; `nil` of a link that has none.
    public let source: IPAddress?
    public let destination: IPAddress?

    /// Whether equal addresses and ports in two of these are two connections.
    ///
    /// Not of what may differ by direction: a call, a session, a label or an endpoint. Nor of VLANs: a router that is
    /// mirrored shows a connection in two of them.
    var separatesNetworks: Bool {
        switch kind {
        case .vxlan, .geneve, .nvgre, .gre, .lisp, .pbb: id != nil
        default: false
        }
    }

    /// A tunnel without ends.
    static func link(_ kind: Kind, id: UInt32? = nil) -> Tunnel {
        Tunnel(kind: kind, id: id, source: nil, destination: nil)
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
        let kind = UInt64(tunnel.kind.rawValue) + 1
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
@usableFromInline
struct TunnelStacks: Sendable {
    /// Stacks that are remembered; of a connection in another it is not said what it came in.
    static let maximumStacks = 1 << 16

    private let key = HashKey.random()
    private var numbers: [UInt64: (number: UInt32, tunnels: [Tunnel])] = [:]
    /// The last two that were asked for: most often the two directions of one tunnel.
    private var latest: (tunnels: [Tunnel], number: UInt32) = ([], 0)
    private var previous: (tunnels: [Tunnel], number: UInt32) = ([], 0)
    /// Those that nobody has taken yet.
    private(set) var fresh: [[Tunnel]] = []

    /// The number of a stack, from 1 on in the order in which they came; 0 for none, and for one beyond the limit.
    ///
    /// A single VLAN tag is a number by itself.
    mutating func number(of tunnels: [Tunnel]) -> UInt32 {
        guard let first = tunnels.first else { return 0 }
        if tunnels.count == 1, first.kind == .vlan, let id = first.id { return VLANTag.number(of: id) }
        if tunnels == latest.tunnels { return latest.number }
        swap(&latest, &previous)
        if tunnels == latest.tunnels { return latest.number }
        latest = (tunnels, look(up: tunnels))
        return latest.number
    }

    private mutating func look(up tunnels: [Tunnel]) -> UInt32 {
        var mixed = SipHash(key)
        for tunnel in tunnels {
            mixed.add(tunnel.source?.low ?? 0)
            mixed.add(tunnel.destination?.low ?? 0)
            mixed.add(tunnel.source?.high ?? 0)
            mixed.add(tunnel.destination?.high ?? 0)
            let kind = UInt64(tunnel.kind.rawValue) + 1
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

/// Packets whose only tunnel is a VLAN tag: too many for a table, so that the number says which.
public enum VLANTag {
    @inlinable
    static func number(of id: UInt32) -> UInt32 { 1 << 31 | id & 0xFFF }

    /// The VLAN that a number of ``TCPSegment/tunnels`` stands for; `nil` for that of another stack.
    public static func id(ofNumber number: UInt32) -> UInt32? { number >> 31 == 1 ? number & 0xFFF : nil }
}
