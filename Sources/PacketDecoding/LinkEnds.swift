import ByteParsing

/// The stations between which a frame went, as far as its headers tell.
struct LinkEnds {
    let source: IPAddress
    let destination: IPAddress

    /// The group address of port access entities (IEEE 802.1X, table 11-1): also stands for an end that is not known.
    static let accessEntities = IPAddress(link: 0x0180_C200_0003)

    private init(_ source: IPAddress, _ destination: IPAddress) {
        self.source = source
        self.destination = destination
    }

    /// Those of the innermost header that has any; `nil` if none has, or it is cut.
    init?(_ frame: Span<UInt8>, _ path: HeaderPath) {
        if let header = path.wireless, header >= path.ethernet ?? 0 {
            self.init(frame, wirelessAt: header)
        } else if let header = path.ethernet {
            guard frame.count - header >= 14 else { return nil }
            self.init(frame.station(at: header + 6), frame.station(at: header))
        } else if let sender = path.cookedSender {
            guard frame.count - sender >= 6 else { return nil }
            self.init(frame.station(at: sender), Self.accessEntities)
        } else {
            return nil
        }
    }

    /// IEEE 802.11, table 9-30: which address is whose depends on whether a frame goes to or from a distribution system.
    private init?(_ frame: Span<UInt8>, wirelessAt header: Int) {
        guard frame.count - header >= 24 else { return nil }
        let one = frame.station(at: header + 4)
        let two = frame.station(at: header + 10)
        let three = frame.station(at: header + 16)
        switch frame[header + 1] & 0x03 {
        case 0: self.init(two, one)
        case 1: self.init(two, three)
        case 2: self.init(three, one)
        default:
            guard frame.count - header >= 30 else { return nil }
            self.init(frame.station(at: header + 24), three)
        }
    }
}

extension PacketDecoder {
    /// IEEE 802.1X, section 11.3: a version, a type, and the length of what follows; padding may come behind that.
    mutating func decodeEAPOL(_ frame: Span<UInt8>) -> DecodedPacket {
        let start = path.offset
        guard let ends = LinkEnds(frame, path), frame.count - start >= 4 else {
            return .malformed(.linkLayer)
        }
        let end = min(path.wireEnd, start + 4 + Int(frame.bigEndianUInt16(at: start + 2)))
        let captured = max(start, min(end, frame.count))
        return .udp(
            Datagram(
                FlowKey.of(ends.source, 0, to: ends.destination, 0, in: path.domain),
                tunnels: stacks.number(of: path.tunnels),
                payload: start..<captured,
                missingLength: max(0, end - captured)
            )
        )
    }
}
