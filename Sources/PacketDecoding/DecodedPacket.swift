/// The control bits of a TCP header (RFC 9293, section 3.1).
public struct TCPFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    @inlinable public static var fin: Self { Self(rawValue: 0x01) }
    @inlinable public static var syn: Self { Self(rawValue: 0x02) }
    @inlinable public static var reset: Self { Self(rawValue: 0x04) }
    @inlinable public static var push: Self { Self(rawValue: 0x08) }
    @inlinable public static var acknowledgment: Self { Self(rawValue: 0x10) }
    @inlinable public static var urgent: Self { Self(rawValue: 0x20) }
}

/// What became of one frame.
public enum DecodedPacket: Sendable {
    case tcp(TCPSegment)
    case udp(Datagram)
    /// Another transport, or a network protocol that carries none: ARP, ICMP, ESP, LLDP…
    case other
    /// A piece of an IP datagram that is not whole yet.
    case fragment
    /// This piece completed a datagram: the segment's payload is a range of ``PacketDecoder/reassembledDatagram``.
    case reassembledTCP(TCPSegment)
    /// The same of a datagram.
    case reassembledUDP(Datagram)
    /// The headers do not hold together, or the capture cut them off.
    case malformed(MalformedPacket)
    case unsupportedLinkType
}

/// Why a frame could not be decoded, by the layer at which it ended.
public enum MalformedPacket: Hashable, Sendable {
    case linkLayer, ipv4, ipv6, tcp, nestedTooDeep, overlappingFragments, fragmentLimit
}
