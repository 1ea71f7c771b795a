import ByteParsing

/// Tunnels that are known by their UDP port: VXLAN, Geneve, GTP-U.
///
/// A port is weak evidence, so each header must also look as its specification says; anything else is plain UDP.
enum UDPTunnel {
    private static let vxlanPort: UInt16 = 4_789
    private static let linuxVXLANPort: UInt16 = 8_472
    private static let genevePort: UInt16 = 6_081
    private static let gtpUserPort: UInt16 = 2_152

    /// What is in a tunnel, and which tunnel that is.
    typealias Content = (network: NetworkProtocol, kind: Tunnel.Kind, id: UInt32?)

    /// Moves `offset` from the UDP header to what the tunnel carries, and says what that is.
    ///
    /// The datagram ends at `end`; `nil` if this is no tunnel.
    static func strip(_ frame: Span<UInt8>, _ offset: inout Int, end: Int) -> Content? {
        guard end - offset >= 16 else { return nil }
        let destinationPort = frame.bigEndianUInt16(at: offset + 2)
        let sourcePort = frame.bigEndianUInt16(at: offset)
        switch destinationPort {
        case vxlanPort, linuxVXLANPort: return vxlan(frame, &offset)
        case genevePort: return geneve(frame, &offset, end)
        case gtpUserPort: return gtp(frame, &offset, end)
        default: return sourcePort == gtpUserPort ? gtp(frame, &offset, end) : nil
        }
    }

    /// RFC 7348, section 5: flags with the I bit alone, reserved fields zero, then Ethernet.
    private static func vxlan(_ frame: Span<UInt8>, _ offset: inout Int) -> Content? {
        let header = offset + 8
        // Group policy and the generic protocol extension use further flags; their payload may not be Ethernet.
        guard frame[header] == 0x08, frame[header + 7] == 0 else { return nil }
        offset = header + 8
        return LinkLayer.ethernet(frame, &offset, 0)
            .map { ($0, .vxlan, frame.bigEndianUInt32(at: header + 4) >> 8) }
    }

    /// RFC 8926, section 3.4: version 0, options counted in words, and an EtherType.
    private static func geneve(_ frame: Span<UInt8>, _ offset: inout Int, _ end: Int) -> Content? {
        let header = offset + 8
        let length = 8 + Int(frame[header] & 0x3F) * 4
        guard frame[header] >> 6 == 0, end - header >= length else { return nil }
        let type = frame.bigEndianUInt16(at: header + 2)
        offset = header + length
        let network =
            type == 0x6558
            ? LinkLayer.ethernet(frame, &offset, 0) : LinkLayer.etherType(type, frame, &offset, 0)
        return network.map { ($0, .geneve, frame.bigEndianUInt32(at: header + 4) >> 8) }
    }

    /// 3GPP TS 29.281, section 5.1: version 1, protocol type GTP, message type G-PDU, then extension headers.
    private static func gtp(_ frame: Span<UInt8>, _ offset: inout Int, _ end: Int) -> Content? {
        let header = offset + 8
        let flags = frame[header]
        guard flags >> 5 == 1, flags & 0x10 != 0, frame[header + 1] == 0xFF else { return nil }
        var payload = header + 8
        if flags & 0x07 != 0 {
            guard end - payload >= 4 else { return nil }
            var next = flags & 0x04 != 0 ? frame[payload + 3] : 0
            payload += 4
            while next != 0 {
                guard end - payload >= 4 else { return nil }
                let length = Int(frame[payload]) * 4
                guard length > 0, end - payload >= length else { return nil }
                next = frame[payload + length - 1]
                payload += length
            }
        }
        guard payload < end else { return nil }
        switch frame[payload] >> 4 {
        case 4, 6:
            offset = payload
            return (.ip, .gtp, frame.bigEndianUInt32(at: header + 4))
        default: return nil
        }
    }
}
