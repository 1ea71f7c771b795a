import ByteParsing

/// What the link layer says is inside it.
enum NetworkProtocol {
    case ipv4, ipv6
    /// IP of whichever version its first nibble names.
    case ip
    /// EAP over LAN: between stations of a link, without IP.
    case eapol
    case other
}

/// Strips link-layer headers: each function advances `offset` past its own and names what follows,
/// or returns `nil` when the frame ends too early.
enum LinkLayer {
    /// VLAN tags, MPLS labels and the like that one frame may stack before we stop believing it.
    private static let maximumNesting = 16

    /// The link type is as registered with tcpdump.org (LINKTYPE_…).
    ///
    /// `nil` if the frame is too short; `.some(nil)` if the link type is not known here.
    static func strip(_ frame: Span<UInt8>, linkType: UInt32, _ offset: inout Int) -> NetworkProtocol?? {
        switch linkType {
        case 1: return .some(ethernet(frame, &offset, 0) ?? .other)  // EN10MB
        case 12, 14, 101: return .some(.ip)  // RAW, in three numberings
        case 228: return .some(.ipv4)  // IPV4
        case 229: return .some(.ipv6)  // IPV6
        case 0: return found(loopback(frame, &offset))  // NULL: host byte order of the capturing machine
        case 108: return found(loopback(frame, &offset))  // LOOP: network byte order
        case 109: return found(fixed(frame, &offset, length: 12))  // ENC: OpenBSD's encapsulating interface
        case 113: return found(cooked(frame, &offset))  // LINUX_SLL
        case 276: return found(cookedVersion2(frame, &offset))  // LINUX_SLL2
        case 9, 50, 166: return found(ppp(frame, &offset))  // PPP, PPP_HDLC, PPP_PPPD
        case 51: return found(pppoe(frame, &offset))  // PPP_ETHER
        case 104: return found(ciscoHDLC(frame, &offset))  // C_HDLC
        case 105: return found(WirelessLAN.strip(frame, &offset))  // IEEE802_11
        case 127: return found(WirelessLAN.stripRadiotap(frame, &offset))  // IEEE802_11_RADIOTAP
        case 119: return found(WirelessLAN.strip(frame, &offset, headerLength: 144))  // IEEE802_11_PRISM
        case 163: return found(WirelessLAN.stripAVS(frame, &offset))  // IEEE802_11_AVS
        case 192: return found(perPacketInformation(frame, &offset))  // PPI
        case 219: return found(mpls(frame, &offset, 0))  // MPLS
        default: return .some(nil)
        }
    }

    private static func found(_ result: NetworkProtocol?) -> NetworkProtocol?? {
        result.map { .some($0) } ?? nil
    }

    private static func fixed(_ frame: Span<UInt8>, _ offset: inout Int, length: Int) -> NetworkProtocol? {
        guard frame.count - offset >= length else { return nil }
        offset += length
        return .ip
    }

    // MARK: Ethernet and what stands between it and IP

    static func ethernet(_ frame: Span<UInt8>, _ offset: inout Int, _ depth: Int) -> NetworkProtocol? {
        guard frame.count - offset >= 14 else { return nil }
        let type = frame.bigEndianUInt16(at: offset + 12)
        offset += 14
        return etherType(type, frame, &offset, depth)
    }

    static func etherType(
        _ type: UInt16,
        _ frame: Span<UInt8>,
        _ offset: inout Int,
        _ depth: Int
    ) -> NetworkProtocol? {
        var type = type
        var depth = depth
        while depth < maximumNesting {
            depth += 1
            switch type {
            case 0x0800: return .ipv4
            case 0x86DD: return .ipv6
            case 0x8100, 0x88A8, 0x9100, 0x9200:  // 802.1Q, 802.1ad and its two forerunners
                guard frame.count - offset >= 4 else { return nil }
                type = frame.bigEndianUInt16(at: offset + 2)
                offset += 4
            case 0x8847, 0x8848: return mpls(frame, &offset, depth)
            case 0x8864: return pppoe(frame, &offset)
            case 0x888E, 0x88C7: return .eapol  // IEEE 802.1X, and the pre-authentication of 802.11
            case 0...1500:  // an IEEE 802.3 length: LLC, with or without SNAP
                guard frame.count - offset >= 8, isSNAP(frame, offset) else { return .other }
                type = frame.bigEndianUInt16(at: offset + 6)
                offset += 8
            default: return .other
            }
        }
        return .other
    }

    /// LLC's AA-AA-03 with an organisation code of zero, or of bridged Ethernet types.
    static func isSNAP(_ frame: Span<UInt8>, _ offset: Int) -> Bool {
        frame[offset] == 0xAA && frame[offset + 1] == 0xAA && frame[offset + 2] == 0x03
            && frame[offset + 3] == 0 && frame[offset + 4] == 0
            && (frame[offset + 5] == 0 || frame[offset + 5] == 0xF8)
    }

    /// A stack of MPLS labels (RFC 3032), and what its payload's first nibble says (RFC 4928).
    static func mpls(_ frame: Span<UInt8>, _ offset: inout Int, _ depth: Int) -> NetworkProtocol? {
        for _ in 0..<maximumNesting {
            guard frame.count - offset >= 5 else { return nil }
            let isBottomOfStack = frame[offset + 2] & 1 == 1
            offset += 4
            guard isBottomOfStack else { continue }
            switch frame[offset] >> 4 {
            case 4: return .ipv4
            case 6: return .ipv6
            case 0:  // a pseudowire's control word (RFC 4448): Ethernet follows
                guard depth < maximumNesting, frame.count - offset >= 4 else { return .other }
                offset += 4
                return ethernet(frame, &offset, depth + 1)
            default: return .other
            }
        }
        return .other
    }

    // MARK: Point to point

    static func pppoe(_ frame: Span<UInt8>, _ offset: inout Int) -> NetworkProtocol? {
        guard frame.count - offset >= 6 else { return nil }
        // RFC 2516: the data of a session.
        guard frame[offset] == 0x11, frame[offset + 1] == 0 else { return .other }
        offset += 6
        return ppp(frame, &offset)
    }

    /// PPP with or without HDLC framing, its protocol field compressed or not (RFC 1661, section 6.5).
    static func ppp(_ frame: Span<UInt8>, _ offset: inout Int) -> NetworkProtocol? {
        if frame.count - offset >= 2, frame[offset] == 0xFF || frame[offset] == 0, frame[offset + 1] == 0x03 {
            offset += 2
        }
        guard frame.count - offset >= 2 else { return nil }
        let type: UInt16
        if frame[offset] & 1 == 1 {
            type = UInt16(frame[offset])
            offset += 1
        } else {
            type = frame.bigEndianUInt16(at: offset)
            offset += 2
        }
        switch type {
        case 0x0021: return .ipv4
        case 0x0057: return .ipv6
        case 0x0281, 0x0283: return mpls(frame, &offset, 0)
        default: return .other
        }
    }

    static func ciscoHDLC(_ frame: Span<UInt8>, _ offset: inout Int) -> NetworkProtocol? {
        guard frame.count - offset >= 4 else { return nil }
        let type = frame.bigEndianUInt16(at: offset + 2)
        offset += 4
        return etherType(type, frame, &offset, 0)
    }

    // MARK: Pseudo-headers

    /// A four-byte address family.
    ///
    /// Both byte orders are tried: a NULL capture has that of the machine that made it.
    static func loopback(_ frame: Span<UInt8>, _ offset: inout Int) -> NetworkProtocol? {
        guard frame.count - offset >= 4 else { return nil }
        let big = frame.bigEndianUInt32(at: offset)
        offset += 4
        switch min(big, big.byteSwapped) {
        case 2: return .ipv4
        case 10, 23, 24, 28, 30: return .ipv6  // Linux, Windows, NetBSD, FreeBSD, Darwin
        default: return .other
        }
    }

    static func cooked(_ frame: Span<UInt8>, _ offset: inout Int) -> NetworkProtocol? {
        guard frame.count - offset >= 16 else { return nil }
        let type = frame.bigEndianUInt16(at: offset + 14)
        offset += 16
        return etherType(type, frame, &offset, 0)
    }

    static func cookedVersion2(_ frame: Span<UInt8>, _ offset: inout Int) -> NetworkProtocol? {
        guard frame.count - offset >= 20 else { return nil }
        let type = frame.bigEndianUInt16(at: offset)
        offset += 20
        return etherType(type, frame, &offset, 0)
    }

    /// PPI: a little-endian length, and the link type of what follows.
    static func perPacketInformation(_ frame: Span<UInt8>, _ offset: inout Int) -> NetworkProtocol? {
        guard frame.count - offset >= 8 else { return nil }
        let length = Int(frame[offset + 2]) | Int(frame[offset + 3]) << 8
        guard length >= 8, frame.count - offset >= length else { return nil }
        let inner = UInt32(frame[offset + 4]) | UInt32(frame[offset + 5]) << 8
        offset += length
        guard inner != 192 else { return .other }
        return (strip(frame, linkType: inner, &offset) ?? nil) ?? .other
    }
}
