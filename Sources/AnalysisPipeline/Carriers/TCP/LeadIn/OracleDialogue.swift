import ByteParsing
import HandshakeAnalysis
import TLSWire

/// Oracle Net (TNS) that is spoken in the open before TLS: a listener that has the client begin again, in TLS.
///
///     length (2) | checksum (2) | type | flags | header checksum (2) …
///     types: 1 connect, 2 accept, 4 refuse, 5 redirect, 6 data, 11 resend
final class OracleDialogue: Dialogue {
    let kind = PreambleKind.oracleTNS
    private(set) var stage = DialogueStage.open

    init() {}

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        // A connect packet without checksums, of a version from 300 on.
        let zeros = [2, 3, 6, 7]
        for place in zeros where place < bytes.count && bytes[place] != 0 { return .no }
        if bytes[0] > 0x20 { return .no }
        if bytes.count > 4, bytes[4] != 1 { return .no }
        guard bytes.count > 9 else { return .undecided }
        return bytes[8] == 1 && bytes.bigEndianUInt16(at: 0) >= 34 ? .begins(.client) : .no
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes.count >= 8 else { return .more }
        let length = Int(bytes.bigEndianUInt16(at: 0))
        guard (8...DialogueText.longestLine).contains(length), bytes[4] <= 20 else { return .foreign }
        guard bytes.count >= length else { return .more }
        switch bytes[4] {
        case 1: if bytes.text(8..<length).uppercased().contains("(PROTOCOL=TCPS)") { stage = .asked }
        case 2, 6: stage = .declined
        case 4 where stage == .asked:
            let text = bytes.text(min(12, length)..<length)
            stage = .refused(.reply(DialogueText.reply(text.drop { $0 != "(" })))
        default: break
        }
        return .message(length)
    }
}
