import ByteParsing

/// CAPWAP's data channel: what an access point sends to its controller.
enum ControlledAccess {
    /// RFC 5415, section 4.3: a preamble, length and kind of the header, flags, the place of a fragment; then perhaps a radio's
    /// address and wireless information; then a frame of 802.11 or 802.3.
    static func strip(
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath,
        isUsual: Bool
    ) -> NetworkProtocol? {
        let header = path.offset
        guard frame.count - header >= 8, frame[header] == 0 else { return nil }
        let word = frame.bigEndianUInt32(at: header)
        let length = Int(word >> 19 & 0x1F) * 4
        guard length >= 8, word & 0x7 == 0, frame.count - header >= length, path.wireEnd - header > length
        else {
            return nil
        }
        let isWireless = word & 0x100 != 0
        let isFragment = word & 0x80 != 0
        path.enter(.capwap)
        path.offset = header + length
        if word & 0x08 != 0 {  // a keep-alive, which is the identifier of the session (section 4.4.1)
            guard frame.count - path.offset >= 6, frame.bigEndianUInt32(at: path.offset + 2) == 0x0023_0010
            else {
                return nil
            }
            return .control
        }
        guard !isFragment else {
            // A piece has no content that could be recognised: on the registered port alone.
            guard isUsual else { return nil }
            let fragment = Fragment(
                identification: UInt32(frame.bigEndianUInt16(at: header + 4)),
                offset: Int(frame.bigEndianUInt16(at: header + 6) >> 3) * 8,
                hasMore: word & 0x40 == 0
            )
            return .capwapPiece(fragment, isWireless: isWireless)
        }
        guard let network = content(frame, &path, isWireless: isWireless) else { return nil }
        // The control channel looks alike, and carries messages.
        return network != .other || InnerPacket.isProven(network, frame, path) ? network : nil
    }

    /// What is inside, whole.
    static func content(
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath,
        isWireless: Bool
    ) -> NetworkProtocol? {
        guard isWireless else { return LinkLayer.ethernet(frame, &path) }
        let mark = path.mark
        if let network = WirelessLAN.strip(frame, &path), network != .other {
            path.ethernet = mark.offset  // there may be a checksum behind it
            return network
        }
        path.goBack(to: mark)
        let network = WirelessLAN.strip(frame, &path, isSwapped: true)
        path.ethernet = mark.offset
        return network
    }

    /// The bytes before a record of DTLS, which protects either channel (RFC 5415, section 4.2): 4, or 0 if that is not
    /// what a datagram holds.
    static func preambleOfDTLS(_ frame: Span<UInt8>, _ start: Int, end: Int) -> Int {
        guard end - start >= 4 + 13, frame.bigEndianUInt32(at: start) == 0x0100_0000,
            20...26 ~= frame[start + 4]
        else { return 0 }
        let version = frame.bigEndianUInt16(at: start + 5)
        return version == 0xFEFF || version == 0xFEFD ? 4 : 0
    }
}
