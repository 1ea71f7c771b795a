public import ByteParsing

/// What a capture says about one packet; the packet's bytes lie in the ``PacketBatch``.
///
/// 40 bytes, stored narrow: a batch of them has to stay in the cache beside the packets.
public struct FrameHeader: Hashable, Sendable {
    @usableFromInline let frame: UInt64
    public let time: Timestamp
    @usableFromInline let input: UInt32
    @usableFromInline let start: UInt32
    @usableFromInline let captured: UInt32
    @usableFromInline let original: UInt32
    public let linkType: LinkType
    /// The interface that saw it, by its number in its file; 0 where the file names none.
    public let interface: UInt32

    @inline(__always)
    init(
        frame: UInt64,
        input: UInt32,
        time: Timestamp,
        start: Int,
        captured: UInt32,
        original: UInt32,
        linkType: LinkType,
        interface: UInt32 = 0
    ) {
        self.frame = frame
        self.time = time
        self.input = input
        self.start = UInt32(truncatingIfNeeded: start)  // a buffer is far smaller than 4 GiB
        self.captured = captured
        self.original = original
        self.linkType = linkType
        self.interface = interface
    }

    /// The frame's number in its file, the file, and the time.
    @inlinable public var reference: PacketReference {
        PacketReference(frame: frame, input: input, time: time)
    }

    /// The same packet where its bytes were copied to.
    func moved(to start: Int) -> FrameHeader {
        FrameHeader(
            frame: frame,
            input: input,
            time: time,
            start: start,
            captured: captured,
            original: original,
            linkType: linkType,
            interface: interface
        )
    }

    /// The packet's first byte in the batch's buffer.
    @inlinable public var offset: Int { Int(start) }

    /// How many bytes of the packet the capture holds.
    @inlinable public var capturedLength: Int { Int(captured) }

    /// How many bytes the packet had on the wire.
    @inlinable public var originalLength: Int { Int(original) }
}
