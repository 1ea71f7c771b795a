public import ByteParsing

/// What every plain packet over IPv4 says, of TCP or UDP: whose it is, and where its payload lies, all of it captured.
public struct PlainFlow: Sendable {
    /// Both addresses, as in ``FlowKey/ipv4Ends``.
    public let ends: UInt64
    /// Both ports, as in ``FlowKey/ports``.
    public let ports: UInt32
    @usableFromInline let offset: UInt32
    @usableFromInline let length: UInt16
    public let direction: Direction

    /// `addresses` and `ports` are those of sender and receiver, as they stand in the headers one after the other.
    @inlinable @inline(__always)
    init(addresses: UInt64, ports: UInt32, payload: Range<Int>) {
        (ends, self.ports, direction) = FlowKey.ipv4Parts(addresses: addresses, ports: ports)
        // Both ends lie within an IPv4 packet near the frame's start.
        offset = UInt32(truncatingIfNeeded: payload.lowerBound)
        length = UInt16(truncatingIfNeeded: payload.count)
    }

    /// No packet: all zeros.
    @inlinable static var none: PlainFlow { PlainFlow(addresses: 0, ports: 0, payload: 0..<0) }

    /// Where the payload starts in the frame.
    @inlinable public var payloadOffset: Int { Int(offset) }
    /// Payload bytes, all of them captured.
    @inlinable public var payloadLength: Int { Int(length) }

    @inlinable var key: FlowKey { FlowKey(ipv4Ends: ends, ports: ports) }

    /// A hash of the flow that an outsider cannot steer without the seed: that of its ``FlowKey``.
    @inlinable @inline(__always)
    public func hash(seed: HashKey) -> UInt64 { FlowKey.hash(ipv4Ends: ends, ports: ports, seed: seed) }

    /// Which of the groups of flows it belongs to: that of its ``FlowKey``.
    @inlinable @inline(__always)
    public var group: Int { FlowKey.group(ipv4Ends: ends, ports: ports) }
}
