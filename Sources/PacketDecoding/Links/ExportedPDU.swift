import ByteParsing

extension LinkLayer {
    /// What Wireshark's "Export PDUs to File" writes: tags, of which one names the dissector of what follows them.
    static func exportedPDU(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        var name = ExportedName.other
        var isStream = false
        while true {
            guard frame.count - path.offset >= 4 else { return nil }
            let tag = frame.bigEndianUInt16(at: path.offset)
            let length = Int(frame.bigEndianUInt16(at: path.offset + 2))
            let value = path.offset + 4
            path.offset = value + length
            guard frame.count >= path.offset else { return nil }
            switch (tag, length) {
            case (0, _):
                if name == .other, isStream { path.unread = .exportedPDU }
                return content(name, frame, &path)
            case (12, _): name = ExportedName(frame.extracting(value..<path.offset))
            case (20, 4): path.source = IPAddress(ipv4: frame.bigEndianUInt32(at: value))
            case (21, 4): path.destination = IPAddress(ipv4: frame.bigEndianUInt32(at: value))
            case (22, 16): path.source = address(frame, value)
            case (23, 16): path.destination = address(frame, value)
            case (24, 4): isStream = frame.bigEndianUInt32(at: value) == 2  // the ports are of TCP
            default: break
            }
        }
    }

    private static func address(_ frame: Span<UInt8>, _ offset: Int) -> IPAddress {
        IPAddress(ipv6High: frame.bigEndianUInt64(at: offset), low: frame.bigEndianUInt64(at: offset + 8))
    }

    private static func content(
        _ name: ExportedName,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        switch name {
        case .ip: .ip
        case .ethernet: ethernet(frame, &path)
        case .wireless: WirelessLAN.strip(frame, &path)
        case .ppp: ppp(frame, &path)
        case .tcp: path.source == nil ? .other : .transport(6)
        case .udp: path.source == nil ? .other : .transport(17)
        case .other: .other
        }
    }
}

/// Dissectors whose data is looked into, by Wireshark's names; zeros fill up the tag.
enum ExportedName {
    case ip, ethernet, wireless, ppp, tcp, udp, other

    init(_ bytes: Span<UInt8>) {
        var name: [UInt8] = []
        for index in bytes.indices where bytes[index] != 0 { name.append(bytes[index]) }
        switch String(decoding: name, as: UTF8.self) {
        case "ip", "ipv4", "ipv6": self = .ip
        case "eth", "eth_withoutfcs", "eth_withfcs", "eth_maybefcs": self = .ethernet
        case "wlan", "wlan_withoutfcs", "wlan_withfcs": self = .wireless
        case "ppp", "ppp_hdlc": self = .ppp
        case "tcp": self = .tcp
        case "udp": self = .udp
        default: self = .other
        }
    }
}
