import ByteParsing
import HandshakeAnalysis
import TLSWire

/// PostgreSQL's requests for encryption (PostgreSQL 17, section 53.2.11), each answered with one letter, or an error.
///
///     C: 00 00 00 08 04 D2 16 2F (SSLRequest), … 30 (GSSENCRequest)     S: S | G | N | E …
final class PostgreSQLDialogue: Dialogue {
    private enum Request: UInt32 {
        case cancel = 80_877_102
        case tls = 80_877_103
        case gss = 80_877_104
    }

    let kind = PreambleKind.postgresql
    private(set) var stage = DialogueStage.open
    /// What is to be answered, the oldest first.
    private var pending: [Request] = []

    init() {}

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        let request: [UInt8] = [0, 0, 0, 8, 4, 0xD2, 0x16]
        for place in 0..<min(bytes.count, request.count) where bytes[place] != request[place] {
            return isAnswer(bytes)
        }
        guard bytes.count > request.count else { return .undecided }
        return bytes[7] == 0x2F || bytes[7] == 0x30 ? .begins(.client) : .no
    }

    /// A letter, and perhaps what TLS begins with.
    private static func isAnswer(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes[0] == UInt8(ascii: "S") else { return .no }
        guard bytes.count > 1 else { return .undecided }
        return bytes[1] == 0x16 && (bytes.count < 3 || bytes[2] == 3) ? .begins(.server) : .no
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        sender == .client ? readRequest(bytes) : readAnswer(bytes)
    }

    private func readRequest(_ bytes: Span<UInt8>) -> DialogueRead {
        guard bytes.count >= 8 else { return bytes[0] == 0 ? .more : .foreign }
        let length = Int(bytes.bigEndianUInt32(at: 0))
        guard (8...10_000).contains(length) else { return .foreign }
        let request = Request(rawValue: bytes.bigEndianUInt32(at: 4))
        switch request {
        case .tls where length == 8:
            pending.append(.tls)
            stage = .asked
        case .gss where length == 8: pending.append(.gss)
        // A StartupMessage, or a request to cancel.
        default: stage = .declined
        }
        return .message(length)
    }

    private func readAnswer(_ bytes: Span<UInt8>) -> DialogueRead {
        let request = pending.first ?? .tls
        switch bytes[0] {
        case UInt8(ascii: "S") where request == .tls: stage = .handedOver
        case UInt8(ascii: "G") where request == .gss: stage = .declined
        case UInt8(ascii: "N"): if request == .tls { stage = .refused(.notSupported) }
        case UInt8(ascii: "E"): return readError(bytes)
        default: return .foreign
        }
        if !pending.isEmpty { pending.removeFirst() }
        return .message(1)
    }

    /// ErrorResponse, with a length and fields or, as before version 3 of the protocol, a text up to a zero.
    private func readError(_ bytes: Span<UInt8>) -> DialogueRead {
        guard bytes.count > 1 else { return .more }
        guard bytes[1] == 0 else {
            guard let end = bytes.firstPlace(of: 0) else { return .more }
            refuse(bytes.text(1..<end))
            return .message(end + 1)
        }
        guard bytes.count >= 5 else { return .more }
        let length = Int(bytes.bigEndianUInt32(at: 1)) + 1
        guard (5...DialogueText.longestLine).contains(length) else { return .foreign }
        guard bytes.count >= length else { return .more }
        var place = 5
        while place < length, bytes[place] != 0, let end = bytes.firstPlace(of: 0, from: place), end < length
        {
            if bytes[place] == UInt8(ascii: "M") { refuse(bytes.text(place + 1..<end)) }
            place = end + 1
        }
        return .message(length)
    }

    private func refuse(_ text: String) { stage = .refused(.reply(DialogueText.reply(text))) }
}
