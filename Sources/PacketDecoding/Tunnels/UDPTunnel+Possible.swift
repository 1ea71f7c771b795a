import ByteParsing

// Nearly no datagram is a tunnel, and each would be tried for thirteen kinds: a few loads tell nearly all of them.
//
// Short cuts and nothing else: of what they call impossible, `strip` would say that it is no tunnel.

extension UDPTunnel {
    /// Whether a datagram of at least eight bytes, which end before `end` on the wire, may be a tunnel.
    @inline(__always)
    static func isPossible(_ frame: Span<UInt8>, _ udp: Int, end: Int) -> Bool {
        let header = frame.bigEndianUInt64(at: udp + 8)
        return isRegistered(frame.bigEndianUInt32(at: udp)) || isPossible(header, length: end - udp - 8)
            || LinkLayer.isMPLSPossible(header, frame, udp + 8, end: end)
    }

    /// Whether one of two ports is known for a tunnel, or is as good as one by its lowest bits.
    @inline(__always)
    private static func isRegistered(_ ports: UInt32) -> Bool {
        let found = registered >> UInt64(ports >> 16 & 63) | registered >> UInt64(ports & 63)
        return found & 1 != 0 && isRegisteredForCertain(ports)
    }

    @inline(never)
    private static func isRegisteredForCertain(_ ports: UInt32) -> Bool {
        let (source, destination) = (
            UInt16(truncatingIfNeeded: ports >> 16), UInt16(truncatingIfNeeded: ports)
        )
        return usual((source, destination)) != nil
    }

    /// The lowest six bits of the ports that ``usual(_:)`` knows.
    private static var registered: UInt64 {
        let low: UInt64 =
            bit(1_701) | bit(2_152) | bit(3_544) | bit(4_341) | bit(4_500) | bit(4_754) | bit(4_789)
        return low | bit(4_790) | bit(5_247) | bit(6_080) | bit(6_081) | bit(6_635) | bit(8_472) | bit(37_008)
    }

    @inline(__always)
    private static func bit(_ port: UInt64) -> UInt64 { 1 << (port & 63) }

    /// What the first eight bytes, as one number, say of every kind but MPLS on a port that is nobody's.
    @inline(__always)
    private static func isPossible(_ header: UInt64, length: Int) -> Bool {
        switch header >> 60 {
        case 0...3: return isLowPossible(header)
        // IP itself, as long as the datagram; L2TP with a length.
        case 4: return Int(header >> 32 & 0xFFFF) == length || header >> 48 & 0xFF == 2
        case 6: return Int(header >> 16 & 0xFFFF) + 40 == length
        // GRE, VXLAN
        case 8...11: return header >> 48 & 0x4FFF == 0 || header >> 56 == 0x88 && header & 0xFF == 0
        default: return false
        }
    }

    /// The same where the first byte is below 0x40.
    private static func isLowPossible(_ header: UInt64) -> Bool {
        let first = UInt8(truncatingIfNeeded: header >> 56)
        let last = UInt8(truncatingIfNeeded: header)
        switch UInt8(truncatingIfNeeded: header >> 48) {
        case 0: return first & 0x4F == 0 || first == 1 || last == 0  // GRE, TZSP, VXLAN, Geneve
        case 1, 5: return first <= 1  // Teredo, TZSP
        case 2, 3: return first & 0xB0 == 0  // L2TP, TZSP
        case 4, 41, 47, 97, 137: return first & 0xE0 == 0  // GUE, TZSP
        case 0xFF: return first & 0xF8 == 0x30 || isCAPWAP(header)  // GTP
        case 0x40, 0x80, 0xC0: return last == 0 || isCAPWAP(header)  // Geneve
        default: return isCAPWAP(header)
        }
    }

    private static func isCAPWAP(_ header: UInt64) -> Bool { header >> 56 == 0 && header >> 32 & 0x7 == 0 }
}

extension LinkLayer {
    /// Whether what stands at `start`, and begins with these eight bytes, may be labels with a packet behind them that
    /// proves to be one.
    @inline(__always)
    static func isMPLSPossible(_ header: UInt64, _ frame: Span<UInt8>, _ start: Int, end: Int) -> Bool {
        // The lowest bit of the third byte says which label is the last.
        if header >> 40 & 1 != 0 { return isPayloadPossible(frame, start + 4, end: end) }
        if header >> 8 & 1 != 0 { return isPayloadPossible(frame, start + 8, end: end) }
        return isDeepMPLSPossible(frame, start + 8, end: end)
    }

    @inline(never)
    private static func isDeepMPLSPossible(_ frame: Span<UInt8>, _ start: Int, end: Int) -> Bool {
        var offset = start
        for _ in 2..<HeaderPath.maximumLinks {
            guard frame.count - offset >= 5 else { return false }
            let isLast = frame[offset + 2] & 1 != 0
            offset += 4
            if isLast { return isPayloadPossible(frame, offset, end: end) }
        }
        return false
    }

    @inline(__always)
    private static func isPayloadPossible(_ frame: Span<UInt8>, _ offset: Int, end: Int) -> Bool {
        guard frame.count > offset else { return false }
        return isCarriedPossible(frame, offset, end: end)
            || frame[offset] >> 4 == 0 && isCarriedPossible(frame, offset + 4, end: end)
    }

    /// Whether one of the links that pseudowires carry may begin here, or IP.
    @inline(__always)
    private static func isCarriedPossible(_ frame: Span<UInt8>, _ offset: Int, end: Int) -> Bool {
        guard frame.count - offset >= 14 else { return isCarriedForCertain(frame, offset, end: end) }
        let start = frame.bigEndianUInt32(at: offset)
        let nibble = start >> 28
        let isUnlikely =
            !mayBeType(frame.bigEndianUInt16(at: offset + 12))
            && !mayBeType(UInt16(truncatingIfNeeded: start))
            && nibble != 4 && nibble != 6 && !mayBePPP(UInt8(truncatingIfNeeded: start >> 24))
        return isUnlikely ? false : isCarriedForCertain(frame, offset, end: end)
    }

    @inline(never)
    private static func isCarriedForCertain(_ frame: Span<UInt8>, _ offset: Int, end: Int) -> Bool {
        let rest = frame.count - offset
        guard rest >= 6 else { return rest >= 4 }
        let start = frame.bigEndianUInt32(at: offset)
        if rest >= 14, isType(frame.bigEndianUInt16(at: offset + 12), frame, offset + 14) { return true }
        if isType(UInt16(truncatingIfNeeded: start), frame, offset + 4) { return true }
        switch start >> 28 {
        case 4 where Int(start & 0xFFFF) == end - offset: return true
        case 6 where Int(frame.bigEndianUInt16(at: offset + 4)) + 40 == end - offset: return true
        default: return isPPP(start)
        }
    }

    /// What ``isType(_:_:_:)`` says no of, by the first byte.
    @inline(__always)
    private static func mayBeType(_ type: UInt16) -> Bool {
        let first = type >> 8
        return first <= 0x08 || 0x81...0x92 ~= first || first == 0xDA
    }

    /// Whether something that ``etherType(_:_:_:)`` follows may have this number; what it is of begins at `offset`.
    private static func isType(_ type: UInt16, _ frame: Span<UInt8>, _ offset: Int) -> Bool {
        switch type {
        case 0...1_500:
            guard frame.count - offset >= 5 else { return false }
            let start = frame.bigEndianUInt16(at: offset)
            return start == 0xAAAA || start == 0x4242
        case 0x0800, 0x0806, 0x8100, 0x86DD, 0x8847, 0x8848, 0x8864, 0x888E, 0x88A8, 0x88C7, 0x88E5, 0x88E7,
            0x8909, 0x8926, 0x892F, 0x893F, 0x894F, 0x9100, 0x9200, 0xDADA:
            return true
        default: return false
        }
    }

    /// What ``isPPP(_:)`` says no of, by the first byte.
    @inline(__always)
    private static func mayBePPP(_ first: UInt8) -> Bool {
        first & 0x3D == 0 || first == 0x21 || first == 0x57 || first == 0xFF
    }

    private static func isPPP(_ start: UInt32) -> Bool {
        switch start >> 16 {
        case 0xFF03, 0x0003, 0x0021, 0x0057, 0x0281, 0x0283, 0x8021, 0x8057, 0x80FD, 0xC021, 0xC023, 0xC025,
            0xC223:
            true
        // The protocol in one byte, then IP of that version.
        case 0x2140...0x214F, 0x5760...0x576F: true
        default: false
        }
    }
}

extension UnreadProtocol {
    /// Whether a datagram on ports that are nobody's, given by its first eight bytes as one number, may be counted as
    /// unread, or be DTLS in CAPWAP, which is named.
    @inline(__always)
    static func isPossible(_ header: UInt64) -> Bool {
        let first = UInt8(truncatingIfNeeded: header >> 56)
        switch first {
        case 1...4: return header >> 32 & 0x00FF_FFFF == 0  // WireGuard, CAPWAP
        case 0xC0...0xFF: return header >> 48 & 0xFF == 0x51 || header >> 32 & 0xFFFFFF == 0xFF_0000
        default: return false
        }
    }
}
