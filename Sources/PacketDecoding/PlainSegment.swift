/// A TCP segment over IPv4 as nearly every one is, captured whole: in 32 bytes what a flow that stays what it is needs.
///
/// The first byte of the payload stands here as well, since it says nearly always that no TLS begins, and so the frame
/// is not touched again.
public struct PlainSegment: Sendable {
    public let flow: PlainFlow
    public let sequenceNumber: UInt32
    public let acknowledgmentNumber: UInt32
    public let flags: TCPFlags
    /// Any if there is no payload: whether there is one is as good as random, and a branch on it slow.
    public let firstByte: UInt8

    @inlinable @inline(__always)
    init(
        _ flow: PlainFlow,
        sequenceNumber: UInt32,
        acknowledgmentNumber: UInt32,
        flags: TCPFlags,
        firstByte: UInt8
    ) {
        self.flow = flow
        self.sequenceNumber = sequenceNumber
        self.acknowledgmentNumber = acknowledgmentNumber
        self.flags = flags
        self.firstByte = firstByte
    }

    /// No segment: all zeros.
    @inlinable public static var none: PlainSegment {
        PlainSegment(.none, sequenceNumber: 0, acknowledgmentNumber: 0, flags: [], firstByte: 0)
    }

    /// The same as any segment is described.
    @inlinable @inline(__always)
    public var segment: TCPSegment { segment(tunnels: 0) }

    /// The same of one that came in a stack of tunnels with this number.
    @inlinable @inline(__always)
    public func segment(tunnels: UInt32, in domain: FlowDomain = .none) -> TCPSegment {
        TCPSegment(
            (flow.key.key(in: domain), flow.direction),
            tunnels: tunnels,
            sequenceNumber: sequenceNumber,
            acknowledgmentNumber: acknowledgmentNumber,
            flags: flags,
            payloadOffset: flow.payloadOffset,
            payloadLength: flow.payloadLength,
            missingLength: 0
        )
    }
}
