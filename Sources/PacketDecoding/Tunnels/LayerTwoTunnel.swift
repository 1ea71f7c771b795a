import ByteParsing

/// The Layer Two Tunneling Protocol, versions 2 (RFC 2661) and 3 (RFC 3931).
enum LayerTwoTunnel {
    static func overUDP(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let header = path.offset
        guard frame.count - header >= 8 else { return nil }
        let flags = frame.bigEndianUInt16(at: header)
        switch flags & 0x000F {
        case 2: return versionTwo(flags, frame, &path)
        case 3 where flags & 0x8000 != 0: return control(frame, &path)
        case 3:
            guard flags == 0x0003, frame.bigEndianUInt16(at: header + 2) == 0 else { return nil }
            path.offset = header + 4
            return session(frame, &path)
        default: return nil
        }
    }

    /// RFC 2661, section 3.1; the offset's padding may be anything.
    private static func versionTwo(
        _ flags: UInt16,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        guard flags & 0x8000 == 0 else { return control(frame, &path) }
        guard flags & 0x34F0 == 0 else { return nil }
        var offset = path.offset + 2
        let end = min(path.wireEnd, frame.count)
        if flags & 0x4000 != 0 {
            let length = Int(frame.bigEndianUInt16(at: offset))
            guard length >= 8, length <= path.wireEnd - path.offset else { return nil }
            path.wireEnd = path.offset + length
            offset += 2
        }
        guard end - offset >= 4 else { return nil }
        let session = UInt32(frame.bigEndianUInt16(at: offset + 2))
        offset += 4
        if flags & 0x0800 != 0 { offset += 4 }  // Ns, Nr
        if flags & 0x0200 != 0 {
            guard end - offset >= 2 else { return nil }
            offset += 2 + Int(frame.bigEndianUInt16(at: offset))
        }
        guard end > offset else { return nil }
        path.enter(.l2tp, id: session)
        path.offset = offset
        return LinkLayer.ppp(frame, &path)
    }

    /// A message that sets up tunnels and sessions: it has a length and sequence numbers.
    private static func control(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.bigEndianUInt16(at: path.offset) & 0xFFF0 == 0xC800,
            Int(frame.bigEndianUInt16(at: path.offset + 2)) == path.wireEnd - path.offset
        else { return nil }
        return .control
    }

    /// RFC 3931, section 4.1: a session, a cookie of 0, 4 or 8 bytes, perhaps a sublayer of 4; then a frame of some link.
    ///
    /// Both ends have agreed on all that in messages that need not be in the capture: what fits is believed.
    static func session(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        let header = path.offset
        guard frame.count - header >= 8 else { return nil }
        let session = frame.bigEndianUInt32(at: header)
        guard session != 0 else { return .control }
        path.enter(.l2tp, id: session)
        let mark = path.mark
        for skipped in [4, 8, 12, 16] where frame.count - header > skipped {
            path.offset = header + skipped
            if let network = LinkLayer.carried(frame, &path) { return network }
            path.goBack(to: mark)
        }
        path.unread = .l2tp
        return .other
    }
}
