public import ByteParsing

/// Turns frames into TCP segments and datagrams: link layer, tunnels, IP with its fragments, TCP and UDP headers.
///
/// Costs a few dozen loads a frame and allocates only for fragments.
public struct PacketDecoder: Sendable {
    /// IP inside IP inside … at most this many times.
    public static let maximumNesting = 8

    private var fragments = FragmentTable()
    private var unread = PassedOverTable()
    /// The packet at hand.
    private var packet = PacketReference(frame: 0, time: Timestamp(nanoseconds: 0))
    /// The tunnels around the packet that is decoded now, the outermost first, and the network that they name.
    private var tunnels: [Tunnel] = []
    private var domain = FlowDomain.none
    private var stacks = TunnelStacks()
    /// The IP datagram, from its payload on, that the last ``DecodedPacket/reassembledTCP(_:)`` or
    /// ``DecodedPacket/reassembledUDP(_:)`` lies in.
    public private(set) var reassembledDatagram: [UInt8] = []

    /// Packets that the capture's snapshot length cut.
    public private(set) var truncatedPackets: UInt64 = 0
    /// The IP datagram that the last piece belongs to which was decoded.
    public private(set) var lastFragment: FragmentIdentity?

    public init() {}

    /// Datagrams given up because a limit of the fragment table was hit.
    public var droppedFragments: UInt64 { fragments.dropped }

    /// What may have carried TLS and was not read, in the order in which it was first seen.
    public var passedOver: [PassedOverPackets] { unread.all }

    /// Decodes a frame, as far as it was captured, and counts what is not read.
    public mutating func decode(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        at packet: PacketReference
    ) -> DecodedPacket {
        self.packet = packet
        return decode(frame, originalLength: originalLength, linkType: linkType, time: packet.time)
    }

    /// Decodes a frame, as far as it was captured.
    ///
    /// `originalLength` is its length on the wire, at least `frame.count` in a sound capture; `linkType` is as
    /// registered with tcpdump.org.
    public mutating func decode(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        time: Timestamp
    ) -> DecodedPacket {
        if originalLength > frame.count { truncatedPackets &+= 1 }
        if let segment = Self.decodeLessPlainly(frame, linkType: linkType) {
            return .tcp(segment)
        }
        if !tunnels.isEmpty {
            tunnels.removeAll(keepingCapacity: true)
            domain = .none
        }
        var offset = 0
        guard let known = LinkLayer.strip(frame, linkType: linkType, &offset) else {
            return .malformed(.linkLayer)
        }
        guard let network = known else {
            unread.note(.linkType(linkType), at: packet, from: nil, to: nil)
            return .unsupportedLinkType
        }
        let wireEnd = max(originalLength, frame.count)
        if network == .eapol {
            return decodeEAPOL(LinkEnds(frame, linkType: linkType), frame, offset, wireEnd: wireEnd)
        }
        return decodeNetwork(network, frame, offset, wireEnd: wireEnd, time: time, depth: 0)
    }

    private mutating func decodeNetwork(
        _ network: NetworkProtocol,
        _ frame: Span<UInt8>,
        _ offset: Int,
        wireEnd: Int,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        guard depth <= Self.maximumNesting else { return .malformed(.nestedTooDeep) }
        switch network {
        case .other: return .other
        case .eapol: return decodeEAPOL(LinkEnds(frame, before: offset), frame, offset, wireEnd: wireEnd)
        case .ipv4: return decodeIPv4(frame, offset, wireEnd: wireEnd, time: time, depth: depth)
        case .ipv6: return decodeIPv6(frame, offset, wireEnd: wireEnd, time: time, depth: depth)
        case .ip:
            guard offset < frame.count else { return .malformed(.linkLayer) }
            switch frame[offset] >> 4 {
            case 4: return decodeIPv4(frame, offset, wireEnd: wireEnd, time: time, depth: depth)
            case 6: return decodeIPv6(frame, offset, wireEnd: wireEnd, time: time, depth: depth)
            default: return .other
            }
        }
    }

    /// The stacks of tunnels that came since this was last asked: the first of all has the number 1, and so on.
    public mutating func takeTunnelStacks() -> [[Tunnel]] { stacks.takeFresh() }

    /// Whether there are such.
    public var hasTunnelStacks: Bool { !stacks.fresh.isEmpty }

    // MARK: IP

    private mutating func decodeIPv4(
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

    private mutating func decodeIPv6(
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
    private mutating func decodeIPv6Payload(
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
            case 51:  // the authentication header counts in words of four bytes, less two (RFC 4302)
                guard available >= 12 else { return .malformed(.ipv6) }
                let length = (Int(frame[payload.offset + 1]) + 2) * 4
                guard available >= length else { return .malformed(.ipv6) }
                payload.transport = frame[payload.offset]
                payload.offset += length
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

    private mutating func decodeFragment(
        _ fragment: Fragment,
        _ payload: IPPayload,
        _ frame: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        lastFragment = FragmentIdentity(payload, fragment.identification)
        // What the snapshot length cut cannot be whole.
        guard payload.wireEnd <= frame.count else { return .fragment }
        let bytes = frame.extracting(payload.offset..<payload.wireEnd)
        switch fragments.add(fragment, of: payload, in: domain, bytes: bytes, time: time) {
        case .pending: return .fragment
        case .refused(let reason): return .malformed(reason)
        case .complete(let datagram):
            reassembledDatagram = datagram
            var whole = payload
            whole.offset = 0
            whole.wireEnd = datagram.count
            let outcome = decodeReassembled(&whole, datagram.span, time: time, depth: depth + 1)
            switch outcome {
            case .tcp(let segment): return .reassembledTCP(segment)
            case .udp(let datagram): return .reassembledUDP(datagram)
            default: return outcome
            }
        }
    }

    /// A whole datagram; that of IPv6 may go on with more extension headers.
    private mutating func decodeReassembled(
        _ payload: inout IPPayload,
        _ datagram: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        guard depth <= Self.maximumNesting else { return .malformed(.nestedTooDeep) }
        if payload.source.isIPv4 { return decodeTransport(payload, datagram, time: time, depth: depth) }
        return decodeIPv6Payload(&payload, datagram, time: time, depth: depth)
    }

    // MARK: Transport

    private mutating func decodeTransport(
        _ payload: IPPayload,
        _ frame: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        switch payload.transport {
        case 6: return decodeTCP(payload, frame)
        case 17:
            var offset = payload.offset
            let end = min(payload.wireEnd, frame.count)
            guard let content = UDPTunnel.strip(frame, &offset, end: end) else {
                noteUDP(payload, frame, end: end)
                return decodeUDP(payload, frame)
            }
            return decodeTunnel(content, payload, frame, offset, time: time, depth: depth)
        case 4:
            return decodeTunnel((.ipv4, .ip, nil), payload, frame, payload.offset, time: time, depth: depth)
        case 41:
            return decodeTunnel((.ipv6, .ip, nil), payload, frame, payload.offset, time: time, depth: depth)
        case 47:
            var offset = payload.offset
            guard let content = GenericRouting.strip(frame, &offset) else { return .malformed(.linkLayer) }
            if content.network == .other,
                let unread = UnreadProtocol(greType: frame.bigEndianUInt16(at: payload.offset + 2))
            {
                note(unread, payload)
            }
            return decodeTunnel(content, payload, frame, offset, time: time, depth: depth)
        default:
            if let unread = UnreadProtocol(ipProtocol: payload.transport) { note(unread, payload) }
            return .other
        }
    }

    // MARK: What is passed over

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

    private mutating func note(
        _ protocol: UnreadProtocol,
        _ payload: IPPayload,
        _ ports: (source: UInt16, destination: UInt16) = (0, 0)
    ) {
        unread.note(
            .unread(`protocol`),
            at: packet,
            from: SocketAddress(address: payload.source, port: ports.source),
            to: SocketAddress(address: payload.destination, port: ports.destination)
        )
    }

    private mutating func decodeTunnel(
        _ content: UDPTunnel.Content,
        _ outer: IPPayload,
        _ frame: Span<UInt8>,
        _ offset: Int,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        let tunnel = Tunnel(
            kind: content.kind,
            id: content.id,
            source: outer.source,
            destination: outer.destination
        )
        tunnels.append(tunnel)
        domain = domain.inside(tunnel)
        return decodeNetwork(
            content.network,
            frame,
            offset,
            wireEnd: outer.wireEnd,
            time: time,
            depth: depth + 1
        )
    }

    /// RFC 9293, section 3.1.
    private mutating func decodeTCP(_ payload: IPPayload, _ frame: Span<UInt8>) -> DecodedPacket {
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
                    in: domain
                ),
                tunnels: stacks.number(of: tunnels),
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
    private mutating func decodeUDP(_ payload: IPPayload, _ frame: Span<UInt8>) -> DecodedPacket {
        let start = payload.offset
        let capturedEnd = min(payload.wireEnd, frame.count)
        guard capturedEnd - start >= 8 else { return .other }
        let length = Int(frame.bigEndianUInt16(at: start + 4))
        // Segmentation offload leaves lengths behind that are those of one piece, or none.
        let wireEnd = length < 8 ? payload.wireEnd : min(payload.wireEnd, start + length)
        let dataEnd = min(wireEnd, capturedEnd)
        return .udp(
            Datagram(
                FlowKey.of(
                    payload.source,
                    frame.bigEndianUInt16(at: start),
                    to: payload.destination,
                    frame.bigEndianUInt16(at: start + 2),
                    in: domain
                ),
                tunnels: stacks.number(of: tunnels),
                payload: start + 8..<max(start + 8, dataEnd),
                missingLength: max(0, wireEnd - dataEnd)
            )
        )
    }

    /// IEEE 802.1X, section 11.3: a version, a type, and the length of what follows; padding may come behind that.
    private mutating func decodeEAPOL(
        _ ends: LinkEnds?,
        _ frame: Span<UInt8>,
        _ offset: Int,
        wireEnd: Int
    ) -> DecodedPacket {
        guard let ends, frame.count - offset >= 4 else { return .malformed(.linkLayer) }
        let end = min(wireEnd, offset + 4 + Int(frame.bigEndianUInt16(at: offset + 2)))
        let captured = min(end, frame.count)
        return .udp(
            Datagram(
                FlowKey.of(ends.source, 0, to: ends.destination, 0, in: domain),
                tunnels: stacks.number(of: tunnels),
                payload: offset..<captured,
                missingLength: end - captured
            )
        )
    }
}
