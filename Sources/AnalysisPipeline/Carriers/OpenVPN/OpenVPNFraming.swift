import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// OpenVPN over TCP: its packets one after the other, each behind its length.
///
///     2         length
///     +---------+----------------------------
///     | length  | a packet, as over UDP
///     +---------+----------------------------
///
/// The stream's TLS connection is that of the first key exchange; those of renegotiations are passed over.
final class OpenVPNFraming: StreamUnwrapper {
    static let carrier = "openvpn"
    static let kind: CarrierKind? = .openvpn
    static let beginsWithHello = false
    /// A reset with the largest wrapped key is shorter.
    private static let longestReset = 4_096

    private struct Side {
        var buffer: [UInt8] = []
        var next: UInt32 = 0
        /// Bytes were lost, and with them where packets begin.
        var isLost = false
        var session: UInt64?
    }

    private var sides = Both<Role, Side> { _ in Side() }
    private var reader = OpenVPNReader([])
    private var sealedPackets: UInt64 = 0
    /// That of the first key exchange.
    private var key: UInt8?

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes.count > 0 else { return .undecided }
        guard bytes.count > 1 else { return Int(bytes[0]) <= longestReset >> 8 ? .undecided : .no }
        let length = Int(bytes.bigEndianUInt16(at: 0))
        guard (14...longestReset).contains(length) else { return .no }
        guard bytes.count > 2 else { return .undecided }
        guard let opcode = OpenVPNPacket.Opcode(rawValue: bytes[2] >> 3) else { return .no }
        let sender: Role
        switch opcode {
        case .clientResetV2, .clientResetV3: sender = .client
        case .serverReset: sender = .server
        default: return .no
        }
        // The client's key, wrapped, may be as long as a segment.
        let longest = opcode == .clientResetV3 ? longestReset : 64
        guard bytes.count >= 2 + length else { return bytes.count < longest ? .undecided : .no }
        let packet = bytes.extracting(2..<2 + length)
        guard opcode == .clientResetV3 || OpenVPNProtection.of(packet) != nil else { return .no }
        return .begins(sender)
    }

    init() {}

    func prepare(_ keys: KeyMaterial) { reader = OpenVPNReader(keys.openVPN) }

    func receive(_ bytes: Span<UInt8>, from sender: Role, deliver: (Span<UInt8>) -> Void) {
        guard !sides[sender].isLost else { return }
        sides[sender].buffer.append(copying: bytes)
        let buffer = sides[sender].buffer
        var start = 0
        while buffer.count - start >= 2 {
            let length = Int(buffer[start]) << 8 | Int(buffer[start + 1])
            guard buffer.count - start >= 2 + length else { break }
            let packet = reader.read(buffer.span.extracting(start + 2..<start + 2 + length))
            start += 2 + length
            if reader.isSealed { sealedPackets += 1 }
            if let packet { receive(packet, from: sender, deliver) }
        }
        sides[sender].buffer.removeFirst(start)
    }

    private func receive(_ packet: OpenVPNPacket, from sender: Role, _ deliver: (Span<UInt8>) -> Void) {
        key = key ?? packet.key
        guard packet.key == key, let id = packet.id, id >= sides[sender].next else { return }
        sides[sender].next = id &+ 1
        if sides[sender].session == nil { sides[sender].session = packet.session }
        // What a reset carries is not TLS.
        if !packet.opcode.isReset, !packet.payload.isEmpty { deliver(packet.payload.span) }
    }

    func receiveGap(_ count: Int, from sender: Role) {
        sides[sender].isLost = true
        sides[sender].buffer = []
    }

    /// Without its key, nothing of it can be told but what protects it.
    var unread: (what: UnreadProtocol, packets: UInt64)? {
        reader.isSealed ? (reader.sealedProtocol, sealedPackets) : nil
    }

    var details: CarrierDetails? {
        .openVPN(
            reader,
            key: key ?? 0,
            client: sides[.client].session,
            server: sides[.server].session,
            retransmissions: 0
        )
    }
}
