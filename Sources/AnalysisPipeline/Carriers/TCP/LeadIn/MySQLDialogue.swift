import ByteParsing
import HandshakeAnalysis
import TLSWire

/// The beginning of MySQL's and MariaDB's protocol: the server greets, and a client that wants TLS sends the first 32 bytes of
/// its answer, after which the ClientHello follows.
///
///     S: length (3) | 0 | 10 | version 0 | thread (4) | salt (8) | 0 | capabilities (2) …
///     C: 20 00 00 01 | capabilities (4) | largest packet (4) | character set | 23 zeros or MariaDB's capabilities
final class MySQLDialogue: Dialogue {
    private static let capabilitySSL: UInt16 = 0x0800

    let kind = PreambleKind.mysql
    private(set) var stage = DialogueStage.open
    private var offersTLS: Bool?

    init() {}

    var causeOfLeaving: StartRefusal.Cause? { offersTLS == false ? .notOffered : nil }

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        if bytes.count > 1, bytes[1] > 3 { return .no }
        if bytes.count > 2, bytes[2] != 0 { return .no }
        guard bytes.count > 3 else { return .undecided }
        if bytes[3] == 1 {
            guard bytes[0] == 32, bytes[1] == 0 else { return .no }
            guard bytes.count > 5 else { return .undecided }
            return bytes.littleEndianUInt16(at: 4) & capabilitySSL != 0 ? .begins(.client) : .no
        }
        guard bytes[3] == 0 else { return .no }
        guard bytes.count > 5 else { return .undecided }
        return bytes[4] == 10 && bytes[5].isDigit ? .begins(.server) : .no
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes.count >= 4 else { return .more }
        let length = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16
        guard (1...4_096).contains(length), bytes[3] <= 2 else { return .foreign }
        guard bytes.count >= 4 + length else { return .more }
        if sender == .server {
            readGreeting(bytes.extracting(4..<4 + length))
        } else {
            // The short form is that of before version 4.1.
            let asks = length >= 2 && bytes.littleEndianUInt16(at: 4) & Self.capabilitySSL != 0
            stage = asks && (length == 32 || length == 5) ? .handedOver : .declined
        }
        return .message(4 + length)
    }

    private func readGreeting(_ packet: Span<UInt8>) {
        // An error instead: too many connections, a host that is blocked.
        guard packet[0] == 10, let end = packet.firstPlace(of: 0, from: 1), packet.count >= end + 16 else {
            stage = .declined
            return
        }
        offersTLS = packet.littleEndianUInt16(at: end + 14) & Self.capabilitySSL != 0
    }
}
