import ByteParsing

/// IP and what it carries in UDP, with a small header or none: GUE, FOU, Teredo.
enum GenericUDP {
    /// Generic UDP Encapsulation, variant 0 (draft-ietf-intarea-gue): a length in words, a protocol number, flags.
    static func strip(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let header = path.offset
        guard frame.count - header >= 4 else { return nil }
        let first = frame[header]
        guard first >> 6 == 0 else { return first >> 6 == 1 ? plain(.gue, frame, &path) : nil }
        let length = 4 + Int(first & 0x1F) * 4
        // A control message is nobody's; a variant 1 header is the packet itself.
        guard first & 0x20 == 0, path.wireEnd - header > length, frame.count - header > length else {
            return nil
        }
        path.enter(.gue)
        path.offset = header + length
        switch frame[header + 1] {
        case 4, 41: return .transport(frame[header + 1])
        case 47: return proven(GenericRouting.strip(frame, &path), frame, path)
        case 137: return LinkLayer.mpls(frame, &path)
        case 97: return EthernetInIP.strip(frame, &path)
        default: return nil
        }
    }

    /// IP without anything between, as FOU, variant 1 of GUE and Teredo have it: only addresses tell the last.
    static func directly(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        plain(isTeredo(frame, path.offset) ? .teredo : .fou, frame, &path)
    }

    private static func plain(
        _ kind: Tunnel.Kind,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        guard InnerPacket.isIP(frame, path.offset, end: path.wireEnd) else { return nil }
        path.enter(kind)
        return .ip
    }

    /// IPv6 from or to an address of Teredo's prefix, 2001::/32.
    private static func isTeredo(_ frame: Span<UInt8>, _ offset: Int) -> Bool {
        guard frame.count - offset >= 40, frame[offset] >> 4 == 6 else { return false }
        return frame.bigEndianUInt32(at: offset + 8) == 0x2001_0000
            || frame.bigEndianUInt32(at: offset + 24) == 0x2001_0000
    }

    /// RFC 4380, section 5.1.1: an authentication, an origin, both or none, then IPv6.
    ///
    /// With neither and on another port, addresses have to tell.
    static func teredo(
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath,
        isUsual: Bool
    ) -> NetworkProtocol? {
        let header = path.offset
        if frame.count - path.offset >= 13, frame.bigEndianUInt16(at: path.offset) == 1 {
            // Its identifier and its value, a nonce and a confirmation.
            path.offset += 4 + Int(frame[path.offset + 2]) + Int(frame[path.offset + 3]) + 9
        }
        if frame.count - path.offset >= 8, frame.bigEndianUInt16(at: path.offset) == 0 { path.offset += 8 }
        guard isUsual || path.offset > header,
            InnerPacket.isIPv6(frame, path.offset, end: path.wireEnd) || isBubble(frame, path)
        else { return nil }
        path.enter(.teredo)
        return isBubble(frame, path) ? .control : .ipv6
    }

    /// A packet without content, which opens a way through a translator.
    private static func isBubble(_ frame: Span<UInt8>, _ path: HeaderPath) -> Bool {
        frame.count - path.offset >= 40 && path.wireEnd - path.offset == 40
            && frame.bigEndianUInt32(at: path.offset) >> 28 == 6
            && frame.bigEndianUInt16(at: path.offset + 4) == 0 && frame[path.offset + 6] == 59
    }

    /// GRE behind the UDP header, as FOU and RFC 8086 have it.
    static func routing(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 4, frame.bigEndianUInt16(at: path.offset) & 0x4FFF == 0 else {
            return nil
        }
        path.enter(.fou)
        return proven(GenericRouting.strip(frame, &path), frame, path)
    }

    private static func proven(
        _ network: NetworkProtocol?,
        _ frame: Span<UInt8>,
        _ path: HeaderPath
    ) -> NetworkProtocol? {
        guard let network, network != .control, InnerPacket.isProven(network, frame, path) else { return nil }
        return network
    }
}

/// EtherIP (RFC 3378): version 3, twelve zeros, then Ethernet.
enum EthernetInIP {
    static func strip(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 2 else { return nil }
        guard frame.bigEndianUInt16(at: path.offset) == 0x3000 else { return .other }
        path.enter(.etherip)
        path.offset += 2
        return LinkLayer.ethernet(frame, &path)
    }
}
