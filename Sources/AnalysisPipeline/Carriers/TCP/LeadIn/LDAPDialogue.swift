import ByteParsing
import HandshakeAnalysis
import TLSWire

/// LDAP's StartTLS (RFC 4511, section 4.14): an extended request, and its response.
///
///     30 len | 02 len id | 77 len | 80 16 "1.3.6.1.4.1.1466.20037"
///     30 len | 02 len id | 78 len | 0A 01 resultCode | 04 len matchedDN | 04 len diagnosticMessage
final class LDAPDialogue: Dialogue {
    let kind = PreambleKind.ldap
    private(set) var stage = DialogueStage.open

    init() {}

    private static let startTLS = Array("1.3.6.1.4.1.1466.20037".utf8)
    private static let requests: Set<UInt8> = [0x60, 0x63, 0x77]
    private static let responses: Set<UInt8> = [0x61, 0x64, 0x65, 0x73, 0x78]

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes[0] == 0x30 else { return .no }
        guard let message = Element(bytes, at: 0) else { return bytes.count < 6 ? .undecided : .no }
        guard let id = Element(bytes, at: message.start), let operation = Element(bytes, at: id.end) else {
            return bytes.count < 16 ? .undecided : .no
        }
        guard id.tag == 2, id.length <= 4 else { return .no }
        if requests.contains(operation.tag) { return .begins(.client) }
        return responses.contains(operation.tag) ? .begins(.server) : .no
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes[0] == 0x30 else { return .foreign }
        guard let message = Element(bytes, at: 0) else { return bytes.count < 6 ? .more : .foreign }
        guard message.end <= bytes.count else { return .more }
        guard let id = Element(bytes, at: message.start), let operation = Element(bytes, at: id.end) else {
            return .foreign
        }
        switch operation.tag {
        case 0x77:
            if let name = Element(bytes, at: operation.start), name.tag == 0x80, name.end <= bytes.count,
                bytes.extracting(name.range).hasSameBytes(as: Self.startTLS)
            {
                stage = .asked
            }
        case 0x60 where Self.hasName(bytes, operation): stage = .declined
        case 0x78 where stage == .asked: readResponse(bytes, operation)
        default: break
        }
        return .message(message.end)
    }

    private func readResponse(_ bytes: Span<UInt8>, _ operation: Element) {
        guard let code = Element(bytes, at: operation.start), code.tag == 0x0A, code.length == 1,
            code.end <= bytes.count
        else { return }
        guard bytes[code.start] != 0 else {
            stage = .handedOver
            return
        }
        var text = ""
        if let name = Element(bytes, at: code.end), let message = Element(bytes, at: name.end),
            message.tag == 4,
            message.end <= bytes.count
        {
            text = DialogueText.reply(bytes.text(message.range))
        }
        stage = .refused(.code(UInt32(bytes[code.start]), text: text))
    }

    /// Whether a bind request is of somebody: version, then a name.
    private static func hasName(_ bytes: Span<UInt8>, _ operation: Element) -> Bool {
        guard let version = Element(bytes, at: operation.start), let name = Element(bytes, at: version.end)
        else {
            return false
        }
        return name.length > 0
    }

    /// The header of an element in BER, with a length of up to three bytes.
    private struct Element {
        let tag: UInt8
        let start: Int
        let length: Int
        var end: Int { start + length }
        var range: Range<Int> { start..<end }

        /// `nil` where the header is not whole, or is none.
        init?(_ bytes: Span<UInt8>, at place: Int) {
            guard bytes.count >= place + 2 else { return nil }
            tag = bytes[place]
            let first = Int(bytes[place + 1])
            guard first > 0x7F else {
                start = place + 2
                length = first
                return
            }
            let more = first & 0x7F
            guard (1...4).contains(more), bytes.count >= place + 2 + more else { return nil }
            var value = 0
            for index in 0..<more { value = value << 8 | Int(bytes[place + 2 + index]) }
            guard value < 0x100_0000 else { return nil }
            start = place + 2 + more
            length = value
        }
    }
}
