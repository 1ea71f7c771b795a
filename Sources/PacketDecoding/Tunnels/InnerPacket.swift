import ByteParsing

/// Whether what stands behind a supposed header of a tunnel is a packet.
///
/// Ports prove nothing, and a datagram that is taken for a tunnel is lost to its own protocol. So lengths, checksums and
/// the fields that can only have few values have to fit: random bytes pass once in some 10^8 times.
enum InnerPacket {
    /// What Ethernet may have put behind a short packet, a checksum and a trailer.
    private static let maximumPadding = 64

    static func isProven(_ network: NetworkProtocol, _ frame: Span<UInt8>, _ path: HeaderPath) -> Bool {
        let padding = path.ethernet == nil ? 0 : maximumPadding
        switch network {
        case .ipv4: return isIPv4(frame, path.offset, end: path.wireEnd, padding: padding)
        case .ipv6: return isIPv6(frame, path.offset, end: path.wireEnd, padding: padding)
        case .ip: return isIP(frame, path.offset, end: path.wireEnd, padding: padding)
        case .transport(4): return isIPv4(frame, path.offset, end: path.wireEnd, padding: padding)
        case .transport(41): return isIPv6(frame, path.offset, end: path.wireEnd, padding: padding)
        // Whoever names one of these has looked.
        case .control, .eapol: return true
        case .transport, .capwapPiece, .other: return false
        }
    }

    static func isIP(_ frame: Span<UInt8>, _ offset: Int, end: Int, padding: Int = 0) -> Bool {
        isIPv4(frame, offset, end: end, padding: padding) || isIPv6(frame, offset, end: end, padding: padding)
    }

    /// RFC 791, section 3.1: the total length is that of the packet, and the checksum holds, or was never computed.
    static func isIPv4(_ frame: Span<UInt8>, _ offset: Int, end: Int, padding: Int = 0) -> Bool {
        guard frame.count - offset >= 20, frame[offset] >> 4 == 4 else { return false }
        let header = Int(frame[offset] & 0x0F) * 4
        let total = Int(frame.bigEndianUInt16(at: offset + 2))
        let rest = end - offset - total
        guard header >= 20, total >= header, rest >= 0, rest <= padding, frame.count - offset >= header else {
            return false
        }
        return frame.bigEndianUInt16(at: offset + 10) == 0
            || InternetChecksum.sum(frame, offset..<offset + header) == 0xFFFF
    }

    /// RFC 8200, section 3: there is no checksum, so more of the fields are looked at.
    static func isIPv6(_ frame: Span<UInt8>, _ offset: Int, end: Int, padding: Int = 0) -> Bool {
        guard frame.count - offset >= 40, frame[offset] >> 4 == 6 else { return false }
        let length = Int(frame.bigEndianUInt16(at: offset + 4))
        let rest = end - offset - 40 - length
        guard length > 0, rest >= 0, rest <= padding else { return false }
        let isUnicast = { (first: UInt8) in
            first >> 5 == 1 || first >> 1 == 0x7E || first == 0xFE || first == 0
        }
        guard isUnicast(frame[offset + 8]), isUnicast(frame[offset + 24]) || frame[offset + 24] == 0xFF else {
            return false
        }
        let transport = offset + 40
        switch frame[offset + 6] {
        case 6: return length >= 20 && (frame.count < transport + 20 || frame[transport + 12] >> 4 >= 5)
        case 17:
            return length >= 8
                && (frame.count < transport + 8
                    || Int(frame.bigEndianUInt16(at: transport + 4)) == length)
        case 58: return frame.count < transport + 1 || frame[transport] <= 4 || frame[transport] >= 100
        case 0, 43, 44, 60: return frame.count < transport + 1 || isNextHeader(frame[transport])
        case 4, 41, 47, 50, 51, 97, 115, 132, 137: return true
        default: return false
        }
    }

    private static func isNextHeader(_ number: UInt8) -> Bool {
        switch number {
        case 0, 4, 6, 17, 41, 43, 44, 47, 50, 51, 58, 59, 60, 97, 115, 132, 137: true
        default: false
        }
    }

    /// RFC 826, for Ethernet and IPv4.
    static func isARP(_ frame: Span<UInt8>, _ offset: Int) -> Bool {
        frame.count - offset >= 28 && frame.bigEndianUInt32(at: offset) == 0x0001_0800
            && frame.bigEndianUInt16(at: offset + 4) == 0x0604
    }
}

/// RFC 1071.
enum InternetChecksum {
    /// The one's complement sum of a range, added to one that was begun: 0xFFFF where a checksum in it holds.
    static func sum(_ bytes: Span<UInt8>, _ range: Range<Int>, adding begun: UInt64 = 0) -> UInt16 {
        var sum = begun
        var offset = range.lowerBound
        while offset + 1 < range.upperBound {
            sum += UInt64(bytes.bigEndianUInt16(at: offset))
            offset += 2
        }
        if offset < range.upperBound { sum += UInt64(bytes[offset]) << 8 }
        while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
        return UInt16(truncatingIfNeeded: sum)
    }

    /// Whether the checksum of a TCP segment or a UDP datagram holds, its pseudo-header included.
    static func holds(
        _ bytes: Span<UInt8>,
        _ range: Range<Int>,
        protocol number: UInt8,
        from source: IPAddress,
        to destination: IPAddress
    ) -> Bool {
        var begun = UInt64(number) + UInt64(range.count)
        for address in [source, destination] {
            for word in [address.high, address.low] {
                begun += (word >> 48) + (word >> 32 & 0xFFFF) + (word >> 16 & 0xFFFF) + (word & 0xFFFF)
            }
        }
        return sum(bytes, range, adding: begun) == 0xFFFF
    }
}
