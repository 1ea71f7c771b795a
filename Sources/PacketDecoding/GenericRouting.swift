import ByteParsing

/// Generic Routing Encapsulation (RFC 2784, RFC 2890) and the enhanced form of PPTP (RFC 2637).
enum GenericRouting {
    /// Virtual subnets of NVGRE begin here (RFC 7637, section 3.2): a key that names a lower one is a key of GRE.
    private static let firstVirtualSubnet: UInt32 = 0x1000

    static func strip(_ frame: Span<UInt8>, _ offset: inout Int) -> UDPTunnel.Content? {
        guard frame.count - offset >= 4 else { return nil }
        let flags = frame.bigEndianUInt16(at: offset)
        let type = frame.bigEndianUInt16(at: offset + 2)
        guard flags & 0x4000 == 0 else { return (.other, .gre, nil) }  // source routing (RFC 1701), long dead
        var length = 4
        if flags & 0x8000 != 0 { length += 4 }  // checksum and reserved
        if flags & 0x2000 != 0 { length += 4 }  // key
        if flags & 0x1000 != 0 { length += 4 }  // sequence number
        if flags & 0x0007 == 1, flags & 0x0080 != 0 { length += 4 }  // enhanced: acknowledgment number
        guard frame.count - offset >= length else { return nil }
        let isEnhanced = flags & 0x0007 == 1
        var key: UInt32?
        if flags & 0x2000 != 0 {
            key = frame.bigEndianUInt32(at: offset + (flags & 0x8000 != 0 ? 8 : 4))
        }
        offset += length
        switch type {
        case 0x6558:  // transparent Ethernet bridging
            let network = LinkLayer.ethernet(frame, &offset, 0)
            guard let key, key >> 8 >= firstVirtualSubnet else { return network.map { ($0, .gre, key) } }
            return network.map { ($0, .nvgre, key >> 8) }
        case 0x880B:
            let kind = isEnhanced ? Tunnel.Kind.pptp : .gre
            return LinkLayer.ppp(frame, &offset).map { ($0, kind, isEnhanced ? nil : key) }
        case 0x88BE:  // ERSPAN type II: eight bytes, then the mirrored Ethernet frame
            guard flags & 0x1000 != 0, frame.count - offset >= 8 else {
                return (.other, .erspan, nil)
            }
            let session = UInt32(frame.bigEndianUInt16(at: offset + 2) & 0x03FF)
            offset += 8
            return LinkLayer.ethernet(frame, &offset, 0).map { ($0, .erspan, session) }
        default: return LinkLayer.etherType(type, frame, &offset, 0).map { ($0, .gre, key) }
        }
    }
}
