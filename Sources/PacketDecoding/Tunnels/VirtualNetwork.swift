import ByteParsing

/// Overlays of virtual networks.
enum VirtualNetwork {
    /// RFC 7348, section 5: flags with the I bit, a network identifier, then Ethernet.
    ///
    /// With the P bit the fourth byte names something else (draft-ietf-nvo3-vxlan-gpe); the first of all bits says that a
    /// group policy stands in two others (draft-smith-vxlan-group-policy).
    static func vxlan(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let header = path.offset
        guard frame.count - header >= 8 else { return nil }
        let flags = frame[header]
        guard flags & 0x08 != 0, flags & 0x30 == 0, frame[header + 7] == 0 else { return nil }
        let hasGroup = flags & 0x80 != 0
        let isGeneric = flags & 0x04 != 0
        guard hasGroup || frame.bigEndianUInt16(at: header + 1) == 0 else { return nil }
        guard hasGroup || isGeneric || frame[header + 3] == 0, isGeneric || flags & 0x07 == 0 else {
            return nil
        }
        path.enter(.vxlan, id: frame.bigEndianUInt32(at: header + 4) >> 8)
        path.offset = header + 8
        return isGeneric
            ? generic(frame[header + 3], frame, &path) : LinkLayer.ethernet(frame, &path)
    }

    /// The numbers that the generic protocol extensions and NSH share.
    static func generic(
        _ number: UInt8,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        switch number {
        case 1: .ipv4
        case 2: .ipv6
        case 3: LinkLayer.ethernet(frame, &path)
        case 4: ServiceHeader.strip(frame, &path)
        case 5: LinkLayer.mpls(frame, &path)
        default: .other
        }
    }

    /// RFC 8926, section 3.4: version 0, options counted in words, and an EtherType.
    static func geneve(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let header = path.offset
        guard frame.count - header >= 8 else { return nil }
        let length = 8 + Int(frame[header] & 0x3F) * 4
        guard frame[header] >> 6 == 0, path.wireEnd - header >= length, frame.count - header >= length else {
            return nil
        }
        let type = frame.bigEndianUInt16(at: header + 2)
        guard frame[header + 1] & 0x3F == 0, frame[header + 7] == 0 else { return nil }
        path.enter(.geneve, id: frame.bigEndianUInt32(at: header + 4) >> 8)
        path.offset = header + length
        switch type {
        case 0x6558: return LinkLayer.ethernet(frame, &path)
        case 0x0800, 0x86DD, 0x0806, 0x8847, 0x8848, 0x894F: return LinkLayer.etherType(type, frame, &path)
        default: return nil
        }
    }

    /// RFC 9300, section 5.1: flags, a nonce or map version, an instance or locator bits; then IP.
    static func lisp(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let header = path.offset
        guard frame.count - header >= 9 else { return nil }
        let flags = frame[header]
        path.enter(.lisp, id: flags & 0x08 != 0 ? frame.bigEndianUInt32(at: header + 4) >> 8 : nil)
        path.offset = header + 8
        // The P bit, and a protocol (RFC 9305).
        return flags & 0x04 != 0 ? generic(frame[header + 3], frame, &path) : .ip
    }
}

/// The Network Service Header (RFC 8300, section 2.2).
enum ServiceHeader {
    static func strip(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let header = path.offset
        guard frame.count - header >= 8 else { return nil }
        let length = Int(frame[header + 1] & 0x3F) * 4
        guard path.enterLink(), frame[header] >> 6 == 0, length >= 8 else { return .other }
        guard frame.count - header >= length else { return nil }
        path.enter(.nsh, id: frame.bigEndianUInt32(at: header + 4) >> 8)
        path.offset = header + length
        return VirtualNetwork.generic(frame[header + 3], frame, &path)
    }
}

/// GTP-U, in which a mobile network carries its users' packets.
enum UserPlane {
    /// 3GPP TS 29.281, section 5.1: version 1, protocol type GTP, message type G-PDU, then extension headers.
    static func strip(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let header = path.offset
        let end = min(path.wireEnd, frame.count)
        guard end - header >= 8 else { return nil }
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
        path.enter(.gtp, id: frame.bigEndianUInt32(at: header + 4))
        path.offset = payload
        if frame[payload] >> 4 == 4 || frame[payload] >> 4 == 6 { return .ip }
        // A session of Ethernet, as 5G has them: only what proves to be a packet is believed.
        guard let network = LinkLayer.ethernet(frame, &path), InnerPacket.isProven(network, frame, path)
        else {
            return nil
        }
        return network
    }
}
