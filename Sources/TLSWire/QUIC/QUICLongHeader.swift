public import ByteParsing

/// Where the parts of a packet with a long header lie in its datagram.
///
/// The bit after the header form is not looked at: since RFC 9287 it may have any value.
public struct QUICLongHeader: Hashable, Sendable {
    /// From v1 on; an invariant allows 255, which only Version Negotiation may use.
    public static let maximumConnectionIDLength = 20

    public let type: QUICPacketType
    public let version: QUICVersion
    public let destination: Range<Int>
    public let source: Range<Int>
    /// Of Initial and Retry; empty for others.
    public let token: Range<Int>
    /// Where the packet number begins, which is protected; of a Version Negotiation packet, the list of versions.
    public let start: Int
    /// Where the packet ends; of a datagram that is cut, behind what was captured.
    public let end: Int

    /// The bytes from the packet number on.
    public var length: Int { end - start }

    // Long Header Packet {
    //   Header Form (1) = 1, Fixed Bit (1) = 1, Long Packet Type (2), Type-Specific Bits (4),
    //   Version (32),
    //   Destination Connection ID Length (8), Destination Connection ID (0..160),
    //   Source Connection ID Length (8), Source Connection ID (0..160),
    //   Type-Specific Payload (..),
    // }                                                             RFC 9000, section 17.2
    /// Reads the packet that begins at an offset of its datagram; `nil` if it is none, or of a version that is not known.
    public init?(_ datagram: Span<UInt8>, at offset: Int) {
        guard datagram.count - offset >= 7, datagram[offset] & 0x80 != 0 else { return nil }
        version = QUICVersion(rawValue: datagram.bigEndianUInt32(at: offset + 1))
        let limit = version == .negotiation ? 255 : Self.maximumConnectionIDLength
        var position = offset + 5
        guard let destination = Self.readID(datagram, &position, limit),
            let source = Self.readID(datagram, &position, limit)
        else { return nil }
        self.destination = destination
        self.source = source
        if version == .negotiation {
            (type, token, start, end) = (.versionNegotiation, position..<position, position, datagram.count)
            return
        }
        guard let type = Self.type(of: datagram[offset], version) else { return nil }
        self.type = type
        if type == .retry {
            guard datagram.count - position >= Self.retryTagLength else { return nil }
            end = datagram.count
            start = end - Self.retryTagLength
            token = position..<start
            return
        }
        if type == .initial {
            guard let length = QUICInteger.read(datagram, &position), length <= datagram.count - position
            else {
                return nil
            }
            token = position..<position + Int(length)
            position += Int(length)
        } else {
            token = position..<position
        }
        guard let length = QUICInteger.read(datagram, &position), length <= Self.maximumLength else {
            return nil
        }
        start = position
        end = position + Int(length)
    }

    /// The longest datagram there is (RFC 768).
    private static let maximumLength = 65_535
    /// The Retry Integrity Tag (RFC 9001, section 5.8).
    public static let retryTagLength = 16

    private static func readID(_ bytes: Span<UInt8>, _ position: inout Int, _ limit: Int) -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let length = Int(bytes[position])
        guard length <= limit, length <= bytes.count - position - 1 else { return nil }
        let first = position + 1
        position = first + length
        return first..<position
    }

    /// v2 numbers the types anew (RFC 9369, section 3.2).
    private static func type(of first: UInt8, _ version: QUICVersion) -> QUICPacketType? {
        let bits = first >> 4 & 3
        switch version.family {
        case .v2, .v2Draft:
            return [.retry, .initial, .zeroRTT, .handshake][Int(bits)]
        case .v1, .draft29, .draft23:
            return [.initial, .zeroRTT, .handshake, .retry][Int(bits)]
        case nil: return nil
        }
    }
}

/// A variable-length integer (RFC 9000, section 16).
public enum QUICInteger {
    /// Reads one and moves behind it; `nil` if its bytes are not all there.
    @inlinable
    public static func read(_ bytes: Span<UInt8>, _ position: inout Int) -> UInt64? {
        guard position < bytes.count else { return nil }
        let first = bytes[position]
        let start = position
        let end = start + (1 << Int(first >> 6))
        guard end <= bytes.count else { return nil }
        position = end
        switch first >> 6 {
        case 0: return UInt64(first)
        case 1: return UInt64(bytes.bigEndianUInt16(at: start) & 0x3FFF)
        case 2: return UInt64(bytes.bigEndianUInt32(at: start) & 0x3FFF_FFFF)
        default: return bytes.bigEndianUInt64(at: start) & 0x3FFF_FFFF_FFFF_FFFF
        }
    }
}
