import ByteParsing

/// Generic Routing Encapsulation (RFC 2784, RFC 2890) and the enhanced form of PPTP (RFC 2637).
enum GenericRouting {
    /// Virtual subnets of NVGRE begin here (RFC 7637, section 3.2): a key that names a lower one is a key of GRE.
    private static let firstVirtualSubnet: UInt32 = 0x1000

    /// What the four bytes at the start say.
    private struct Header {
        let type: UInt16
        let length: Int
        let key: UInt32?
        let hasSequenceNumber: Bool
        let isEnhanced: Bool
    }

    static func strip(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 4 else { return nil }
        let flags = frame.bigEndianUInt16(at: path.offset)
        // Source routing (RFC 1701) is long dead, and no version but 0 and 1 was ever defined.
        guard flags & 0x4000 == 0, flags & 0x0007 <= 1 else {
            path.enter(.gre)
            path.unread = .gre
            return .other
        }
        guard let header = read(flags, frame, path.offset) else { return nil }
        path.offset += header.length
        return content(header, frame, &path)
    }

    private static func read(_ flags: UInt16, _ frame: Span<UInt8>, _ offset: Int) -> Header? {
        let isEnhanced = flags & 0x0007 == 1
        var length = 4
        if flags & 0x8000 != 0 { length += 4 }  // checksum and reserved
        let key = length
        if flags & 0x2000 != 0 { length += 4 }
        if flags & 0x1000 != 0 { length += 4 }  // sequence number
        if isEnhanced, flags & 0x0080 != 0 { length += 4 }  // acknowledgment number
        guard frame.count - offset >= length else { return nil }
        return Header(
            type: frame.bigEndianUInt16(at: offset + 2),
            length: length,
            key: flags & 0x2000 != 0 ? frame.bigEndianUInt32(at: offset + key) : nil,
            hasSequenceNumber: flags & 0x1000 != 0,
            isEnhanced: isEnhanced
        )
    }

    private static func content(
        _ header: Header,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        switch header.type {
        case 0x6558:  // transparent Ethernet bridging
            if let key = header.key, key >> 8 >= firstVirtualSubnet {
                path.enter(.nvgre, id: key >> 8)
            } else {
                path.enter(.gre, id: header.key)
            }
            return LinkLayer.ethernet(frame, &path)
        case 0x880B where header.isEnhanced:  // the key is a length and the number of the call
            path.enter(.pptp, id: header.key.map { $0 & 0xFFFF })
            // An acknowledgment carries nothing.
            return path.offset >= path.wireEnd ? .control : LinkLayer.ppp(frame, &path)
        case 0x880B:
            path.enter(.gre, id: header.key)
            return LinkLayer.ppp(frame, &path)
        case 0x88BE, 0x22EB:
            return MirroredFrame.erspan(
                header.type,
                hasSequenceNumber: header.hasSequenceNumber,
                frame,
                &path
            )
        case 0x883E:  // redirected by WCCP, of which version 2 puts four bytes before the packet
            path.enter(.gre, id: header.key)
            if !InnerPacket.isIP(frame, path.offset, end: path.wireEnd) {
                guard LinkLayer.skip(4, frame, &path) != nil else { return nil }
            }
            return .ip
        case 0:  // a keep-alive
            path.enter(.gre, id: header.key)
            return .control
        default:
            path.enter(.gre, id: header.key)
            let network = LinkLayer.etherType(header.type, frame, &path)
            if network == .other, path.unread == nil, header.type != 0x0806 { path.unread = .gre }
            return network
        }
    }
}
