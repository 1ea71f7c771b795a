public import ByteParsing

/// Takes the bytes of one direction in the order in which they were sent.
public protocol StreamConsumer: ~Copyable {
    /// - Parameters:
    ///   - bytes: Never empty, and valid only during the call.
    ///   - packet: The packet that brought them.
    mutating func receive(_ bytes: Span<UInt8>, at packet: PacketReference)

    /// `count` bytes are missing from the capture, and will not come.
    mutating func receiveGap(_ count: Int, at packet: PacketReference)

    /// The sender closed its direction, and every byte before that was delivered or reported missing.
    mutating func receiveFIN(at packet: PacketReference)
}
