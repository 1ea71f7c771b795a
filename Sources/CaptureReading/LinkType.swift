/// A link-layer header type as capture files carry it: a `LINKTYPE_` value of the list at tcpdump.org.
///
/// A capture may hold any number, so an unknown one is kept and counted.
public struct LinkType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    @inlinable @inline(__always)
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A four-byte address family in the byte order of the machine that captured, then an IP packet.
    public static let null = Self(rawValue: 0)
    public static let ethernet = Self(rawValue: 1)
    public static let ppp = Self(rawValue: 9)
    /// Raw IP in files that wrote the `DLT_` value of most systems instead of ``raw``.
    public static let rawDLT12 = Self(rawValue: 12)
    /// Raw IP in files that wrote OpenBSD's `DLT_` value instead of ``raw``.
    public static let rawDLT14 = Self(rawValue: 14)
    /// PPP in HDLC-like framing.
    public static let pppSerial = Self(rawValue: 50)
    /// PPPoE session packets.
    public static let pppEther = Self(rawValue: 51)
    /// An IPv4 or IPv6 packet.
    public static let raw = Self(rawValue: 101)
    public static let ciscoHDLC = Self(rawValue: 104)
    public static let ieee80211 = Self(rawValue: 105)
    public static let frameRelay = Self(rawValue: 107)
    /// Like ``null``, with the address family in network byte order.
    public static let loop = Self(rawValue: 108)
    /// Linux "cooked" capture.
    public static let linuxSLL = Self(rawValue: 113)
    public static let pflog = Self(rawValue: 117)
    public static let ieee80211Prism = Self(rawValue: 119)
    public static let ieee80211Radiotap = Self(rawValue: 127)
    public static let ieee80211AVS = Self(rawValue: 163)
    /// PPP with a byte for the direction in front.
    public static let pppWithDirection = Self(rawValue: 166)
    public static let ppi = Self(rawValue: 192)
    public static let mpls = Self(rawValue: 219)
    public static let ipv4 = Self(rawValue: 228)
    public static let ipv6 = Self(rawValue: 229)
    public static let nflog = Self(rawValue: 239)
    public static let ipOverInfiniBand = Self(rawValue: 242)
    /// Packets of a macOS interface, with a header that names the process.
    public static let pktap = Self(rawValue: 258)
    /// Linux "cooked" capture, version 2.
    public static let linuxSLL2 = Self(rawValue: 276)
    /// What Wireshark's exporters write: tags, then the data of a dissector.
    public static let wiresharkUpperPDU = Self(rawValue: 252)
}

// MARK: - libpcap's own numbers

extension LinkType {
    /// The link type that a file would carry for libpcap's `DLT_` value on Linux.
    init(dlt: Int32) {
        self.init(rawValue: Self.numbersThatDiffer.first { $0.dlt == dlt }?.file ?? UInt32(clamping: dlt))
    }

    /// The `DLT_` value by which libpcap's compiler knows this link type.
    var dlt: Int32 {
        if self == .rawDLT14 { return 12 }
        return Self.numbersThatDiffer.first { $0.file == rawValue }?.dlt ?? Int32(clamping: rawValue)
    }

    /// From libpcap's `pcap-common.c`: everywhere else both lists agree.
    private static let numbersThatDiffer: [(dlt: Int32, file: UInt32)] = [
        (11, 100), (12, 101), (15, 102), (16, 103), (19, 106), (18, 246),
    ]
}
