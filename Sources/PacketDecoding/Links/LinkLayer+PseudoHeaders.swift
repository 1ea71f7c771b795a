import ByteParsing

// Headers that were never on a wire: whoever captured put them there.

extension LinkLayer {
    /// A four-byte address family.
    ///
    /// Both byte orders are tried: a NULL capture has that of the machine that made it.
    static func loopback(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 4 else { return nil }
        let big = frame.bigEndianUInt32(at: path.offset)
        path.offset += 4
        return family(min(big, big.byteSwapped))
    }

    /// By the number of an address family on any of the systems.
    private static func family(_ number: UInt32) -> NetworkProtocol {
        switch number {
        case 2: .ipv4
        case 10, 23, 24, 26, 28, 30: .ipv6  // Linux, Windows, NetBSD, Solaris, FreeBSD, Darwin
        default: .other
        }
    }

    static func cooked(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 16 else { return nil }
        let hardware = frame.bigEndianUInt16(at: path.offset + 2)
        let type = frame.bigEndianUInt16(at: path.offset + 14)
        if frame.bigEndianUInt16(at: path.offset + 4) == 6 { path.cookedSender = path.offset + 6 }
        path.offset += 16
        return cooked(hardware, type, frame, &path)
    }

    static func cookedVersion2(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 20 else { return nil }
        let hardware = frame.bigEndianUInt16(at: path.offset + 8)
        let type = frame.bigEndianUInt16(at: path.offset)
        if frame[path.offset + 11] == 6 { path.cookedSender = path.offset + 12 }
        path.offset += 20
        return cooked(hardware, type, frame, &path)
    }

    /// What the type means depends on the kind of device, Linux's `ARPHRD_` value.
    private static func cooked(
        _ hardware: UInt16,
        _ type: UInt16,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        switch hardware {
        case 801: WirelessLAN.strip(frame, &path)
        case 803: WirelessLAN.stripRadiotap(frame, &path)
        default: etherType(type, frame, &path)
        }
    }

    /// PPI: a little-endian length, and the link type of what follows.
    static func perPacketInformation(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 8 else { return nil }
        let length = Int(frame.littleEndianUInt16(at: path.offset + 2))
        guard length >= 8, frame.count - path.offset >= length else { return nil }
        return inner(frame.littleEndianUInt32(at: path.offset + 4) & 0xFFFF, length, frame, &path)
    }

    /// What another link type's header is put before.
    private static func inner(
        _ linkType: UInt32,
        _ length: Int,
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> NetworkProtocol? {
        path.offset += length
        // One header of such a kind inside another is nobody's.
        switch linkType {
        case 149, 192, 252, 258: return .other
        default: return (strip(frame, linkType: linkType, &path) ?? nil) ?? .other
        }
    }

    /// Darwin's `pktap_header`: its length, the kind of record, and the link type of what follows, little-endian.
    ///
    /// Number 149 is anyone's: the header has to look like one.
    static func packetTap(
        _ frame: Span<UInt8>,
        linkType: UInt32,
        _ path: inout HeaderPath
    ) -> NetworkProtocol?? {
        let isOwn = linkType == 258
        guard frame.count - path.offset >= 36 else { return isOwn ? nil : .some(nil) }
        let length = Int(frame.littleEndianUInt32(at: path.offset))
        let kind = frame.littleEndianUInt32(at: path.offset + 4)
        let carried = frame.littleEndianUInt32(at: path.offset + 8)
        guard length >= 36, frame.count - path.offset >= length else { return isOwn ? nil : .some(nil) }
        guard isOwn || (length <= 256 && kind <= 1 && carried < 300) else { return .some(nil) }
        return inner(carried, length, frame, &path).map { .some($0) } ?? nil
    }

    /// Solaris: version, family, hook, length, interfaces and zones.
    static func solarisIPNet(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 24 else { return nil }
        let number = frame[path.offset + 1]
        path.offset += 24
        return family(UInt32(number))
    }

    /// OpenBSD's packet filter: a length that leaves out its padding, a family, and what became of the packet.
    static func packetFilterLog(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 2 else { return nil }
        let length = (Int(frame[path.offset]) + 3) / 4 * 4
        guard length >= 4, frame.count - path.offset >= length else { return nil }
        let number = frame[path.offset + 1]
        path.offset += length
        return family(UInt32(number))
    }

    /// Netfilter's log: attributes in the byte order of the machine, of which number 9 is the packet.
    static func netfilterLog(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 8 else { return nil }
        let number = frame[path.offset]
        path.offset += 4
        let isLittle = frame.littleEndianUInt16(at: path.offset) < frame.bigEndianUInt16(at: path.offset)
        var type: UInt16?
        while frame.count - path.offset >= 4 {
            let words = (frame.bigEndianUInt16(at: path.offset), frame.bigEndianUInt16(at: path.offset + 2))
            let length = Int(isLittle ? words.0.byteSwapped : words.0)
            let attribute = (isLittle ? words.1.byteSwapped : words.1) & 0x7FFF
            guard length >= 4 else { return .other }
            if attribute == 9 {
                path.offset += 4
                switch number {
                case 2: return .ipv4
                case 10: return .ipv6
                default: return type.map { etherType($0, frame, &path) } ?? .ip
                }
            }
            guard frame.count - path.offset >= length else { return nil }
            if attribute == 1, length >= 8 { type = frame.bigEndianUInt16(at: path.offset + 4) }
            path.offset += (length + 3) / 4 * 4
        }
        return .other
    }

    /// Endace's extensible record: a time, a type with a bit for more headers, flags, lengths; of Ethernet two bytes more.
    static func extensibleRecord(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 16 else { return nil }
        var type = frame[path.offset + 8]
        let kind = type & 0x7F
        path.offset += 16
        while type & 0x80 != 0 {
            guard frame.count - path.offset >= 8 else { return nil }
            type = frame[path.offset]
            path.offset += 8
        }
        switch kind {
        case 2, 11, 16, 20: return skip(2, frame, &path).flatMap { ethernet(frame, &path) }
        case 22: return .ipv4
        case 23: return .ipv6
        case 1: return ppp(frame, &path)  // HDLC
        default: return .other
        }
    }
}
