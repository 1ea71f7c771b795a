import ByteParsing

/// IEEE 802.11 data frames, with the headers that capture drivers put before them.
enum WirelessLAN {
    /// Strips a radiotap header (radiotap.org): version 0, and a little-endian length at byte 2.
    static func stripRadiotap(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 8 else { return nil }
        let length = Int(frame.littleEndianUInt16(at: path.offset + 2))
        guard length >= 8 else { return nil }
        let isPadded = radiotapFlags(frame, path.offset, length) & Self.dataPad != 0
        return strip(frame, &path, headerLength: length, isPadded: isPadded)
    }

    /// Of radiotap's flags: the MAC header is filled up to a multiple of four bytes.
    private static let dataPad: UInt8 = 0x20

    /// Radiotap's field of flags, 0 where there is none: the second of its fields, behind a time of eight bytes.
    ///
    /// The words that say
    /// which fields there are come first, and the highest bit of each says that another follows.
    private static func radiotapFlags(_ frame: Span<UInt8>, _ start: Int, _ length: Int) -> UInt8 {
        guard frame.count - start >= length else { return 0 }
        let present = frame.littleEndianUInt32(at: start + 4)
        guard present & 2 != 0 else { return 0 }
        var offset = 8
        var word = present
        while word >> 31 == 1 {
            guard offset + 4 <= length else { return 0 }
            word = frame.littleEndianUInt32(at: start + offset)
            offset += 4
        }
        if present & 1 != 0 { offset = (offset + 7) / 8 * 8 + 8 }
        return offset < length ? frame[start + offset] : 0
    }

    /// Strips an AVS header, whose length is big-endian at byte 4.
    static func stripAVS(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 8 else { return nil }
        return strip(frame, &path, headerLength: Int(frame.bigEndianUInt32(at: path.offset + 4)))
    }

    /// Strips the MAC header and LLC/SNAP of a data frame; an encrypted frame is `.other`, and of an aggregated one the first is read
    /// (IEEE 802.11, A-MSDU: both addresses, a length, and what a frame would hold).
    ///
    /// Some access points send both bytes of the frame control field in the other order to their controller.
    static func strip(
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath,
        headerLength: Int = 0,
        isSwapped: Bool = false,
        isPadded: Bool = false
    ) -> NetworkProtocol? {
        guard frame.count - path.offset >= headerLength + 24 else { return nil }
        path.offset += headerLength
        let offset = path.offset
        let control = frame[isSwapped ? offset + 1 : offset]
        let flags = frame[isSwapped ? offset : offset + 1]
        let isData = control & 0x0C == 0x08
        let carriesNoData = control & 0x40 != 0
        let isProtected = flags & 0x40 != 0
        guard isData, !carriesNoData, !isProtected else { return .other }

        var length = 24
        var isAggregated = false
        if flags & 0x03 == 0x03 { length += 6 }  // from and to a distribution system: a fourth address
        if control & 0x80 != 0 {
            guard frame.count - offset >= length + 2 else { return nil }
            isAggregated = frame[offset + length] & 0x80 != 0
            length += 2
            if flags & 0x80 != 0 { length += 4 }  // the order bit of a QoS frame: HT control
        }
        if isPadded { length = (length + 3) / 4 * 4 }
        if isAggregated { length += 14 }
        guard frame.count - offset >= length + 8 else { return nil }
        guard LinkLayer.isSNAP(frame, offset + length) else { return .other }
        path.wireless = isSwapped ? nil : offset
        path.offset += length
        return LinkLayer.typed(at: 6, length: 8, frame, &path)
    }
}
