import ByteParsing

// What IP carries: TCP, UDP, or a tunnel.

extension PacketDecoder {
    mutating func decodeTransport(
        _ payload: IPPayload,
        _ frame: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        if payload.transport == 6 { return decodeTCP(payload, frame) }
        guard depth <= Self.maximumNesting else { return .malformed(.nestedTooDeep) }
        path.offset = payload.offset
        path.wireEnd = payload.wireEnd
        path.source = payload.source
        path.destination = payload.destination
        path.ethernet = nil
        switch payload.transport {
        case 17:
            guard let network = UDPTunnel.strip(frame, &path) else {
                noteUDP(payload, frame, end: min(payload.wireEnd, frame.count))
                return decodeUDP(payload, frame)
            }
            return decodeNetwork(network, frame, time: time, depth: depth + 1)
        case 4, 41:
            path.enter(.ip)
            return decodeNetwork(payload.transport == 4 ? .ipv4 : .ipv6, frame, time: time, depth: depth + 1)
        case 47: return decodeTunnel(GenericRouting.strip(frame, &path), frame, time: time, depth: depth)
        case 97: return decodeTunnel(EthernetInIP.strip(frame, &path), frame, time: time, depth: depth)
        case 115: return decodeTunnel(LayerTwoTunnel.session(frame, &path), frame, time: time, depth: depth)
        case 137: return decodeTunnel(LinkLayer.mpls(frame, &path), frame, time: time, depth: depth)
        case 50:
            guard let network = NullEncryption.strip(frame, &path) else {
                note(.esp, payload)
                return .other
            }
            return decodeNetwork(network, frame, time: time, depth: depth + 1)
        case 51:
            var inner = payload
            guard stripAuthentication(&inner, frame) else { return .malformed(.ipv4) }
            return decodeTransport(inner, frame, time: time, depth: depth + 1)
        default:
            if let unread = UnreadProtocol(ipProtocol: payload.transport) { note(unread, payload) }
            return .other
        }
    }

    /// What a header was found to carry; `nil` where the frame ended within it.
    private mutating func decodeTunnel(
        _ network: NetworkProtocol?,
        _ frame: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        guard let network else { return .malformed(.linkLayer) }
        return decodeNetwork(network, frame, time: time, depth: depth + 1)
    }

    private mutating func noteUDP(_ payload: IPPayload, _ frame: Span<UInt8>, end: Int) {
        guard end - payload.offset >= 16 else { return }
        let ports = (
            source: frame.bigEndianUInt16(at: payload.offset),
            destination: frame.bigEndianUInt16(at: payload.offset + 2)
        )
        guard let unread = UnreadProtocol(udp: frame, payload.offset + 8, end: end, ports: ports) else {
            return
        }
        note(unread, payload, ports)
    }

    /// RFC 9293, section 3.1.
    mutating func decodeTCP(_ payload: IPPayload, _ frame: Span<UInt8>) -> DecodedPacket {
        let start = payload.offset
        let capturedEnd = min(payload.wireEnd, frame.count)
        guard capturedEnd - start >= 20 else { return .malformed(.tcp) }
        let headerLength = Int(frame[start + 12] >> 4) * 4
        guard headerLength >= 20, start + headerLength <= payload.wireEnd else { return .malformed(.tcp) }
        let dataStart = min(start + headerLength, capturedEnd)
        return .tcp(
            TCPSegment(
                FlowKey.of(
                    payload.source,
                    frame.bigEndianUInt16(at: start),
                    to: payload.destination,
                    frame.bigEndianUInt16(at: start + 2),
                    in: path.domain
                ),
                tunnels: stacks.number(of: path.tunnels),
                sequenceNumber: frame.bigEndianUInt32(at: start + 4),
                acknowledgmentNumber: frame.bigEndianUInt32(at: start + 8),
                flags: TCPFlags(rawValue: frame[start + 13]),
                payloadOffset: dataStart,
                payloadLength: capturedEnd - dataStart,
                missingLength: payload.wireEnd - max(start + headerLength, capturedEnd)
            )
        )
    }

    /// RFC 768; what is too short for a header is nobody's.
    mutating func decodeUDP(_ payload: IPPayload, _ frame: Span<UInt8>) -> DecodedPacket {
        let start = payload.offset
        let capturedEnd = min(payload.wireEnd, frame.count)
        guard capturedEnd - start >= 8 else { return .other }
        let length = Int(frame.bigEndianUInt16(at: start + 4))
        // Segmentation offload leaves lengths behind that are those of one piece, or none.
        let wireEnd = length < 8 ? payload.wireEnd : min(payload.wireEnd, start + length)
        let dataEnd = min(wireEnd, capturedEnd)
        let preamble = ControlledAccess.preambleOfDTLS(frame, start + 8, end: dataEnd)
        if preamble > 0 { path.enter(.capwap) }
        let dataStart = start + 8 + preamble
        return .udp(
            Datagram(
                FlowKey.of(
                    payload.source,
                    frame.bigEndianUInt16(at: start),
                    to: payload.destination,
                    frame.bigEndianUInt16(at: start + 2),
                    in: path.domain
                ),
                tunnels: stacks.number(of: path.tunnels),
                payload: dataStart..<max(dataStart, dataEnd),
                missingLength: max(0, wireEnd - dataEnd)
            )
        )
    }
}
