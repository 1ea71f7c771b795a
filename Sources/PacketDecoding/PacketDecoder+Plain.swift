public import ByteParsing

extension PacketDecoder {
    /// Decodes what nearly every frame is, TCP in IPv4 without options in Ethernet without tags, in one go.
    ///
    /// A short cut and nothing else: it says `nil` of everything that the long way does not read in the same manner.
    @inlinable @inline(__always)
    public static func decodePlainly(_ frame: Span<UInt8>, linkType: UInt32) -> TCPSegment? {
        let ip = 14
        let tcp = ip + 20
        guard linkType == 1, frame.count >= tcp + 20, frame.bigEndianUInt16(at: 12) == 0x0800,
            frame[ip] == 0x45, frame[ip + 9] == 6, frame.bigEndianUInt16(at: ip + 6) & 0x3FFF == 0
        else { return nil }
        let wireEnd = ip + Int(frame.bigEndianUInt16(at: ip + 2))
        let headerLength = Int(frame[tcp + 12] >> 4) * 4
        let payload = tcp + headerLength
        // A length of 0 is segmentation offload's; one beyond the frame, or cut off, is left to the long way as well.
        guard wireEnd <= frame.count, headerLength >= 20, payload <= wireEnd else { return nil }
        return TCPSegment(
            FlowKey.of(
                ipv4: frame.bigEndianUInt32(at: ip + 12),
                frame.bigEndianUInt16(at: tcp),
                to: frame.bigEndianUInt32(at: ip + 16),
                frame.bigEndianUInt16(at: tcp + 2)
            ),
            sequenceNumber: frame.bigEndianUInt32(at: tcp + 4),
            acknowledgmentNumber: frame.bigEndianUInt32(at: tcp + 8),
            window: frame.bigEndianUInt16(at: tcp + 14),
            flags: TCPFlags(rawValue: frame[tcp + 13]),
            payloadOffset: payload,
            payloadLength: wireEnd - payload,
            missingLength: 0
        )
    }
}
