public import ByteParsing

// Short cuts and nothing else: they say `nil` of everything that the long way does not read in the same manner.

extension PacketDecoder {
    /// Decodes what nearly every frame is, TCP in IPv4 in Ethernet, without options, fragments or tags, in one go.
    @inlinable @inline(__always)
    public static func decodePlainly(_ frame: Span<UInt8>, linkType: UInt32) -> PlainSegment? {
        guard linkType == 1, frame.count >= 14 + 20 + 20, frame.bigEndianUInt16(at: 12) == 0x0800 else {
            return nil
        }
        return decodePlainIPv4(frame, 14)
    }

    /// What a frame may be that is no plain segment, by the few fields that tell: which short cut is worth trying.
    public enum ShortCut: Sendable {
        case datagram, tunnel, tag
        case none
    }

    @inlinable @inline(__always)
    public static func shortCut(_ frame: Span<UInt8>, originalLength: Int, linkType: UInt32) -> ShortCut {
        guard linkType == 1, frame.count >= 14 + 20 + 8, originalLength <= frame.count else { return .none }
        switch frame.bigEndianUInt16(at: 12) {
        case 0x0800:
            switch frame[23] {
            case 17: return frame.bigEndianUInt16(at: 36) == 4_789 ? .tunnel : .datagram
            case 47: return .tunnel
            default: return .none
            }
        case 0x8100: return .tag
        default: return .none
        }
    }

    /// Decodes IPv6, and IP of either version behind an 802.1Q tag, in the same manner.
    static func decodePlainEthernet(_ frame: Span<UInt8>, linkType: UInt32) -> TCPSegment? {
        guard linkType == 1, frame.count >= 14 + 20 + 20 else { return nil }
        switch frame.bigEndianUInt16(at: 12) {
        case 0x0800: return decodePlainIPv4(frame, 14)?.segment
        case 0x86DD: return decodePlainIPv6(frame, 14)
        case 0x8100:
            let id = UInt32(frame.bigEndianUInt16(at: 14) & 0x0FFF)
            let tunnels = id == 0 ? 0 : VLANTag.number(of: id)
            switch frame.bigEndianUInt16(at: 16) {
            case 0x0800: return decodePlainTag(frame, linkType: linkType)?.segment
            case 0x86DD: return decodePlainIPv6(frame, 18, tunnels: tunnels)
            default: return nil
            }
        default: return nil
        }
    }

    @inlinable @inline(__always)
    static func decodePlainIPv4(_ frame: Span<UInt8>, _ ip: Int) -> PlainSegment? {
        let tcp = ip + 20
        guard frame.count >= tcp + 20, frame[ip] == 0x45, frame[ip + 9] == 6,
            frame.bigEndianUInt16(at: ip + 6) & 0x3FFF == 0
        else { return nil }
        // A length of 0 is segmentation offload's; one beyond the frame, or cut off, is left to the long way as well.
        let wireEnd = ip + Int(frame.bigEndianUInt16(at: ip + 2))
        guard wireEnd <= frame.count, let payload = payloadStart(frame, tcp, wireEnd) else { return nil }
        let flow = PlainFlow(
            addresses: frame.bigEndianUInt64(at: ip + 12),
            ports: frame.bigEndianUInt32(at: tcp),
            payload: payload..<wireEnd
        )
        return PlainSegment(
            flow,
            sequenceNumber: frame.bigEndianUInt32(at: tcp + 4),
            acknowledgmentNumber: frame.bigEndianUInt32(at: tcp + 8),
            flags: TCPFlags(rawValue: frame[tcp + 13]),
            firstByte: frame[min(payload, frame.count - 1)]
        )
    }

    private static func decodePlainIPv6(_ frame: Span<UInt8>, _ ip: Int, tunnels: UInt32 = 0) -> TCPSegment? {
        let tcp = ip + 40
        guard frame.count >= tcp + 20, frame[ip] >> 4 == 6, frame[ip + 6] == 6 else { return nil }
        let length = Int(frame.bigEndianUInt16(at: ip + 4))
        let wireEnd = tcp + length
        guard length > 0, wireEnd <= frame.count, let payload = payloadStart(frame, tcp, wireEnd) else {
            return nil
        }
        let flow = FlowKey.of(
            IPAddress(
                ipv6High: frame.bigEndianUInt64(at: ip + 8),
                low: frame.bigEndianUInt64(at: ip + 16)
            ),
            frame.bigEndianUInt16(at: tcp),
            to: IPAddress(
                ipv6High: frame.bigEndianUInt64(at: ip + 24),
                low: frame.bigEndianUInt64(at: ip + 32)
            ),
            frame.bigEndianUInt16(at: tcp + 2)
        )
        return TCPSegment(
            flow,
            tunnels: tunnels,
            sequenceNumber: frame.bigEndianUInt32(at: tcp + 4),
            acknowledgmentNumber: frame.bigEndianUInt32(at: tcp + 8),
            flags: TCPFlags(rawValue: frame[tcp + 13]),
            payloadOffset: payload,
            payloadLength: wireEnd - payload,
            missingLength: 0
        )
    }

    /// Where the payload of the TCP header at `tcp` starts, if that is not beyond its end.
    @inlinable @inline(__always)
    static func payloadStart(_ frame: Span<UInt8>, _ tcp: Int, _ wireEnd: Int) -> Int? {
        let headerLength = Int(frame[tcp + 12] >> 4) * 4
        let payload = tcp + headerLength
        return headerLength >= 20 && payload <= wireEnd ? payload : nil
    }
}
