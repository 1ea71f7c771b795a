import ByteParsing
import TLSWire

/// A packet of OpenVPN's control channel, without what protects it.
///
///      1                    8               0, 4 …             8, if there are any    4
///     +----------+--------+---------------+------------------+----------------------+-----------+---------
///     | opcode 5 | key 3  | session       | count 1, ids 4   | the other's session  | id        | TLS …
///     +----------+--------+---------------+------------------+----------------------+-----------+---------
///                                                                                    `- not of a bare ACK
struct OpenVPNPacket {
    enum Opcode: UInt8 {
        case softReset = 3
        case control
        case acknowledgment
        case dataV1
        case clientResetV2
        case serverReset
        case dataV2
        /// With the client's wrapped key behind it.
        case clientResetV3
        case controlWithKey

        var isReset: Bool {
            switch self {
            case .softReset, .clientResetV2, .serverReset, .clientResetV3: true
            default: false
            }
        }

        var isData: Bool { self == .dataV1 || self == .dataV2 }
    }

    /// Acknowledgements that one packet carries, at most.
    static let mostAcknowledged = 8
    /// An opcode, a key and a session.
    static let headerLength = 9

    let opcode: Opcode
    let key: UInt8
    let session: UInt64
    let acknowledged: [UInt32]
    /// The session that the acknowledgements are of.
    let peer: UInt64?
    /// `nil` of a bare acknowledgement.
    let id: UInt32?
    private(set) var payload: [UInt8]

    var withoutPayload: OpenVPNPacket {
        var bare = self
        bare.payload = []
        return bare
    }

    /// Where what stands in a packet's content, of which nothing is copied.
    struct Layout {
        /// How many acknowledgements there are, from the second byte on.
        let acknowledgements: Int
        let id: UInt32?
        let payload: Range<Int>

        init?(_ opcode: Opcode, _ content: Span<UInt8>) {
            guard !opcode.isData, content.count >= 1 else { return nil }
            acknowledgements = Int(content[0])
            guard acknowledgements <= OpenVPNPacket.mostAcknowledged else { return nil }
            let end = 1 + 4 * acknowledgements + (acknowledgements > 0 ? 8 : 0)
            guard content.count >= end else { return nil }
            if opcode == .acknowledgment {
                guard acknowledgements > 0, content.count == end else { return nil }
                id = nil
                payload = end..<end
            } else {
                guard content.count >= end + 4 else { return nil }
                id = content.bigEndianUInt32(at: end)
                payload = end + 4..<content.count
            }
        }
    }

    /// Reads what follows the first nine bytes, and whatever protects it; `nil` if it does not hold together.
    init?(_ head: Span<UInt8>, content: Span<UInt8>) {
        guard head.count >= Self.headerLength, let opcode = Opcode(rawValue: head[0] >> 3),
            let layout = Layout(opcode, content)
        else { return nil }
        self.opcode = opcode
        key = head[0] & 0x07
        session = head.bigEndianUInt64(at: 1)
        let count = layout.acknowledgements
        acknowledged = count == 0 ? [] : (0..<count).map { content.bigEndianUInt32(at: 1 + 4 * $0) }
        peer = count > 0 ? content.bigEndianUInt64(at: 1 + 4 * count) : nil
        id = layout.id
        payload = layout.payload.isEmpty ? [] : [UInt8](copying: content.extracting(layout.payload))
    }
}

/// What protects the packets of a control channel.
enum OpenVPNProtection: Hashable {
    case none
    /// An HMAC of so many bytes, then a replay id and a time; nothing is encrypted.
    case authentication(hmac: Int)
    /// Replay id, time and HMAC, then everything is encrypted.
    case encryption

    /// The sizes of the HMACs that OpenSSL's digests make, in the order in which they are likely: SHA-1, SHA-256, SHA-512, then the rest.
    static let hmacSizes = [20, 32, 64, 48, 28, 16]

    /// Of tls-crypt: opcode, session, replay id, time and HMAC.
    static let encryptedHeader = 17 + 32

    /// A clock may be wrong by so many seconds, some ten years, and captures may be old.
    private static let earliest: UInt32 = 946_684_800
    /// Packets that a side may have sent before.
    private static let largestID: UInt32 = 1 << 20

    /// What protects a packet, as far as its own bytes tell.
    ///
    /// An HMAC has no sign of itself: behind it there must be a replay id that is small, a time, and a packet that holds
    /// together to its last byte. Of those that begin a session that is the whole length.
    static func of(_ bytes: Span<UInt8>) -> OpenVPNProtection? {
        let head = OpenVPNPacket.headerLength
        guard bytes.count >= head + 1, let opcode = OpenVPNPacket.Opcode(rawValue: bytes[0] >> 3),
            !opcode.isData
        else { return nil }
        if isSound(bytes, at: head, opcode) { return OpenVPNProtection.none }
        for size in hmacSizes where bytes.count > head + size + 8 {
            if isReplayGuard(bytes, at: head + size), isSound(bytes, at: head + size + 8, opcode) {
                return .authentication(hmac: size)
            }
        }
        if bytes.count >= encryptedHeader + 5, isReplayGuard(bytes, at: head, mayBeMarked: true) {
            return .encryption
        }
        return nil
    }

    private static func isReplayGuard(_ bytes: Span<UInt8>, at offset: Int, mayBeMarked: Bool = false) -> Bool
    {
        let id = bytes.bigEndianUInt32(at: offset)
        // A client of 2.6 says by a mark in the number that it can do without the server's memory.
        let number = mayBeMarked && id >> 24 == 0x0F ? id & 0x00FF_FFFF : id
        return number > 0 && number < largestID && bytes.bigEndianUInt32(at: offset + 4) >= earliest
    }

    private static func isSound(_ bytes: Span<UInt8>, at offset: Int, _ opcode: OpenVPNPacket.Opcode) -> Bool
    {
        let content = bytes.extracting(offset...)
        guard let layout = OpenVPNPacket.Layout(opcode, content) else { return false }
        for place in 0..<layout.acknowledgements
        where content.bigEndianUInt32(at: 1 + 4 * place) >= largestID { return false }
        switch opcode {
        case .acknowledgment: return true
        case .clientResetV2:
            return layout.id == 0 && layout.payload.isEmpty && layout.acknowledgements == 0
        case .serverReset, .softReset: return layout.id == 0 && layout.payload.isEmpty
        case .control: return layout.id.map { $0 > 0 && $0 < largestID } == true && !layout.payload.isEmpty
        case .dataV1, .dataV2, .clientResetV3, .controlWithKey: return false
        }
    }

    /// Where in a packet its content begins; `nil` of one that is encrypted.
    var contentOffset: Int? {
        switch self {
        case .none: OpenVPNPacket.headerLength
        case .authentication(let hmac): OpenVPNPacket.headerLength + hmac + 8
        case .encryption: nil
        }
    }
}
