public import ByteParsing

/// Takes the records of one direction, piece by piece, as their bytes arrive.
public protocol RecordConsumer: ~Copyable {
    /// A record that came all at once, which most do: stands for the three calls below.
    mutating func receiveRecord(_ header: RecordHeader, _ fragment: Span<UInt8>, at packet: PacketReference)

    mutating func beginRecord(_ header: RecordHeader, at packet: PacketReference)

    /// Some of the fragment's bytes, in order; never empty. Not called for bytes that the capture lacks.
    mutating func receiveFragment(_ bytes: Span<UInt8>, of header: RecordHeader, at packet: PacketReference)

    /// The fragment ended; it `isWhole` if every byte of it was received.
    mutating func endRecord(_ header: RecordHeader, isWhole: Bool, at packet: PacketReference)

    /// What came is no record. The deframer looks for one at the start of each following segment.
    mutating func loseSynchronization(at packet: PacketReference)
}

extension RecordConsumer where Self: ~Copyable {
    public mutating func receiveRecord(
        _ header: RecordHeader,
        _ fragment: Span<UInt8>,
        at packet: PacketReference
    ) {
        beginRecord(header, at: packet)
        receiveFragment(fragment, of: header, at: packet)
        endRecord(header, isWhole: true, at: packet)
    }
}
