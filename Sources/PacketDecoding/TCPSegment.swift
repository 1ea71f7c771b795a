public import ByteParsing

/// What one TCP segment says about itself; the payload is a range of the frame that it was decoded from.
///
/// Small, since every packet that is not plain is copied as one of these.
public struct TCPSegment: Hashable, Sendable {
    public let key: FlowKey
    public let direction: Direction
    public let flags: TCPFlags
    public let sequenceNumber: UInt32
    public let acknowledgmentNumber: UInt32
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
    /// Payload bytes that were on the wire.
    @inlinable public var wireLength: Int { Int(captured) + Int(missing) }

    @inlinable @inline(__always)
    init(
        _ flow: (key: FlowKey, direction: Direction),
        tunnels: UInt32 = 0,
        sequenceNumber: UInt32,
        acknowledgmentNumber: UInt32,
        flags: TCPFlags,
        payloadOffset: Int,
        payloadLength: Int,
        missingLength: Int
    ) {
        key = flow.key
        direction = flow.direction
        self.tunnels = tunnels
        self.sequenceNumber = sequenceNumber
        self.acknowledgmentNumber = acknowledgmentNumber
        self.flags = flags
        // A captured frame is far smaller than 2 GiB; only the length that it claims to have had may not be.
        offset = Int32(truncatingIfNeeded: payloadOffset)
        captured = Int32(truncatingIfNeeded: payloadLength)
        missing = Int32(clamping: missingLength)
    }

    /// A segment from its parts; what is left out is zero.
    public init(
        source: IPAddress,
        destination: IPAddress,
        sourcePort: UInt16,
        destinationPort: UInt16,
        sequenceNumber: UInt32,
        acknowledgmentNumber: UInt32 = 0,
        flags: TCPFlags = [],
        payloadOffset: Int = 0,
        payloadLength: Int = 0,
        missingLength: Int = 0
    ) {
        self.init(
            FlowKey.of(source, sourcePort, to: destination, destinationPort),
            sequenceNumber: sequenceNumber,
            acknowledgmentNumber: acknowledgmentNumber,
            flags: flags,
            payloadOffset: payloadOffset,
            payloadLength: payloadLength,
            missingLength: missingLength
        )
    }

    /// Bytes of a flow that came in an earlier segment, and say no more than that.
    public init(_ key: FlowKey, _ direction: Direction, sequenceNumber: UInt32, payloadLength: Int) {
        self.init(
            (key, direction),
            sequenceNumber: sequenceNumber,
            acknowledgmentNumber: 0,
            flags: [],
            payloadOffset: 0,
            payloadLength: payloadLength,
            missingLength: 0
        )
    }

    // MARK: Ends

    public var source: IPAddress { key.sender(in: direction).address }
    public var sourcePort: UInt16 { key.sender(in: direction).port }
    public var destination: IPAddress { key.sender(in: direction.opposite).address }
    public var destinationPort: UInt16 { key.sender(in: direction.opposite).port }
}
