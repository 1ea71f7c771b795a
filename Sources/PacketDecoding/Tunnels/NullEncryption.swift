import ByteParsing

/// The Encapsulating Security Payload (RFC 4303) where it encrypts nothing (RFC 2410, RFC 4543).
///
/// The header does not say so, nor how long its check value is. What is tried has to end in padding that counts up from
/// one and in the number of a protocol, and to begin with a packet of that protocol (RFC 5879 does likewise).
enum NullEncryption {
    /// Of no authentication, 96 bits of HMAC, GMAC or 128 bits, HMAC of SHA-384 and SHA-512.
    private static let checkLengths = [12, 16, 0, 24, 32]

    static func strip(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let header = path.offset
        guard frame.count - header >= 8 else { return nil }
        let index = frame.bigEndianUInt32(at: header)
        guard index > 255, let source = path.source, let destination = path.destination else { return nil }
        for vector in [0, 8] {
            let start = header + 8 + vector
            if path.wireEnd > frame.count {
                // The trailer is cut off: only a packet of IP shows by itself.
                guard isCutIP(frame, start, end: path.wireEnd) else { continue }
                path.enter(.esp, id: index)
                path.offset = start
                return .ip
            }
            for length in checkLengths {
                guard let trailer = trailer(frame, from: start, to: path.wireEnd - length),
                    isContent(trailer, frame, start, source, destination)
                else { continue }
                path.enter(.esp, id: index)
                path.offset = start
                path.wireEnd = trailer.start
                return .transport(trailer.next)
            }
        }
        return nil
    }

    private struct Trailer {
        /// Where the padding begins.
        let start: Int
        let next: UInt8
    }

    private static func trailer(_ frame: Span<UInt8>, from start: Int, to end: Int) -> Trailer? {
        guard end - start >= 2 + 8 else { return nil }
        let padding = Int(frame[end - 2])
        let begin = end - 2 - padding
        guard begin > start else { return nil }
        for index in 0..<padding where frame[begin + index] != UInt8(truncatingIfNeeded: index + 1) {
            return nil
        }
        return Trailer(start: begin, next: frame[end - 1])
    }

    private static func isContent(
        _ trailer: Trailer,
        _ frame: Span<UInt8>,
        _ start: Int,
        _ source: IPAddress,
        _ destination: IPAddress
    ) -> Bool {
        let length = trailer.start - start
        switch trailer.next {
        case 4: return InnerPacket.isIPv4(frame, start, end: trailer.start)
        case 41: return InnerPacket.isIPv6(frame, start, end: trailer.start)
        case 6:
            guard length >= 20, frame[start + 12] >> 4 >= 5 else { return false }
            return InternetChecksum.holds(
                frame,
                start..<trailer.start,
                protocol: 6,
                from: source,
                to: destination
            )
        case 17: return length >= 8 && Int(frame.bigEndianUInt16(at: start + 4)) == length
        case 47:
            return length >= 24 && frame.bigEndianUInt16(at: start) & 0x4FF8 == 0
                && frame.bigEndianUInt16(at: start + 2) == 0x0800
        default: return false
        }
    }

    /// An IPv4 header whose checksum holds, and whose packet ends where a trailer can follow.
    private static func isCutIP(_ frame: Span<UInt8>, _ start: Int, end: Int) -> Bool {
        InnerPacket.isIP(frame, start, end: end, padding: 2 + 255 + 32)
    }
}
