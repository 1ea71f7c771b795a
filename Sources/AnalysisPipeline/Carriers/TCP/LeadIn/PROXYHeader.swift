import ByteParsing
import HandshakeAnalysis
import TLSWire

/// The header with which a proxy tells a server whose connection it passes on; nobody answers it.
///
/// Both versions of the PROXY protocol, as HAProxy's proxy-protocol.txt has them:
///
///     "PROXY TCP4 192.0.2.1 198.51.100.2 51000 443" CR LF
///     0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A | 2x | family | length (2) | addresses, ports, additions
final class PROXYHeader: Dialogue {
    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
    /// Version 1 is not longer than this.
    private static let longestLine = 107

    private(set) var kind = PreambleKind.proxyV1
    private(set) var preamble = Preamble(.proxyV1)
    private(set) var stage = DialogueStage.open

    init() {}

    private static let opening = Openings(client: ["PROXY "])

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes[0] == signature[0] else { return opening.recognize(bytes) }
        for place in 0..<min(bytes.count, signature.count) where bytes[place] != signature[place] {
            return .no
        }
        return bytes.count < signature.count ? .undecided : .begins(.client)
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard sender == .client else { return .foreign }
        return bytes[0] == Self.signature[0] ? readBinary(bytes) : readLine(bytes)
    }

    private func readLine(_ bytes: Span<UInt8>) -> DialogueRead {
        guard let (line, count) = bytes.line else { return bytes.count < Self.longestLine ? .more : .foreign }
        let words = line.split(separator: " ").map(String.init)
        if words.count == 6, words[1] == "TCP4" || words[1] == "TCP6" {
            preamble.client = Self.end(words[2], words[4])
            preamble.server = Self.end(words[3], words[5])
        }
        stage = .handedOver
        return .message(count)
    }

    private static func end(_ address: String, _ port: String) -> String {
        address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    private func readBinary(_ bytes: Span<UInt8>) -> DialogueRead {
        guard bytes.count >= 16 else { return .more }
        let end = 16 + Int(bytes.bigEndianUInt16(at: 14))
        guard bytes[12] >> 4 == 2, end <= LeadIn.maximumHeld else { return .foreign }
        guard bytes.count >= end else { return .more }
        kind = .proxyV2
        preamble = Preamble(.proxyV2)
        stage = .handedOver
        // LOCAL, as of a health check, has no addresses that count.
        guard bytes[12] & 15 == 1 else { return .message(end) }
        var place = 16
        switch bytes[13] >> 4 {
        case 1 where end >= 28:
            preamble.client = Self.end4(bytes, at: 16, port: 24)
            preamble.server = Self.end4(bytes, at: 20, port: 26)
            place = 28
        case 2 where end >= 52:
            preamble.client = Self.end6(bytes, at: 16, port: 48)
            preamble.server = Self.end6(bytes, at: 32, port: 50)
            place = 52
        case 3 where end >= 232: place = 232
        default: return .message(end)
        }
        readAdditions(bytes.extracting(place..<end))
        return .message(end)
    }

    /// Type, length, value; type 2 is the name that the client asked for.
    private func readAdditions(_ bytes: Span<UInt8>) {
        var place = 0
        while place + 3 <= bytes.count {
            let end = place + 3 + Int(bytes.bigEndianUInt16(at: place + 1))
            guard end <= bytes.count else { return }
            if bytes[place] == 2 { preamble.name = DialogueText.reply(bytes.text(place + 3..<end)) }
            place = end
        }
    }

    private static func end4(_ bytes: Span<UInt8>, at place: Int, port: Int) -> String {
        SocketAddress(
            address: IPAddress(ipv4: bytes.bigEndianUInt32(at: place)),
            port: bytes.bigEndianUInt16(at: port)
        ).description
    }

    private static func end6(_ bytes: Span<UInt8>, at place: Int, port: Int) -> String {
        SocketAddress(
            address: IPAddress(
                ipv6High: bytes.bigEndianUInt64(at: place),
                low: bytes.bigEndianUInt64(at: place + 8)
            ),
            port: bytes.bigEndianUInt16(at: port)
        ).description
    }
}
