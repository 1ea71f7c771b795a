public import ByteParsing

/// What one datagram says about itself; the payload is a range of the bytes that it was decoded from.
///
/// It is whatever carries something on its own, without a stream around it: UDP that is no tunnel, and frames of a link
/// whose ends have no IP address.
public struct Datagram: Hashable, Sendable {
    public let key: FlowKey
    public let direction: Direction
    @usableFromInline let offset: Int32
    @usableFromInline let captured: Int32
    @usableFromInline let missing: Int32
    /// The number of the stack of tunnels that it came in, see ``PacketDecoder/takeTunnelStacks()``; 0 for none.
    public let tunnels: UInt32

    /// Where the payload starts in the bytes that were decoded.
    @inlinable public var payloadOffset: Int { Int(offset) }
    @inlinable public var payloadRange: Range<Int> { payloadOffset..<payloadOffset + payloadLength }
    /// Payload bytes that are in the capture.
    @inlinable public var payloadLength: Int { Int(captured) }
    /// Payload bytes that were on the wire after those, cut off by the capture's snapshot length.
    @inlinable public var missingLength: Int { Int(missing) }

    init(
        _ flow: (key: FlowKey, direction: Direction),
        tunnels: UInt32 = 0,
        payload: Range<Int>,
        missingLength: Int
    ) {
        key = flow.key
        direction = flow.direction
        self.tunnels = tunnels
        // A captured frame is far smaller than 2 GiB; only the length that it claims to have had may not be.
        offset = Int32(truncatingIfNeeded: payload.lowerBound)
        captured = Int32(truncatingIfNeeded: payload.count)
        missing = Int32(clamping: missingLength)
    }

    /// A datagram from its parts.
    public init(
        source: SocketAddress,
        destination: SocketAddress,
        payload: Range<Int>,
        missingLength: Int = 0
    ) {
        self.init(
            FlowKey.of(source.address, source.port, to: destination.address, destination.port),
            payload: payload,
            missingLength: missingLength
        )
    }

    // MARK: Ends

    public var source: SocketAddress { key.sender(in: direction) }
    public var destination: SocketAddress { key.sender(in: direction.opposite) }
}
