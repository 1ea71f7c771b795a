/// The type of a pcapng block; unknown ones are passed over by their length.
struct PcapngBlockType: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt32

    @inline(__always)
    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Reads the same in either byte order.
    static let sectionHeader = Self(rawValue: 0x0A0D_0D0A)
    static let interfaceDescription = Self(rawValue: 1)
    /// The obsolete Packet Block.
    static let packet = Self(rawValue: 2)
    static let simplePacket = Self(rawValue: 3)
    static let nameResolution = Self(rawValue: 4)
    static let interfaceStatistics = Self(rawValue: 5)
    static let enhancedPacket = Self(rawValue: 6)
    static let systemdJournalExport = Self(rawValue: 9)
    static let decryptionSecrets = Self(rawValue: 10)
    static let custom = Self(rawValue: 0xBAD)
    static let customNotToBeCopied = Self(rawValue: 0x4000_0BAD)
    static let sysdigEvent = Self(rawValue: 0x204)
    static let sysdigEventV2 = Self(rawValue: 0x216)
    static let sysdigEventV2Large = Self(rawValue: 0x221)

    /// Whether the block holds a packet.
    var isPacket: Bool { self == .enhancedPacket || self == .simplePacket || self == .packet }

    /// Whether Wireshark gives the block a frame number although it holds no packet (tried with 4.0).
    var countsAsFrame: Bool {
        switch self {
        case .systemdJournalExport, .custom, .customNotToBeCopied, .sysdigEvent, .sysdigEventV2,
            .sysdigEventV2Large:
            true
        default: false
        }
    }
}
