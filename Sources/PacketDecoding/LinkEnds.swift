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

    /// Those of a frame that begins with a header of this link type; `nil` if that has no addresses, or is cut.
    init?(_ frame: Span<UInt8>, linkType: UInt32) {
        switch linkType {
        case 113:  // LINUX_SLL: the sender alone
            guard frame.count >= 16, frame.bigEndianUInt16(at: 4) == 6 else { return nil }
            self.init(frame.station(at: 6), Self.accessEntities)
        case 276:  // LINUX_SLL2
            guard frame.count >= 20, frame[11] == 6 else { return nil }
            self.init(frame.station(at: 12), Self.accessEntities)
        default:
            guard let header = WirelessLAN.headerOffset(frame, linkType: linkType) else { return nil }
            self.init(frame, wirelessAt: header)
        }
    }

    /// Those of an Ethernet header that the way into a frame has passed.
    init(_ frame: Span<UInt8>, ethernetAt offset: Int) {
        self.init(frame.station(at: offset + 6), frame.station(at: offset))
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
