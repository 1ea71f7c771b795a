import ByteParsing
import HandshakeAnalysis
import TLSWire

/// RDP's negotiation of its security, in X.224 connection packets (MS-RDPBCGR, sections 2.2.1.1 and 2.2.1.2).
///
///     03 00 length (2) | li | E0 | dst (2) src (2) class | cookie or routing token, CR LF | 01 flags 08 00 protocols (4)
///     03 00 length (2) | li | D0 | dst (2) src (2) class | 02 flags 08 00 protocol (4)  or  03 00 08 00 failure (4)
final class RDPDialogue: Dialogue {
    private static let headerLength = 11

    let kind = PreambleKind.rdp
    private(set) var stage = DialogueStage.open

    init() {}

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes[0] == 3 else { return .no }
        if bytes.count > 1, bytes[1] != 0 { return .no }
        guard bytes.count > 5 else { return .undecided }
        guard bytes.bigEndianUInt16(at: 2) >= UInt16(headerLength) else { return .no }
        return switch bytes[5] {
        case 0xE0: .begins(.client)
        case 0xD0: .begins(.server)
        default: .no
        }
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes[0] == 3 else { return .foreign }
        guard bytes.count >= 4 else { return .more }
        let length = Int(bytes.bigEndianUInt16(at: 2))
        guard bytes[1] == 0, (7...4_096).contains(length) else { return .foreign }
        guard bytes.count >= length else { return .more }
        switch (sender, bytes[5]) {
        case (.client, 0xE0): readRequest(bytes.extracting(0..<length))
        case (.server, 0xD0): readConfirm(bytes.extracting(0..<length))
        // Data: it goes on with RDP's own security.
        default: stage = .declined
        }
        return .message(length)
    }

    private func readRequest(_ packet: Span<UInt8>) {
        var place = Self.headerLength
        if packet.count > place, packet[place] != 1, let end = packet.firstPlace(of: 0x0A, from: place) {
            place = end + 1
        }
        guard packet.count >= place + 8, packet[place] == 1 else { return }
        if packet.littleEndianUInt32(at: place + 4) != 0 { stage = .asked }
    }

    private func readConfirm(_ packet: Span<UInt8>) {
        guard packet.count >= Self.headerLength + 8 else { return decline() }
        let value = packet.littleEndianUInt32(at: Self.headerLength + 4)
        switch packet[Self.headerLength] {
        case 2 where value == 0: decline()
        case 2: stage = .handedOver
        case 3: stage = .refused(.code(value, text: ""))
        default: decline()
        }
    }

    /// The server chose RDP's own security.
    private func decline() { stage = stage == .asked ? .refused(.notSupported) : .declined }
}
