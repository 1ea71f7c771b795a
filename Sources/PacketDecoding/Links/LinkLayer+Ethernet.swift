import ByteParsing

// Ethernet, and what stands between it and IP.

extension LinkLayer {
    static func ethernet(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 14 else { return nil }
        path.ethernet = path.offset
        return typed(at: 12, length: 14, frame, &path)
    }

    static func etherType(
        _ type: UInt16,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        var type = type
        while path.enterLink() {
            switch type {
            case 0x0800: return .ipv4
            case 0x86DD: return .ipv6
            case 0x8100, 0x88A8, 0x9100, 0x9200:  // 802.1Q, 802.1ad and its two forerunners
                guard frame.count - path.offset >= 4 else { return nil }
                let id = UInt32(frame.bigEndianUInt16(at: path.offset) & 0x0FFF)
                // Number 0 is a priority without a VLAN (IEEE 802.1Q, table 9-2).
                if id != 0 { path.enter(.link(.vlan, id: id)) }
                type = frame.bigEndianUInt16(at: path.offset + 2)
                path.offset += 4
            case 0x893F, 0x8926, 0x892F:  // 802.1BR, Cisco's VNTag, HSR: tags of ports and of rings
                let length = type == 0x893F ? 8 : 6
                guard frame.count - path.offset >= length else { return nil }
                path.offset += length
                type = frame.bigEndianUInt16(at: path.offset - 2)
            case 0x8909:
                guard let next = ciscoMetadata(frame, &path) else { return nil }
                type = next
            case 0x88E5:
                guard let next = macSecurity(frame, &path) else { return nil }
                guard next != 0 else { return .other }
                type = next
            case 0xDADA: return typed(at: 6, length: 8, frame, &path)  // the tag of a switch, as EDSA has it
            case 0x88E7: return backbone(frame, &path)
            case 0x8847, 0x8848: return mpls(frame, &path)
            case 0x8864: return pppoe(frame, &path)
            case 0x888E, 0x88C7: return .eapol  // IEEE 802.1X, and the pre-authentication of 802.11
            case 0x894F: return ServiceHeader.strip(frame, &path)
            case 0x0806 where InnerPacket.isARP(frame, path.offset): return .control
            case 0...1500: return logicalLink(frame, &path, length: Int(type))
            default: return .other
            }
        }
        return .other
    }

    /// IEEE 802.2, with or without SNAP; `length` is that of an IEEE 802.3 header.
    static func logicalLink(
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath,
        length: Int? = nil
    ) -> NetworkProtocol? {
        let offset = path.offset
        guard frame.count - offset >= 8, isSNAP(frame, offset) else {
            // A spanning tree, as long as it says.
            let isTree =
                frame.count - offset >= 5 && frame.bigEndianUInt32(at: offset) == 0x4242_0300
                && frame[offset + 4] == 0 && length.map { $0 <= path.wireEnd - offset } ?? true
            return isTree ? .control : .other
        }
        return typed(at: 6, length: 8, frame, &path)
    }

    /// LLC's AA-AA-03 with an organisation code of zero, or of bridged Ethernet types.
    static func isSNAP(_ frame: Span<UInt8>, _ offset: Int) -> Bool {
        frame[offset] == 0xAA && frame[offset + 1] == 0xAA && frame[offset + 2] == 0x03
            && frame[offset + 3] == 0 && frame[offset + 4] == 0
            && (frame[offset + 5] == 0 || frame[offset + 5] == 0xF8)
    }

    // MARK: Tags with a meaning of their own

    /// IEEE 802.1ah: the service's tag, then the customer's frame.
    private static func backbone(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 4 else { return nil }
        let service = frame.bigEndianUInt32(at: path.offset) & 0x00FF_FFFF
        path.enter(between(.pbb, id: service, frame, path))
        path.offset += 4
        return ethernet(frame, &path)
    }

    /// A tunnel between the stations of the innermost Ethernet header.
    static func between(
        _ kind: Tunnel.Kind,
        id: UInt32?,
        _ frame: Span<UInt8>,
        _ path: HeaderPath
    ) -> Tunnel {
        guard let ethernet = path.ethernet, frame.count - ethernet >= 14 else { return .link(kind, id: id) }
        return Tunnel(
            kind: kind,
            id: id,
            source: frame.station(at: ethernet + 6),
            destination: frame.station(at: ethernet)
        )
    }

    /// Cisco's metadata: a version, a length in words, options of which the first is a security group tag.
    private static func ciscoMetadata(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> UInt16? {
        guard frame.count - path.offset >= 8 else { return nil }
        let length = 2 + 4 * Int(frame[path.offset + 1])
        guard frame.count - path.offset >= length + 2 else { return nil }
        let isGroup = length >= 6 && frame.bigEndianUInt16(at: path.offset + 2) & 0x1FFF == 1
        path.enter(.link(.cmd, id: isGroup ? UInt32(frame.bigEndianUInt16(at: path.offset + 4)) : nil))
        path.offset += length + 2
        return frame.bigEndianUInt16(at: path.offset - 2)
    }

    /// IEEE 802.1AE, clause 9: what is only protected from changes is in the clear, and an EtherType follows the tag.
    ///
    /// - Returns: The type; 0 for what is encrypted.
    private static func macSecurity(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> UInt16? {
        guard frame.count - path.offset >= 6 else { return nil }
        let control = frame[path.offset]
        // Version 0, neither encrypted nor changed; the check value is then 16 bytes long.
        guard control & 0x8C == 0 else {
            path.unread = .macsec
            return 0
        }
        let length = control & 0x20 != 0 ? 14 : 6  // with an identifier of the secure channel
        guard frame.count - path.offset >= length + 2 else { return nil }
        path.enter(between(.macsec, id: nil, frame, path))
        path.offset += length + 2
        path.wireEnd = max(path.offset, path.wireEnd - 16)
        return frame.bigEndianUInt16(at: path.offset - 2)
    }

    /// The tag of a switch's port, between the addresses and the EtherType.
    static func switchTag(
        length: Int,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        path.ethernet = path.offset
        return typed(at: 12 + length, length: 14 + length, frame, &path)
    }
}
