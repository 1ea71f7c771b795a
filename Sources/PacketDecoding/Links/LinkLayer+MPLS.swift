import ByteParsing

extension LinkLayer {
    /// A stack of MPLS labels (RFC 3032), and what its payload's first nibble says (RFC 4928).
    static func mpls(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard let label = labels(frame, &path) else { return nil }
        guard label.isWhole else { return .other }
        path.enter(Tunnel(kind: .mpls, id: label.value, source: path.source, destination: path.destination))
        return pseudowire(frame, &path)
    }

    /// Moves past the labels, and gives that of the service: the last, but for one that only spreads load (RFC 6790).
    private static func labels(
        _ frame: Span<UInt8>,
        _ path: inout HeaderPath
    ) -> (value: UInt32, isWhole: Bool)? {
        var last: UInt32 = 0
        var isEntropy = false
        for _ in 0..<HeaderPath.maximumLinks {
            guard frame.count - path.offset >= 5 else { return nil }
            let entry = frame.bigEndianUInt32(at: path.offset)
            path.offset += 4
            let label = entry >> 12
            if !isEntropy, label != 7 { last = label }
            isEntropy = label == 7
            if entry & 0x100 != 0 { return (last, true) }
        }
        return (last, false)
    }

    /// IP, or a pseudowire with or without a control word (RFC 4385, RFC 4448): nothing names it, so what holds together
    /// is believed.
    private static func pseudowire(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        // The station of an Ethernet frame that begins here may start with a 4 or a 6 as well.
        let nibble = frame[path.offset] >> 4
        let padding = path.ethernet == nil ? 0 : 64
        if nibble == 4, InnerPacket.isIPv4(frame, path.offset, end: path.wireEnd, padding: padding) {
            return .ipv4
        }
        if nibble == 6, InnerPacket.isIPv6(frame, path.offset, end: path.wireEnd, padding: padding) {
            return .ipv6
        }
        let mark = path.mark
        for skipped in [4, 0] where skipped == 0 || nibble == 0 {
            path.offset += skipped
            if let network = carried(frame, &path) { return network }
            path.goBack(to: mark)
        }
        switch nibble {
        case 4: return .ipv4
        case 6: return .ipv6
        case 0:
            guard skip(4, frame, &path) != nil else { return .other }
            return ethernet(frame, &path)
        default: return .other
        }
    }

    /// The frame of another link that begins here, of whichever of those that pseudowires carry it proves to be.
    static func carried(_ frame: Span<UInt8>, _ path: inout HeaderPath) -> NetworkProtocol? {
        guard path.mayGuess() else { return nil }
        let mark = path.mark
        if let network = ethernet(frame, &path), InnerPacket.isProven(network, frame, path) { return network }
        path.goBack(to: mark)
        if InnerPacket.isIP(frame, path.offset, end: path.wireEnd) { return .ip }
        if let network = ppp(frame, &path), InnerPacket.isProven(network, frame, path) { return network }
        path.goBack(to: mark)
        if let network = ciscoHDLC(frame, &path), InnerPacket.isProven(network, frame, path) {
            return network
        }
        path.goBack(to: mark)
        return nil
    }
}
