import ByteParsing
import HandshakeAnalysis
import TLSWire

/// AMQP's header that asks for TLS, which the server repeats, or answers with one of its own (AMQP 1.0, section 5.2.1).
///
///     "AMQP" 2 1 0 0
final class AMQPDialogue: Dialogue {
    private static let header = Array("AMQP".utf8) + [2, 1, 0, 0]

    let kind = PreambleKind.amqp
    private(set) var stage = DialogueStage.open

    init() {}

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        for place in 0..<min(bytes.count, header.count) where bytes[place] != header[place] { return .no }
        return bytes.count < header.count ? .undecided : .begins(.client)
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes.count >= 8 else { return .more }
        guard bytes.match("AMQP") == .whole else { return .foreign }
        let isTLS = bytes.extracting(0..<8).hasSameBytes(as: Self.header)
        switch sender {
        case .client: stage = isTLS ? .asked : .declined
        case .server: stage = isTLS ? .handedOver : .refused(.notSupported)
        }
        return .message(8)
    }
}
