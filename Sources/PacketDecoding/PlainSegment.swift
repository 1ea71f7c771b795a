public import ByteParsing

/// A TCP segment over IPv4 as nearly every one is, captured whole: in 40 bytes what a flow that stays what it is needs.
///
/// The first byte of the payload stands here as well, since it says nearly always that no TLS begins, and so the frame
/// is not touched again.
public struct PlainSegment: Sendable {
    /// Both addresses, as in ``FlowKey/ipv4Ends``.
    public let ends: UInt64
    /// Both ports, as in ``FlowKey/ports``.
    public let ports: UInt32
    public let sequenceNumber: UInt32
    public let acknowledgmentNumber: UInt32
    @usableFromInline let offset: UInt32
    @usableFromInline let length: UInt16
    public let flags: TCPFlags
    public let direction: Direction
    /// Any if there is no payload: whether there is one is as good as random, and a branch on it slow.
    public let firstByte: UInt8

    /// Where the payload starts in the frame.
    @inlinable public var payloadOffset: Int { Int(offset) }
    /// Payload bytes, all of them captured.
    @inlinable public var payloadLength: Int { Int(length) }

    @inlinable @inline(__always)
    init(
        ends: UInt64,
        ports: UInt32,
        direction: Direction,
        sequenceNumber: UInt32,
        acknowledgmentNumber: UInt32,
        flags: TCPFlags,
        payload: Range<Int>,
        firstByte: UInt8
    ) {
        self.ends = ends
        self.ports = ports
        self.direction = direction
        self.sequenceNumber = sequenceNumber
        self.acknowledgmentNumber = acknowledgmentNumber
        self.flags = flags
        // Both ends lie within an IPv4 packet near the frame's start.
        offset = UInt32(truncatingIfNeeded: payload.lowerBound)
        length = UInt16(truncatingIfNeeded: payload.count)
        self.firstByte = firstByte
    }

    /// No segment: all zeros.
    @inlinable public static var none: PlainSegment {
        PlainSegment(
            ends: 0,
            ports: 0,
            direction: .forward,
            sequenceNumber: 0,
            acknowledgmentNumber: 0,
            flags: [],
            payload: 0..<0,
            firstByte: 0
        )
    }

    /// A hash of the flow that an outsider cannot steer without the seed: that of its ``FlowKey``.
    @inlinable @inline(__always)
    public func hash(seed: HashKey) -> UInt64 {
        FlowKey.hash(ipv4Ends: ends, ports: ports, seed: seed)
    }

    /// Which of the groups of flows it belongs to: that of its ``FlowKey``.
    @inlinable @inline(__always)
    public var group: Int { FlowKey.group(ipv4Ends: ends, ports: ports) }

    /// The same as any segment is described.
    @inlinable @inline(__always)
    public var segment: TCPSegment { segment(tunnels: 0) }

    /// The same of one that came in a stack of tunnels with this number.
    @inlinable @inline(__always)
    func segment(tunnels: UInt32, in domain: FlowDomain = .none) -> TCPSegment {
        TCPSegment(
            (FlowKey(ipv4Ends: ends, ports: ports).key(in: domain), direction),
            tunnels: tunnels,
            sequenceNumber: sequenceNumber,
            acknowledgmentNumber: acknowledgmentNumber,
            flags: flags,
            payloadOffset: payloadOffset,
            payloadLength: payloadLength,
            missingLength: 0
        )
    }
}
