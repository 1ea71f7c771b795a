public import ByteParsing

/// The control bits of a TCP header (RFC 9293, section 3.1).
public struct TCPFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let fin = Self(rawValue: 0x01)
    public static let syn = Self(rawValue: 0x02)
    public static let reset = Self(rawValue: 0x04)
    public static let push = Self(rawValue: 0x08)
    public static let acknowledgment = Self(rawValue: 0x10)
    public static let urgent = Self(rawValue: 0x20)
}

/// What one TCP segment says about itself; the payload is a range of the frame that it was decoded from.
public struct TCPSegment: Hashable, Sendable {
    public var source: IPAddress
    public var destination: IPAddress
    public var sourcePort: UInt16
    public var destinationPort: UInt16
    public var sequenceNumber: UInt32
    public var acknowledgmentNumber: UInt32
    public var window: UInt16
    public var flags: TCPFlags
    /// Where the payload starts in the bytes that were decoded.
    public var payloadOffset: Int
    /// Payload bytes that are in the capture.
    public var payloadLength: Int
    /// Payload bytes that were on the wire after those, cut off by the capture's snapshot length.
    public var missingLength: Int

    public init(
        source: IPAddress,
        destination: IPAddress,
        sourcePort: UInt16,
        destinationPort: UInt16,
        sequenceNumber: UInt32,
        acknowledgmentNumber: UInt32 = 0,
        window: UInt16 = 0,
        flags: TCPFlags = [],
        payloadOffset: Int = 0,
        payloadLength: Int = 0,
        missingLength: Int = 0
    ) {
        self.source = source
        self.destination = destination
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.sequenceNumber = sequenceNumber
        self.acknowledgmentNumber = acknowledgmentNumber
        self.window = window
        self.flags = flags
        self.payloadOffset = payloadOffset
        self.payloadLength = payloadLength
        self.missingLength = missingLength
    }

    /// Payload bytes that were on the wire.
    public var wireLength: Int { payloadLength + missingLength }
}

/// What became of one frame.
public enum DecodedPacket: Sendable {
    case tcp(TCPSegment)
    case udp
    /// Another transport, or a network protocol that carries none: ARP, ICMP, ESP, LLDP…
    case other
    /// A piece of an IP datagram that is not whole yet.
    case fragment
    /// This piece completed a datagram: the segment's payload is a range of ``PacketDecoder/reassembledDatagram``.
    case reassembledTCP(TCPSegment)
    /// The headers do not hold together, or the capture cut them off.
    case malformed(MalformedPacket)
    case unsupportedLinkType
}

/// Why a frame could not be decoded, by the layer at which it ended.
public enum MalformedPacket: Hashable, Sendable {
    case linkLayer, ipv4, ipv6, tcp, nestedTooDeep, overlappingFragments, fragmentLimit
}
