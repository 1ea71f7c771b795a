import ByteParsing

/// What stands before the records in each datagram of a conversation.
enum DTLSShim: Hashable {
    case none
    /// CAPWAP's DTLS header: version 0, type 1, and three bytes of nothing (RFC 5415, section 4.2).
    case capwap
    /// A channel of TURN: its number, and the length of what follows (RFC 8656, section 12.4).
    case channel

    /// Channels' numbers begin with these bytes (RFC 8656, section 12).
    static let channelNumbers: ClosedRange<UInt8> = 0x40...0x4F

    private static let length = 4

    /// That of a datagram which may begin a conversation.
    init(_ payload: Span<UInt8>) {
        switch payload[0] {
        case 0x01: self = .capwap
        case Self.channelNumbers: self = .channel
        default: self = .none
        }
    }

    /// Where the records begin; `nil` for a datagram of something else.
    func start(of payload: Span<UInt8>) -> Int? {
        switch self {
        case .none: return 0
        case .capwap:
            guard payload.count > Self.length, payload.bigEndianUInt32(at: 0) == 0x0100_0000 else {
                return nil
            }
        case .channel:
            guard payload.count > Self.length, Self.channelNumbers.contains(payload[0]) else { return nil }
            // Over UDP it may be padded to four bytes.
            let rest = payload.count - Self.length - Int(payload.bigEndianUInt16(at: 2))
            guard (0...3).contains(rest) else { return nil }
        }
        return Self.length
    }

    /// What a report calls it.
    var name: String? {
        switch self {
        case .none: nil
        case .capwap: "capwap"
        case .channel: "turn"
        }
    }
}
