import ByteParsing
import HandshakeAnalysis
import TLSWire

/// SOCKS 4, 4a and 5 (RFC 1928, RFC 1929).
///
///     4:  C: 04 01 port (2) address (4) user 0 [name 0]           S: 00 code port address
///     5:  C: 05 n methods       S: 05 method     C: 01 user password     S: 01 status
///         C: 05 01 00 type address port          S: 05 code 00 type address port
final class SOCKSDialogue: Dialogue {
    private(set) var kind = PreambleKind.socks5
    private(set) var preamble = Preamble(.socks5)
    private(set) var stage = DialogueStage.open
    private var isMethodChosen = false

    init() {}

    private static let granted: UInt8 = 0x5A

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        switch bytes[0] {
        case 5: recognize5(bytes)
        case 4: recognize4(bytes)
        case 0: recognizeAnswer4(bytes)
        default: .no
        }
    }

    private static func recognize5(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes.count > 1 else { return .undecided }
        // The method that a server chose, which no client's list can be.
        if bytes[1] == 0 || bytes[1] == 0xFF { return bytes.count == 2 ? .begins(.server) : .no }
        guard bytes[1] <= 16 else { return .no }
        let end = 2 + Int(bytes[1])
        for place in 2..<max(2, min(end, bytes.count)) where (0x0A..<0x80).contains(bytes[place]) {
            return .no
        }
        guard bytes.count >= end else { return .undecided }
        // What may follow in one segment: a request, a password, TLS.
        guard bytes.count == end || [1, 5, 0x16].contains(bytes[end]) else { return .no }
        return .begins(.client)
    }

    private static func recognize4(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes.count < 2 || bytes[1] == 1 else { return .no }
        guard bytes.count > 8 else { return .undecided }
        guard bytes.bigEndianUInt16(at: 2) != 0, bytes[4] != 0 || bytes[7] != 0 else { return .no }
        // The user's name is text.
        guard let end = bytes.firstPlace(of: 0, from: 8) else { return bytes.count < 256 ? .undecided : .no }
        for place in 8..<end where bytes[place] < 0x20 { return .no }
        return .begins(.client)
    }

    private static func recognizeAnswer4(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes.count > 1 else { return .undecided }
        return isAnswer4(bytes) ? .begins(.server) : .no
    }

    private static func isAnswer4(_ bytes: Span<UInt8>) -> Bool {
        bytes.count == 8 && bytes[1] == granted
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        switch (sender, bytes[0]) {
        case (.client, 4): readRequest4(bytes)
        case (.client, 5):
            isMethodChosen || stage == .asked || hasMethods ? readRequest5(bytes) : readMethods(bytes)
        case (.client, 1): readPassword(bytes)
        case (.server, 0): hasMethods ? .foreign : readAnswer4(bytes)
        case (.server, 5): isMethodChosen || isAnswer5(bytes) ? readAnswer5(bytes) : readMethod(bytes)
        case (.server, 1): readStatus(bytes)
        default: .foreign
        }
    }

    // MARK: SOCKS 4

    private func readRequest4(_ bytes: Span<UInt8>) -> DialogueRead {
        guard bytes.count > 8 else { return .more }
        guard let end = bytes.firstPlace(of: 0, from: 8) else { return .more }
        let address = bytes.bigEndianUInt32(at: 4)
        var count = end + 1
        kind = .socks4
        preamble = Preamble(.socks4)
        preamble.name = IPAddress(ipv4: address).description
        if address >> 8 == 0, address != 0 {
            guard let nameEnd = bytes.firstPlace(of: 0, from: count) else { return .more }
            kind = .socks4a
            preamble = Preamble(.socks4a)
            preamble.name = DialogueText.reply(bytes.text(count..<nameEnd))
            count = nameEnd + 1
        }
        preamble.port = bytes.bigEndianUInt16(at: 2)
        stage = bytes[1] == 1 ? .asked : .declined
        return .message(count)
    }

    private func readAnswer4(_ bytes: Span<UInt8>) -> DialogueRead {
        guard bytes.count >= 8 else { return .more }
        if !preamble.type.hasPrefix("socks4") {
            kind = .socks4
            preamble = Preamble(.socks4)
        }
        stage = bytes[1] == Self.granted ? .handedOver : .refused(.code(UInt32(bytes[1]), text: ""))
        return .message(8)
    }

    // MARK: SOCKS 5

    private var hasMethods = false

    private func readMethods(_ bytes: Span<UInt8>) -> DialogueRead {
        guard bytes.count > 1, bytes.count >= 2 + Int(bytes[1]) else { return .more }
        hasMethods = true
        return .message(2 + Int(bytes[1]))
    }

    /// Whether it is the answer to the request, since the choice of a method is not in the capture.
    private func isAnswer5(_ bytes: Span<UInt8>) -> Bool {
        stage == .asked && bytes.count >= 4 && bytes[2] == 0 && [1, 3, 4].contains(bytes[3])
    }

    private func readMethod(_ bytes: Span<UInt8>) -> DialogueRead {
        guard bytes.count > 1 else { return .more }
        isMethodChosen = true
        if bytes[1] == 0xFF { stage = .refused(.noCommonMethod) }
        return .message(2)
    }

    /// RFC 1929, section 2; or a token of GSS-API (RFC 1961), which has a length of 16 bits.
    private func readPassword(_ bytes: Span<UInt8>) -> DialogueRead {
        guard bytes.count > 2 else { return .more }
        let user = Int(bytes[1])
        guard bytes.count > 2 + user else { return .more }
        let count = 3 + user + Int(bytes[2 + user])
        return bytes.count < count ? .more : .message(count)
    }

    private func readStatus(_ bytes: Span<UInt8>) -> DialogueRead {
        guard bytes.count > 1 else { return .more }
        if bytes[1] != 0 { stage = .refused(.credentialsRefused) }
        return .message(2)
    }

    private func readRequest5(_ bytes: Span<UInt8>) -> DialogueRead {
        guard let (host, port, count) = Self.address(bytes) else {
            return bytes.count < 262 ? .more : .foreign
        }
        preamble.name = host
        preamble.port = port
        stage = bytes[1] == 1 ? .asked : .declined
        return .message(count)
    }

    private func readAnswer5(_ bytes: Span<UInt8>) -> DialogueRead {
        // Some end a refusal after the code.
        guard bytes.count >= 4 else { return .more }
        guard let (_, _, count) = Self.address(bytes) else { return bytes.count < 262 ? .more : .foreign }
        stage = bytes[1] == 0 ? .handedOver : .refused(.code(UInt32(bytes[1]), text: ""))
        return .message(count)
    }

    /// The address of a request or an answer, and how long that is.
    private static func address(_ bytes: Span<UInt8>) -> (String, UInt16, Int)? {
        guard bytes.count > 4 else { return nil }
        let (start, length): (Int, Int)
        switch bytes[3] {
        case 1: (start, length) = (4, 4)
        case 3: (start, length) = (5, Int(bytes[4]))
        case 4: (start, length) = (4, 16)
        default: return nil
        }
        let end = start + length
        guard bytes.count >= end + 2 else { return nil }
        let host: String =
            switch bytes[3] {
            case 1: IPAddress(ipv4: bytes.bigEndianUInt32(at: start)).description
            case 4:
                IPAddress(
                    ipv6High: bytes.bigEndianUInt64(at: start),
                    low: bytes.bigEndianUInt64(at: start + 8)
                )
                .description
            default: DialogueText.reply(bytes.text(start..<end))
            }
        return (host, bytes.bigEndianUInt16(at: end), end + 2)
    }
}
