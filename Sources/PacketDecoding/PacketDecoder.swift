public import ByteParsing

/// Turns frames into TCP segments and datagrams: link layer, tunnels, IP with its fragments, TCP and UDP headers.
///
/// Costs a few dozen loads a frame and allocates only for fragments.
public struct PacketDecoder: Sendable {
    /// IP inside IP inside … at most this many times.
    public static let maximumNesting = 8

    var fragments = FragmentTable()
    private var unread = PassedOverTable()
    /// The packet at hand.
    private var packet = PacketReference(frame: 0, time: Timestamp(nanoseconds: 0))
    /// How far the frame that is decoded now was followed, and through which tunnels.
    var path = HeaderPath()
    @usableFromInline var stacks = TunnelStacks()
    @usableFromInline var plainTunnels = PlainTunnelTable()
    /// The IP datagram, from its payload on, that the last ``DecodedPacket/reassembledTCP(_:)`` or
    /// ``DecodedPacket/reassembledUDP(_:)`` lies in.
    public internal(set) var reassembledDatagram: [UInt8] = []

    /// Packets that the capture's snapshot length cut.
    public private(set) var truncatedPackets: UInt64 = 0
    /// The datagrams that the last piece belongs to which was decoded, the outermost first: all but the last became whole
    /// with it, and are pieces of the next.
    public internal(set) var fragmentPath: [FragmentIdentity] = []
    /// Datagrams, one inside the other, that became whole with the frame and are decoded now.
    var openedDatagrams = 0

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
        if let segment = Self.decodePlainEthernet(frame, linkType: linkType) {
            return .tcp(segment)
        }
        if let found = decodePlainTunnel(frame, linkType: linkType) { return .tcp(found.segment) }
        return decodeByLayers(frame, originalLength: originalLength, linkType: linkType, time: time)
    }

    /// The long way, header by header: what every short cut has to come to as well.
    mutating func decodeByLayers(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        time: Timestamp
    ) -> DecodedPacket {
        path.begin(wireEnd: max(originalLength, frame.count))
        guard let known = LinkLayer.strip(frame, linkType: linkType, &path) else {
            return .malformed(.linkLayer)
        }
        guard let network = known else {
            unread.note(.linkType(linkType), at: packet, from: nil, to: nil)
            return .unsupportedLinkType
        }
        return decodeNetwork(network, frame, time: time, depth: 0)
    }

    /// Decodes what stands where the path has come to.
    mutating func decodeNetwork(
        _ network: NetworkProtocol,
        _ frame: Span<UInt8>,
        time: Timestamp,
        depth: Int
    ) -> DecodedPacket {
        guard depth <= Self.maximumNesting else { return .malformed(.nestedTooDeep) }
        switch network {
        case .control: return .other
        case .eapol: return decodeEAPOL(frame)
        case .other:
            noteUnread()
            return .other
        case .ipv4: return decodeIPv4(frame, path.offset, wireEnd: path.wireEnd, time: time, depth: depth)
        case .ipv6: return decodeIPv6(frame, path.offset, wireEnd: path.wireEnd, time: time, depth: depth)
        case .ip:
            guard path.offset < frame.count else { return .malformed(.linkLayer) }
            switch frame[path.offset] >> 4 {
            case 4: return decodeIPv4(frame, path.offset, wireEnd: path.wireEnd, time: time, depth: depth)
            case 6: return decodeIPv6(frame, path.offset, wireEnd: path.wireEnd, time: time, depth: depth)
            default: return .other
            }
        case .transport(let number):
            guard let source = path.source, let destination = path.destination else { return .other }
            let payload = IPPayload(
                source: source,
                destination: destination,
                transport: number,
                offset: path.offset,
                wireEnd: path.wireEnd
            )
            return decodeTransport(payload, frame, time: time, depth: depth)
        case .capwapPiece(let fragment, let isWireless):
            return decodePiece(fragment, isWireless: isWireless, frame, time: time, depth: depth)
        }
    }

    /// The stacks of tunnels that came since this was last asked: the first of all has the number 1, and so on.
    public mutating func takeTunnelStacks() -> [[Tunnel]] { stacks.takeFresh() }

    /// Whether there are such.
    public var hasTunnelStacks: Bool { !stacks.fresh.isEmpty }

    // MARK: What is passed over

    /// Counts what the headers led to, if that cannot be read.
    private mutating func noteUnread() {
        guard let what = path.unread else { return }
        unread.note(
            .unread(what),
            at: packet,
            from: path.source.map { SocketAddress(address: $0, port: 0) },
            to: path.destination.map { SocketAddress(address: $0, port: 0) }
        )
    }

    mutating func note(
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
}
