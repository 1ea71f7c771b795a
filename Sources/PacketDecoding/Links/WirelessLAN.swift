import ByteParsing

/// IEEE 802.11 data frames, with the headers that capture drivers put before them.
enum WirelessLAN {
    /// Strips a radiotap header (radiotap.org): version 0, and a little-endian length at byte 2.
    static func stripRadiotap(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 8 else { return nil }
        let length = Int(frame.littleEndianUInt16(at: path.offset + 2))
        guard length >= 8 else { return nil }
        return strip(frame, &path, headerLength: length)
    }

    /// Strips an AVS header, whose length is big-endian at byte 4.
    static func stripAVS(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard frame.count - path.offset >= 8 else { return nil }
        return strip(frame, &path, headerLength: Int(frame.bigEndianUInt32(at: path.offset + 4)))
    }

    /// Strips the MAC header and LLC/SNAP of a data frame; an encrypted or aggregated frame is `.other`.
    ///
    /// Some access points send both bytes of the frame control field in the other order to their controller.
    static func strip(
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath,
        headerLength: Int = 0,
        isSwapped: Bool = false
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
        if flags & 0x03 == 0x03 { length += 6 }  // from and to a distribution system: a fourth address
        if control & 0x80 != 0 {
            guard frame.count - offset >= length + 2 else { return nil }
            let isAggregated = frame[offset + length] & 0x80 != 0
            guard !isAggregated else { return .other }
            length += 2
            if flags & 0x80 != 0 { length += 4 }  // the order bit of a QoS frame: HT control
        }
        guard frame.count - offset >= length + 8 else { return nil }
        guard LinkLayer.isSNAP(frame, offset + length) else { return .other }
        path.wireless = isSwapped ? nil : offset
        path.offset += length
        return LinkLayer.typed(at: 6, length: 8, frame, &path)
    }
}
