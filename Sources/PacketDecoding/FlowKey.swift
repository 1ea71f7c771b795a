public import ByteParsing

/// Which of a connection's two ends, in the canonical order of its key, sent a packet.
public enum Direction: UInt8, Hashable, Sendable {
    case forward = 0
    case backward = 1

    public var opposite: Direction { self == .forward ? .backward : .forward }
}

extension Direction: TwoSided {
    @inlinable public var side: Int { @inline(__always) get { Int(rawValue) } }
    @inlinable public static var first: Direction { .forward }
    @inlinable public static var second: Direction { .backward }
}

/// A connection's addresses and ports, the same for both directions.
///
/// The end with the smaller address, then the smaller port, stands first. Compared and hashed as integers.
public struct FlowKey: Hashable, Sendable {
    @usableFromInline let firstHigh: UInt64
    @usableFromInline let firstLow: UInt64
    @usableFromInline let secondHigh: UInt64
    @usableFromInline let secondLow: UInt64
    @usableFromInline let firstPort: UInt16
    @usableFromInline let secondPort: UInt16
    /// The network that the addresses are of.
    public let domain: FlowDomain

    /// Stands for the upper half of both addresses of an IPv4 flow: a multicast prefix, which no TCP end has.
    @usableFromInline static var ipv4Mark: UInt64 { .max }

    /// The same for a flow between stations of a link.
    @usableFromInline static var linkMark: UInt64 { .max - 1 }

    @inlinable @inline(__always)
    init(
        _ firstHigh: UInt64,
        _ firstLow: UInt64,
        _ firstPort: UInt16,
        _ secondHigh: UInt64,
        _ secondLow: UInt64,
        _ secondPort: UInt16,
        in domain: FlowDomain = .none
    ) {
        self.domain = domain
        self.firstHigh = firstHigh
        self.firstLow = firstLow
        self.firstPort = firstPort
        self.secondHigh = secondHigh
        self.secondLow = secondLow
        self.secondPort = secondPort
    }

    // MARK: From a packet

    /// The ``ipv4Ends`` and ``ports`` of an IPv4 packet's flow, and the direction in which it went.
    ///
    /// `addresses` and `ports` are those of sender and receiver, as they stand in the headers one after the other.
    @inlinable @inline(__always)
    static func ipv4Parts(addresses: UInt64, ports: UInt32) -> (ends: UInt64, ports: UInt32, Direction) {
        // Address and port as one number order the ends in one comparison.
        let from = (addresses >> 32) << 16 | UInt64(ports >> 16)
        let to = (addresses & 0xFFFF_FFFF) << 16 | UInt64(ports & 0xFFFF)
        if from <= to { return (addresses, ports, .forward) }
        return (addresses << 32 | addresses >> 32, ports << 16 | ports >> 16, .backward)
    }

    /// The key of an IPv4 packet, and the direction in which it went; addresses as integers in host order.
    static func of(
        ipv4 source: UInt32,
        _ sourcePort: UInt16,
        to destination: UInt32,
        _ destinationPort: UInt16
    ) -> (key: FlowKey, direction: Direction) {
        let (ends, ports, direction) = ipv4Parts(
            addresses: UInt64(source) << 32 | UInt64(destination),
            ports: UInt32(sourcePort) << 16 | UInt32(destinationPort)
        )
        return (FlowKey(ipv4Ends: ends, ports: ports), direction)
    }

    /// The key of a packet of either IP version, and the direction in which it went.
    static func of(
        _ source: IPAddress,
        _ sourcePort: UInt16,
        to destination: IPAddress,
        _ destinationPort: UInt16,
        in domain: FlowDomain = .none
    ) -> (key: FlowKey, direction: Direction) {
        if source.isIPv4, destination.isIPv4, domain.isNone {
            return of(
                ipv4: UInt32(truncatingIfNeeded: source.low),
                sourcePort,
                to: UInt32(truncatingIfNeeded: destination.low),
                destinationPort
            )
        }
        let (from, to) = (high(source), high(destination))
        if (from, source.low, sourcePort) <= (to, destination.low, destinationPort) {
            let key = FlowKey(
                from,
                source.low,
                sourcePort,
                to,
                destination.low,
                destinationPort,
                in: domain
            )
            return (key, .forward)
        }
        let key = FlowKey(to, destination.low, destinationPort, from, source.low, sourcePort, in: domain)
        return (key, .backward)
    }

    private static func high(_ address: IPAddress) -> UInt64 {
        switch address.family {
        case .ipv4: ipv4Mark
        case .ipv6: address.high
        case .link: linkMark
        }
    }

    /// The key that the same addresses and ports have in another network; which end is first is the same.
    @inlinable
    public func key(in domain: FlowDomain) -> FlowKey {
        FlowKey(firstHigh, firstLow, firstPort, secondHigh, secondLow, secondPort, in: domain)
    }

    // MARK: Use

    /// Its ends are stations of a link, and have no IP addresses.
    public var isOfLink: Bool { firstHigh == FlowKey.linkMark }

    /// A number of its network, the same for all flows of it within one run; 0 for that of packets in no tunnel.
    public var domainNumber: UInt64 { domain.rawValue }

    /// Into how many groups `group` shares flows out.
    @inlinable public static var groupCount: Int { 256 }

    /// Which of the groups a flow belongs to: the same in every run, and in every network.
    ///
    /// An outsider can aim at one group. What is kept by groups is therefore shared out by source within each.
    @inlinable @inline(__always)
    public var group: Int {
        FlowKey.group((firstHigh ^ secondHigh) &+ FlowKey.mixed(firstLow, secondLow), ports)
    }

    /// The group of the IPv4 flow that has these parts.
    @inlinable @inline(__always)
    static func group(ipv4Ends: UInt64, ports: UInt32) -> Int {
        group(mixed(ipv4Ends >> 32, ipv4Ends & 0xFFFF_FFFF), ports)
    }

    @inlinable @inline(__always)
    static func mixed(_ firstLow: UInt64, _ secondLow: UInt64) -> UInt64 {
        firstLow &* 0x9E37_79B9_7F4A_7C15 ^ secondLow
    }

    @inlinable @inline(__always)
    static func group(_ ends: UInt64, _ ports: UInt32) -> Int {
        let mixed = SeededHash.mix(ends ^ UInt64(ports) << 32, 0xA076_1D64_78BD_642F)
        return Int(mixed & UInt64(groupCount - 1))
    }

    /// The end that sends in `direction`.
    public func sender(in direction: Direction) -> SocketAddress {
        let (high, low, port) =
            direction == .forward ? (firstHigh, firstLow, firstPort) : (secondHigh, secondLow, secondPort)
        let address =
            switch high {
            case FlowKey.ipv4Mark: IPAddress(ipv4: UInt32(truncatingIfNeeded: low))
            case FlowKey.linkMark: IPAddress(link: low)
            default: IPAddress(ipv6High: high, low: low)
            }
        return SocketAddress(address: address, port: port)
    }

    /// A hash that an outsider cannot steer without the seed: of all but IPv4, SipHash-1-3.
    ///
    /// Whoever sends over IPv6 chooses 128 bits and more, enough to look for what a few multiplications do not tell apart.
    @inlinable @inline(__always)
    public func hash(seed: HashKey) -> UInt64 {
        if let ipv4Ends { return FlowKey.hash(ipv4Ends: ipv4Ends, ports: ports, seed: seed) }
        if let ends = ipv4EndsInAnyNetwork {
            return FlowKey.hash(ipv4Ends: ends, ports: ports, in: domain, seed: seed)
        }
        var hash = SipHash(seed)
        hash.add(firstLow)
        hash.add(secondLow)
        hash.add(firstHigh)
        hash.add(secondHigh)
        hash.add(UInt64(ports))
        if !domain.isNone { hash.add(domain.rawValue) }
        return hash.finish()
    }

    /// The hash of the IPv4 flow that has these parts: two multiplications, since each packet pays for it.
    ///
    /// SipHash would cost some 70 instructions more. This holds as well: nothing that is chosen reaches a multiplication
    /// without a secret word, and both multipliers are secret, odd and independent of it. So no choice makes a product
    /// 0, and flows that meet under one key do so under few others; whoever sends them never sees a hash, and would need
    /// such as meet under nearly all keys. `FlowHashTests` looks for them among flows that differ by few bits, that stand
    /// in rows, and that are multiples of the constants that broke an earlier hash.
    @inlinable @inline(__always)
    public static func hash(ipv4Ends: UInt64, ports: UInt32, seed: HashKey) -> UInt64 {
        let state = SeededHash.mix(ipv4Ends ^ seed.first, seed.second)
        return SeededHash.mix(state ^ UInt64(ports), seed.third)
    }
}

extension FlowKey {
    /// The hash of the IPv4 flow that has these parts, in a network of its own: that is mixed with secret words as well.
    @inlinable @inline(__always)
    static func hash(ipv4Ends: UInt64, ports: UInt32, in domain: FlowDomain, seed: HashKey) -> UInt64 {
        let network = SeededHash.mix(domain.rawValue ^ seed.third, seed.second)
        return hash(ipv4Ends: network ^ ipv4Ends, ports: ports, seed: seed)
    }
}

// MARK: - Parts, for those who store many

extension FlowKey {
    /// Both addresses of a flow, whatever its IP version, and the network that they are of.
    public struct Addresses: Hashable, Sendable {
        let firstHigh: UInt64
        let firstLow: UInt64
        let secondHigh: UInt64
        let secondLow: UInt64
        let domain: FlowDomain

        /// They are of IPv4, in whatever network.
        public var isOfIPv4: Bool { firstHigh == FlowKey.ipv4Mark }
    }

    /// Both addresses of an IPv4 flow that is in no network of its own.
    @inlinable public var ipv4Ends: UInt64? {
        @inline(__always) get { domain.isNone ? ipv4EndsInAnyNetwork : nil }
    }

    /// Both addresses of an IPv4 flow.
    @inlinable public var ipv4EndsInAnyNetwork: UInt64? {
        @inline(__always) get { firstHigh == FlowKey.ipv4Mark ? firstLow << 32 | secondLow : nil }
    }

    /// Both ports.
    @inlinable public var ports: UInt32 {
        @inline(__always) get { UInt32(firstPort) << 16 | UInt32(secondPort) }
    }

    public var addresses: Addresses {
        Addresses(
            firstHigh: firstHigh,
            firstLow: firstLow,
            secondHigh: secondHigh,
            secondLow: secondLow,
            domain: domain
        )
    }

    /// A key from its parts; both ways round the ends stay as they stand.
    @inlinable
    public init(ipv4Ends: UInt64, ports: UInt32) {
        let mark = FlowKey.ipv4Mark
        let (one, other) = (UInt16(truncatingIfNeeded: ports >> 16), UInt16(truncatingIfNeeded: ports))
        self.init(mark, ipv4Ends >> 32, one, mark, ipv4Ends & 0xFFFF_FFFF, other)
    }

    public init(addresses: Addresses, ports: UInt32) {
        self.init(
            addresses.firstHigh,
            addresses.firstLow,
            UInt16(truncatingIfNeeded: ports >> 16),
            addresses.secondHigh,
            addresses.secondLow,
            UInt16(truncatingIfNeeded: ports),
            in: addresses.domain
        )
    }
}
