import ByteParsing

/// A UDP datagram over IPv4 as nearly every one is, captured whole, that is neither a tunnel nor anything that is counted as
/// unread: in 32 bytes what those need who look whether it is anybody's.
public struct PlainDatagram: Sendable {
    public let flow: PlainFlow
    /// The first eight bytes of the payload as one number; any if it is shorter.
    public let header: UInt64

    /// No datagram: all zeros.
    public static let none = PlainDatagram(flow: .none, header: 0)

    /// The same as any datagram is described.
    public var datagram: Datagram {
        Datagram(
            (flow.key, flow.direction),
            payload: flow.payloadOffset..<flow.payloadOffset + flow.payloadLength,
            missingLength: 0
        )
    }
}

extension PacketDecoder {
    /// Decodes UDP in IPv4 in Ethernet, without options, fragments or tags, in one go.
    ///
    /// A short cut and nothing else: it says `nil` of everything that the long way does not read in the same manner.
    public static func decodePlainDatagram(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32
    ) -> PlainDatagram? {
        let (ip, udp) = (14, 34)
        guard linkType == 1, frame.count >= udp + 8, originalLength <= frame.count,
            frame.bigEndianUInt16(at: 12) == 0x0800, frame[ip] == 0x45, frame[ip + 9] == 17,
            frame.bigEndianUInt16(at: ip + 6) & 0x3FFF == 0
        else { return nil }
        let end = ip + Int(frame.bigEndianUInt16(at: ip + 2))
        let payload = udp + 8
        guard payload <= end, end <= frame.count, Int(frame.bigEndianUInt16(at: udp + 4)) == end - udp
        else { return nil }
        var header: UInt64 = 0
        if end - payload >= 8 {
            header = frame.bigEndianUInt64(at: payload)
            guard !UDPTunnel.isPossible(frame, udp, end: end),
                !UnreadProtocol.isPossible(header) || isReadable(frame, header, payload, end: end)
            else { return nil }
        }
        let flow = PlainFlow(
            addresses: frame.bigEndianUInt64(at: ip + 12),
            ports: frame.bigEndianUInt32(at: udp),
            payload: payload..<end
        )
        return PlainDatagram(flow: flow, header: header)
    }

    /// Whether what looks like something that is not read is none after all.
    @inline(never)
    private static func isReadable(
        _ frame: Span<UInt8>,
        _ header: UInt64,
        _ payload: Int,
        end: Int
    ) -> Bool {
        // DTLS in CAPWAP is named.
        header >> 32 != 0x0100_0000
            && UnreadProtocol(udp: frame, payload, end: end, ports: (source: 0, destination: 0)) == nil
    }
}
