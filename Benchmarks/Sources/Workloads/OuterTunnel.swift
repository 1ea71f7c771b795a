import ByteParsing

/// A tunnel that all frames of a workload come in.
enum OuterTunnel {
    /// Frames in VXLAN over UDP (RFC 7348, section 5).
    case vxlan
    /// Packets in GRE with a key (RFC 2890, section 2).
    case gre

    static let network: UInt32 = 42

    /// Of the outer IPv4 packet.
    var number: UInt8 { self == .vxlan ? 17 : 47 }

    /// The headers between the outer IPv4 header and what is carried.
    var headerLength: Int { self == .vxlan ? 16 : 8 }

    /// Whether whole frames are carried, and not only the packets in them.
    var carriesFrames: Bool { self == .vxlan }

    /// The host that carries a side's packets.
    static func address(of side: Side) -> IPAddress {
        IPAddress(ipv4: side == .client ? 0xC000_0201 : 0xC000_0202)
    }
}
