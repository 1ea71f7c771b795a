import ByteParsing

/// Strips link-layer headers: each function advances the path past its own and names what follows, or returns `nil` when
/// the frame ends too early.
enum LinkLayer {
    /// The link type is as registered with tcpdump.org (LINKTYPE_…).
    ///
    /// `nil` if the frame is too short; `.some(nil)` if the link type is not known here.
    static func strip(
        _ frame: Span<UInt8>,
        linkType: UInt32,
        _ path: inout HeaderPath
    ) -> NetworkProtocol?? {
        switch linkType {
        case 1: return .some(ethernet(frame, &path) ?? .other)  // EN10MB
        case 12, 14, 101: return .some(.ip)  // RAW, in three numberings
        case 228: return .some(.ipv4)  // IPV4
        case 229: return .some(.ipv6)  // IPV6
        case 0: return found(loopback(frame, &path))  // NULL: host byte order of the capturing machine
        case 108: return found(loopback(frame, &path))  // LOOP: network byte order
        case 113: return found(cooked(frame, &path))  // LINUX_SLL
        case 276: return found(cookedVersion2(frame, &path))  // LINUX_SLL2
        case 9, 50, 166: return found(ppp(frame, &path))  // PPP, PPP_HDLC, PPP_PPPD
        case 204: return found(skip(1, frame, &path).flatMap { ppp(frame, &path) })  // PPP_WITH_DIR
        case 51: return found(pppoe(frame, &path))  // PPP_ETHER
        case 104: return found(ciscoHDLC(frame, &path))  // C_HDLC
        case 205: return found(skip(1, frame, &path).flatMap { ciscoHDLC(frame, &path) })  // C_HDLC_WITH_DIR
        case 107: return found(frameRelay(frame, &path))  // FRELAY
        case 206: return found(skip(1, frame, &path).flatMap { frameRelay(frame, &path) })  // FRELAY_WITH_DIR
        case 105: return found(WirelessLAN.strip(frame, &path))  // IEEE802_11
        case 127: return found(WirelessLAN.stripRadiotap(frame, &path))  // IEEE802_11_RADIOTAP
        case 119: return found(WirelessLAN.strip(frame, &path, headerLength: 144))  // IEEE802_11_PRISM
        case 163: return found(WirelessLAN.stripAVS(frame, &path))  // IEEE802_11_AVS
        case 192: return found(perPacketInformation(frame, &path))  // PPI
        case 219: return found(mpls(frame, &path))  // MPLS
        case 149, 258: return packetTap(frame, linkType: linkType, &path)  // USER2 as Darwin uses it, PKTAP
        case 252: return found(exportedPDU(frame, &path))  // WIRESHARK_UPPER_PDU
        default: return stripRarer(frame, linkType: linkType, &path)
        }
    }

    private static func stripRarer(
        _ frame: Span<UInt8>,
        linkType: UInt32,
        _ path: inout HeaderPath
    ) -> NetworkProtocol?? {
        switch linkType {
        // SLIP: a direction, and the header before compression
        case 8: return found(skip(16, frame, &path).map { .ip })
        case 102: return found(skip(24, frame, &path).map { .ip })  // SLIP_BSDOS
        case 10: return found(skip(13, frame, &path).flatMap { logicalLink(frame, &path) })  // FDDI
        case 100, 106: return found(logicalLink(frame, &path))  // ATM_RFC1483, ATM_CLIP
        case 109: return found(skip(12, frame, &path).map { .ip })  // ENC: OpenBSD's encapsulating interface
        case 117: return found(packetFilterLog(frame, &path))  // PFLOG
        case 122: return found(skip(16, frame, &path).flatMap { logicalLink(frame, &path) })  // IP_OVER_FC
        case 123: return found(skip(4, frame, &path).flatMap { logicalLink(frame, &path) })  // SUNATM
        case 138: return found(typed(at: 16, length: 18, frame, &path))  // APPLE_IP_OVER_IEEE1394
        case 197: return found(extensibleRecord(frame, &path))  // ERF
        case 226: return found(solarisIPNet(frame, &path))  // IPNET
        case 239: return found(netfilterLog(frame, &path))  // NFLOG
        case 240: return found(skip(4, frame, &path).flatMap { ethernet(frame, &path) })  // NETANALYZER
        // NETANALYZER_TRANSPARENT
        case 241: return found(skip(12, frame, &path).flatMap { ethernet(frame, &path) })
        case 242: return found(ipOverInfiniBand(frame, &path))  // IPOIB
        case 247: return found(infiniBand(frame, &path))  // INFINIBAND
        // EPON, ETHERNET_MPACKET
        case 259, 274: return found(skip(8, frame, &path).flatMap { ethernet(frame, &path) })
        case 281, 284: return found(switchTag(length: 4, frame, &path))  // DSA_TAG_BRCM, DSA_TAG_DSA
        // DSA_TAG_BRCM_PREPEND
        case 282: return found(skip(4, frame, &path).flatMap { ethernet(frame, &path) })
        case 285: return found(switchTag(length: 8, frame, &path))  // DSA_TAG_EDSA
        default: return .some(nil)
        }
    }

    private static func found(_ result: NetworkProtocol?) -> NetworkProtocol?? {
        result.map { .some($0) } ?? nil
    }

    /// Moves past a header of a fixed length.
    static func skip(_ length: Int, _ frame: Span<UInt8>, _ path: inout HeaderPath) -> Void? {
        guard frame.count - path.offset >= length else { return nil }
        path.offset += length
        return ()
    }

    /// Moves past a header that has an EtherType in a fixed place.
    static func typed(
        at place: Int,
        length: Int,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        guard frame.count - path.offset >= length else { return nil }
        let type = frame.bigEndianUInt16(at: path.offset + place)
        path.offset += length
        return etherType(type, frame, &path)
    }
}
