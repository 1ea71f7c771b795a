import ByteParsing

/// Generic Routing Encapsulation (RFC 2784, RFC 2890) and the enhanced form of PPTP (RFC 2637).
enum GenericRouting {
    static func strip(_ frame: Span<UInt8>, _ offset: inout Int) -> NetworkProtocol? {
        guard frame.count - offset >= 4 else { return nil }
        let flags = frame.bigEndianUInt16(at: offset)
        let type = frame.bigEndianUInt16(at: offset + 2)
        guard flags & 0x4000 == 0 else { return .other }  // source routing (RFC 1701), long dead
        var length = 4
        if flags & 0x8000 != 0 { length += 4 }  // checksum and reserved
        if flags & 0x2000 != 0 { length += 4 }  // key
        if flags & 0x1000 != 0 { length += 4 }  // sequence number
        if flags & 0x0007 == 1, flags & 0x0080 != 0 { length += 4 }  // enhanced: acknowledgment number
        guard frame.count - offset >= length else { return nil }
        offset += length
        switch type {
        case 0x6558: return LinkLayer.ethernet(frame, &offset, 0)  // transparent Ethernet bridging
        case 0x880B: return LinkLayer.ppp(frame, &offset)
        case 0x88BE:  // ERSPAN type II: eight bytes, then the mirrored Ethernet frame
            guard flags & 0x1000 != 0, frame.count - offset >= 8 else { return .other }
            offset += 8
            return LinkLayer.ethernet(frame, &offset, 0)
        default: return LinkLayer.etherType(type, frame, &offset, 0)
        }
    }
}
