public import ByteParsing
public import PacketDecoding

/// Takes the bytes of a connection's directions, each in the order in which they were sent.
public protocol StreamConsumer: ~Copyable {
    /// - Parameters:
    ///   - bytes: Never empty, and valid only during the call.
    ///   - place: Where they stood.
    ///   - packet: The packet that brought them.
    mutating func receive(_ bytes: Span<UInt8>, _ place: StreamPlace, at packet: PacketReference)

    /// `count` bytes are missing from the capture, and will not come.
    mutating func receiveGap(
        _ count: Int,
        _ cause: GapCause,
        _ place: StreamPlace,
        at packet: PacketReference
    )

    /// The sender closed its direction, and every byte before that was delivered or reported missing.
    mutating func receiveFIN(_ place: StreamPlace, at packet: PacketReference)
}

/// Why bytes of a stream are not in the capture.
public enum GapCause: Hashable, Sendable {
    /// Their packet is not there.
    case lost
    /// Their packet is there, and the capture's snapshot length cut them off.
    case cut
}

/// Where in its connection something stood: what its sender had sent by then, and what had reached it.
public struct StreamPlace: Hashable, Sendable {
    public let direction: Direction
    /// The offset in the sender's stream that comes next.
    public let end: Int
    /// The offset in the other direction's stream up to which the sender had acknowledged it; `nil` where that is not
    /// known.
    public let heard: Int?

    public init(_ direction: Direction, end: Int, heard: Int?) {
        self.direction = direction
        self.end = end
        self.heard = heard
    }
}
