import ByteParsing

// IP of either version, and what was cut into fragments.

extension PacketDecoder {
    mutating func decodeIPv4(
        _ frame: Span<UInt8>,
        _ start: Int,
        wireEnd: Int,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        guard frame.count - start >= 20, frame[start] >> 4 == 4 else { return .malformed(.ipv4) }
        let headerLength = Int(frame[start] & 0x0F) * 4
        let totalLength = Int(frame.bigEndianUInt16(at: start + 2))
        // Segmentation offload leaves 0 in packets that the host captured before its card split them.
        let end = totalLength == 0 ? wireEnd : min(start + totalLength, wireEnd)
        guard headerLength >= 20, start + headerLength <= min(end, frame.count) else {
            return .malformed(.ipv4)
        }
        let source = IPAddress(ipv4: frame.bigEndianUInt32(at: start + 12))
        let destination = IPAddress(ipv4: frame.bigEndianUInt32(at: start + 16))
        let transport = frame[start + 9]
        let fragmentation = frame.bigEndianUInt16(at: start + 6)
        let payload = IPPayload(
            source: source,
            destination: destination,
            transport: transport,
            offset: start + headerLength,
            wireEnd: end
        )
        guard fragmentation & 0x3FFF != 0 else {
            return decodeTransport(payload, frame, time: time, depth: depth)
        }
        let fragment = Fragment(
            identification: UInt32(frame.bigEndianUInt16(at: start + 4)),
            offset: Int(fragmentation & 0x1FFF) * 8,
            hasMore: fragmentation & 0x2000 != 0
        )
        return decodeFragment(fragment, payload, frame, time: time, depth: depth)
    }

    mutating func decodeIPv6(
        _ frame: Span<UInt8>,
        _ start: Int,
        wireEnd: Int,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        guard frame.count - start >= 40, frame[start] >> 4 == 6 else { return .malformed(.ipv6) }
        let payloadLength = Int(frame.bigEndianUInt16(at: start + 4))
        let end = payloadLength == 0 ? wireEnd : min(start + 40 + payloadLength, wireEnd)
        var payload = IPPayload(
            source: IPAddress(
                ipv6High: frame.bigEndianUInt64(at: start + 8),
                low: frame.bigEndianUInt64(at: start + 16)
            ),
            destination: IPAddress(
                ipv6High: frame.bigEndianUInt64(at: start + 24),
                low: frame.bigEndianUInt64(at: start + 32)
            ),
            transport: frame[start + 6],
            offset: start + 40,
            wireEnd: end
        )
        return decodeIPv6Payload(&payload, frame, time: time, depth: depth)
    }

    /// Walks over the extension headers (RFC 8200, section 4): each names the next and gives its own length.
    mutating func decodeIPv6Payload(
        _ payload: inout IPPayload,
        _ frame: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        while true {
            let available = min(payload.wireEnd, frame.count) - payload.offset
            switch payload.transport {
            case 0, 43, 60, 135, 139, 140:  // hop-by-hop, routing, destination, mobility, HIP, shim6
                guard available >= 8 else { return .malformed(.ipv6) }
                let length = (Int(frame[payload.offset + 1]) + 1) * 8
                guard available >= length else { return .malformed(.ipv6) }
                payload.transport = frame[payload.offset]
                payload.offset += length
            case 51:
                guard stripAuthentication(&payload, frame) else { return .malformed(.ipv6) }
            case 44:
                guard available >= 8 else { return .malformed(.ipv6) }
                let field = frame.bigEndianUInt16(at: payload.offset + 2)
                let fragment = Fragment(
                    identification: frame.bigEndianUInt32(at: payload.offset + 4),
                    offset: Int(field & 0xFFF8),
                    hasMore: field & 1 != 0
                )
                payload.transport = frame[payload.offset]
                payload.offset += 8
                guard fragment.offset != 0 || fragment.hasMore else { continue }  // atomic (RFC 6946)
                return decodeFragment(fragment, payload, frame, time: time, depth: depth)
            default:
                return decodeTransport(payload, frame, time: time, depth: depth)
            }
        }
    }

    mutating func decodeFragment(
        _ fragment: Fragment,
        _ payload: IPPayload,
        _ frame: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        notePiece(of: FragmentIdentity(payload, fragment.identification))
        // What the snapshot length cut cannot be whole.
        guard payload.wireEnd <= frame.count else {
            return decodeCutFragment(fragment, payload, frame) ?? .fragment
        }
        let bytes = frame.extracting(payload.offset..<payload.wireEnd)
        switch fragments.add(fragment, of: payload, in: path.domain, bytes: bytes, time: time) {
        case .pending: return .fragment
        case .refused(let reason): return .malformed(reason)
        case .complete(let datagram):
            reassembledDatagram = datagram
            var whole = payload
            whole.offset = 0
            whole.wireEnd = datagram.count
            openedDatagrams += 1
            defer { openedDatagrams -= 1 }
            return decodeReassembled(&whole, datagram.span, time: time, depth: depth + 1).reassembled
        }
    }

    private mutating func notePiece(of datagram: FragmentIdentity) {
        if openedDatagrams == 0 { fragmentPath.removeAll(keepingCapacity: true) }
        fragmentPath.append(datagram)
    }

    /// The first fragment of a datagram of UDP, whose length says how much is missing: that it came is known as well.
    private mutating func decodeCutFragment(
        _ fragment: Fragment,
        _ payload: IPPayload,
        _ frame: Span<UInt8>
    ) -> DecodedPacket? {
        guard fragment.offset == 0, payload.transport == 17, frame.count - payload.offset >= 8 else {
            return nil
        }
        let length = Int(frame.bigEndianUInt16(at: payload.offset + 4))
        guard payload.offset + length > payload.wireEnd else { return nil }
        var whole = payload
        whole.wireEnd = payload.offset + length
        return decodeUDP(whole, frame)
    }

    /// A whole datagram; that of IPv6 may go on with more extension headers.
    mutating func decodeReassembled(
        _ payload: inout IPPayload,
        _ datagram: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        guard depth <= Self.maximumNesting else { return .malformed(.nestedTooDeep) }
        if payload.source.isIPv4 { return decodeTransport(payload, datagram, time: time, depth: depth) }
        return decodeIPv6Payload(&payload, datagram, time: time, depth: depth)
    }

    /// A piece of a frame that CAPWAP cut up (RFC 5415, section 3.4): put together like those of IP.
    mutating func decodePiece(
        _ fragment: Fragment,
        isWireless: Bool,
        _ frame: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        guard let source = path.source, let destination = path.destination, path.wireEnd <= frame.count else {
            return .fragment
        }
        // A protocol number that IP has reserved, so that it is no fragment of IP's.
        let piece = IPPayload(
            source: source,
            destination: destination,
            transport: 255,
            offset: path.offset,
            wireEnd: path.wireEnd
        )
        notePiece(of: FragmentIdentity(piece, fragment.identification))
        let bytes = frame.extracting(path.offset..<path.wireEnd)
        switch fragments.add(fragment, of: piece, in: path.domain, bytes: bytes, time: time) {
        case .pending: return .fragment
        case .refused(let reason): return .malformed(reason)
        case .complete(let whole):
            reassembledDatagram = whole
            path.offset = 0
            path.wireEnd = whole.count
            guard let network = ControlledAccess.content(whole.span, &path, isWireless: isWireless) else {
                return .malformed(.linkLayer)
            }
            openedDatagrams += 1
            defer { openedDatagrams -= 1 }
            return decodeNetwork(network, whole.span, time: time, depth: depth + 1).reassembled
        }
    }

    /// RFC 4302, section 2: it counts in words of four bytes, less two.
    ///
    /// - Returns: Whether it is whole.
    mutating func stripAuthentication(_ payload: inout IPPayload, _ frame: Span<UInt8>) -> Bool {
        let available = min(payload.wireEnd, frame.count) - payload.offset
        guard available >= 12 else { return false }
        let length = (Int(frame[payload.offset + 1]) + 2) * 4
        guard length >= 12, available >= length else { return false }
        path.enter(
            Tunnel(
                kind: .ah,
                id: frame.bigEndianUInt32(at: payload.offset + 4),
                source: payload.source,
                destination: payload.destination
            )
        )
        payload.transport = frame[payload.offset]
        payload.offset += length
        return true
    }
}

extension DecodedPacket {
    /// The same of a packet that lies in a datagram that was put together.
    fileprivate var reassembled: DecodedPacket {
        switch self {
        case .tcp(let segment): .reassembledTCP(segment)
        case .udp(let datagram): .reassembledUDP(datagram)
        default: self
        }
    }
}
