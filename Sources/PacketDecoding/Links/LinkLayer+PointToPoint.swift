import ByteParsing

extension LinkLayer {
    static func pppoe(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let offset = path.offset
        guard frame.count - offset >= 6 else { return nil }
        // RFC 2516: the data of a session.
        guard frame[offset] == 0x11, frame[offset + 1] == 0 else { return .other }
        path.enter(between(.pppoe, id: UInt32(frame.bigEndianUInt16(at: offset + 2)), frame, path))
        path.offset += 6
        return ppp(frame, &path)
    }

    /// PPP with or without HDLC framing, its protocol field compressed or not (RFC 1661, section 6.5).
    static func ppp(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        if frame.count - path.offset >= 2, frame[path.offset] == 0xFF || frame[path.offset] == 0,
            frame[path.offset + 1] == 0x03
        {
            path.offset += 2
        }
        guard frame.count - path.offset >= 2 else { return nil }
        let type: UInt16
        if frame[path.offset] & 1 == 1 {
            type = UInt16(frame[path.offset])
            path.offset += 1
        } else {
            type = frame.bigEndianUInt16(at: path.offset)
            path.offset += 2
        }
        switch type {
        case 0x0021: return .ipv4
        case 0x0057: return .ipv6
        case 0x0281, 0x0283: return path.enterLink() ? mpls(frame, &path) : .other
        case 0x8021, 0x8057, 0x80FD, 0xC021, 0xC023, 0xC025, 0xC223:
            return isNegotiation(frame, path) ? .control : .other
        default: return .other
        }
    }

    /// A code, an identifier, and the length of all (RFC 1661, section 5).
    private static func isNegotiation(_ frame: Span<UInt8>, _ path: HeaderPath) -> Bool {
        guard frame.count - path.offset >= 4, 1...15 ~= frame[path.offset] else { return false }
        return Int(frame.bigEndianUInt16(at: path.offset + 2)) == path.wireEnd - path.offset
    }

    static func ciscoHDLC(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 4 else { return nil }
        // Unicast or multicast; anything may stand there in a file, which says what it is.
        return typed(at: 2, length: 4, frame, &path)
    }

    /// Q.922: an address of two to four bytes, then RFC 2427's network layer protocol, or an EtherType as Cisco has it.
    static func frameRelay(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        var length = 0
        repeat {
            length += 1
            guard length <= 4, frame.count - path.offset > length + 1 else {
                return length > 4 ? .other : nil
            }
        } while frame[path.offset + length - 1] & 1 == 0
        path.offset += length
        guard frame[path.offset] == 0x03 else { return typed(at: 0, length: 2, frame, &path) }
        path.offset += 1
        if frame[path.offset] == 0 { path.offset += 1 }  // padding
        guard frame.count > path.offset else { return nil }
        let type = frame[path.offset]
        path.offset += 1
        switch type {
        case 0xCC: return .ipv4
        case 0x8E: return .ipv6
        case 0xCF: return ppp(frame, &path)
        case 0x80:
            // SNAP's organisation: of an EtherType, or of IEEE 802.1, whose frames are bridged.
            guard frame.count - path.offset >= 5 else { return nil }
            let organisation = frame.bigEndianUInt32(at: path.offset) >> 8
            let type = frame.bigEndianUInt16(at: path.offset + 3)
            path.offset += 5
            if organisation == 0 { return etherType(type, frame, &path) }
            // Ethernet, with its checksum or without.
            guard organisation == 0x0080C2, type == 0x0001 || type == 0x0007 else { return .other }
            return ethernet(frame, &path)
        default: return .other
        }
    }
}
