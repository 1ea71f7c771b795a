import ByteParsing

extension LinkLayer {
    /// RFC 4391, section 6: an EtherType and two bytes of zeros.
    ///
    /// libpcap's captures have 40 bytes before it in place of a global route header, others a hardware address of 20, or
    /// nothing: the type and the version behind it tell.
    static func ipOverInfiniBand(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        for start in [40, 20, 0] where isEncapsulation(frame, path.offset + start) {
            path.offset += start
            return typed(at: 0, length: 4, frame, &path)
        }
        return frame.count - path.offset < 44 ? nil : .other
    }

    private static func isEncapsulation(_ frame: Span<UInt8>, _ offset: Int) -> Bool {
        guard frame.count - offset >= 5, frame.bigEndianUInt16(at: offset + 2) == 0 else { return false }
        switch frame.bigEndianUInt16(at: offset) {
        case 0x0800: return frame[offset + 4] >> 4 == 4
        case 0x86DD: return frame[offset + 4] >> 4 == 6
        case 0x8100, 0x0806, 0x8847: return true
        default: return false
        }
    }

    /// InfiniBand Architecture, chapter 5: local and perhaps global route header, then an unreliable datagram.
    static func infiniBand(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 8 else { return nil }
        let next = frame[path.offset + 1] & 0x03
        guard next >= 2 else { return .other }
        let transport = path.offset + (next == 3 ? 48 : 8)
        guard frame.count - transport >= 24 else { return nil }
        // SEND only, of an unreliable datagram: a base and a datagram's header.
        guard frame[transport] == 0x64 else { return .other }
        path.offset = transport + 20
        return isEncapsulation(frame, path.offset) ? typed(at: 0, length: 4, frame, &path) : .other
    }
}
