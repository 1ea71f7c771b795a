import ByteParsing

/// Frames that a switch or an access point copies to somebody who looks at them.
enum MirroredFrame {
    /// ERSPAN in GRE: type I has no header and no sequence number, II and III say which they are
    /// (draft-foschiano-erspan).
    static func erspan(
        _ type: UInt16,
        hasSequenceNumber: Bool,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        guard type == 0x22EB || hasSequenceNumber else {
            path.enter(.erspan)
            return LinkLayer.ethernet(frame, &path)
        }
        let header = path.offset
        guard frame.count - header >= 8 else { return nil }
        path.enter(.erspan, id: UInt32(frame.bigEndianUInt16(at: header + 2) & 0x03FF))
        guard type == 0x22EB || frame[header] >> 4 == 2 else {
            path.offset = header + 8
            return LinkLayer.ethernet(frame, &path)
        }
        guard frame.count - header >= 12 else { return nil }
        // The last bit: eight bytes more that depend on the platform.
        path.offset = header + (frame[header + 11] & 1 != 0 ? 20 : 12)
        switch frame[header + 10] >> 2 & 0x1F {
        case 0: return LinkLayer.ethernet(frame, &path)
        case 2: return .ip
        default:
            path.unread = .erspan
            return .other
        }
    }

    /// TaZmen Sniffer Protocol: version 1, received or sent, the kind of frame, tags up to the one that ends them.
    static func tzsp(_ frame: Span<UInt8>, _ path: inout HeaderPath, isUsual: Bool) -> NetworkProtocol? {
        let header = path.offset
        let end = min(path.wireEnd, frame.count)
        guard end - header >= 5, frame[header] == 1, frame[header + 1] <= 5 else { return nil }
        let encapsulation = frame.bigEndianUInt16(at: header + 2)
        path.enter(.tzsp)
        // Configuration, a keep-alive, a port that was opened: nothing inside would prove it on another port.
        guard frame[header + 1] <= 1 else { return isUsual ? .control : nil }
        path.offset = header + 4
        while true {
            guard path.offset < end else { return nil }
            let tag = frame[path.offset]
            path.offset += 1
            if tag == 1 { break }
            if tag == 0 { continue }
            guard path.offset < end else { return nil }
            path.offset += 1 + Int(frame[path.offset])
        }
        switch encapsulation {
        case 1: return LinkLayer.ethernet(frame, &path)
        case 18: return WirelessLAN.strip(frame, &path)
        case 119: return WirelessLAN.strip(frame, &path, headerLength: 144)
        case 127: return WirelessLAN.stripAVS(frame, &path)
        default: return nil
        }
    }
}
