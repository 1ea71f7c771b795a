public import ByteParsing

/// Takes the records of both ends, piece by piece, as their bytes arrive.
public protocol RecordConsumer: ~Copyable {
    /// A record that came all at once, which most do: stands for the three calls below.
    mutating func receiveRecord(
        _ header: RecordHeader,
        _ fragment: Span<UInt8>,
        from sender: Role,
        at packet: PacketReference
    )

    mutating func beginRecord(_ header: RecordHeader, from sender: Role, at packet: PacketReference)

    /// Some of the fragment's bytes, in order; never empty. Not called for bytes that the capture lacks.
    mutating func receiveFragment(
        _ bytes: Span<UInt8>,
        of header: RecordHeader,
        from sender: Role,
        at packet: PacketReference
    )

    /// The fragment ended; it `isWhole` if every byte of it was received.
    mutating func endRecord(
        _ header: RecordHeader,
        isWhole: Bool,
        from sender: Role,
        at packet: PacketReference
    )

    /// What came is no record. The deframer looks for one at the start of each following segment.
    mutating func loseSynchronization(from sender: Role, at packet: PacketReference)
}

extension RecordConsumer where Self: ~Copyable {
    public mutating func receiveRecord(
        _ header: RecordHeader,
        _ fragment: Span<UInt8>,
        from sender: Role,
        at packet: PacketReference
    ) {
        beginRecord(header, from: sender, at: packet)
        receiveFragment(fragment, of: header, from: sender, at: packet)
        endRecord(header, isWhole: true, from: sender, at: packet)
    }
}
