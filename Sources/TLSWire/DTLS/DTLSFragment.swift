public import ByteParsing

/// A piece of a handshake message, as DTLS sends them: often the whole of it (RFC 6347, section 4.2.2).
public struct DTLSFragment: Hashable, Sendable {
    /// Before each piece.
    @inlinable public static var headerLength: Int { HandshakeFraming.dtls.headerLength }

    public let type: HandshakeType
    /// Of the whole message's body.
    public let messageLength: Int
    /// `message_seq`.
    public let sequence: UInt16
    /// Of the body, as its header says.
    public let range: Range<Int>
    /// Where the piece lies, as far as it is there.
    public let content: Range<Int>

    // struct {
    //     HandshakeType msg_type;
    //     uint24 length;
    //     uint16 message_seq;
    //     uint24 fragment_offset;
    //     uint24 fragment_length;
    //     select (HandshakeType) { ... } body;
    // } Handshake;                                                  RFC 6347, section 4.2.2

    /// Reads the piece at an offset of a record's content, which may be cut; `nil` for what cannot be one.
    @inlinable @inline(__always)
    public init?(_ bytes: Span<UInt8>, at offset: Int) {
        guard bytes.count - offset >= Self.headerLength else { return nil }
        // Twelve bytes by two loads, which share four.
        let first = bytes.bigEndianUInt64(at: offset)
        let last = bytes.bigEndianUInt64(at: offset + 4)
        let start = Int(truncatingIfNeeded: last >> 24 & 0xFF_FFFF)
        let count = Int(truncatingIfNeeded: last & 0xFF_FFFF)
        type = HandshakeType(rawValue: UInt8(truncatingIfNeeded: first >> 56))
        messageLength = Int(truncatingIfNeeded: first >> 32 & 0xFF_FFFF)
        sequence = UInt16(truncatingIfNeeded: first >> 16)
        guard start + count <= messageLength, messageLength <= HandshakeDeframer.maximumMessageLength,
            count > 0 || messageLength == 0
        else { return nil }
        range = start..<start + count
        let place = offset + Self.headerLength
        content = place..<min(place + count, bytes.count)
    }

    @inlinable public var isWhole: Bool { range.count == messageLength && content.count == messageLength }
}
