import ByteParsing
import HandshakeAnalysis
import TLSWire

/// The PRELOGIN messages of TDS 7, in which both sides say what they encrypt (MS-TDS, section 2.2.6.5).
///
///     12 (client) or 04 (server) | status | length (2) | spid (2) | packet | window
///     options: token | offset (2) | length (2) … FF, then their values; token 1 is ENCRYPTION
final class TDSDialogue: Dialogue {
    /// What a side says of encryption; beside it, 80 asks for a client certificate.
    private enum Encryption: UInt8 {
        case off, on, notSupported, required
    }

    private static let response: UInt8 = 0x04

    let kind = PreambleKind.tds
    private(set) var stage = DialogueStage.open
    private var isWanted = true

    init() {}

    var framing: (any StreamUnwrapper.Type)? { TDSFraming.self }

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes[0] == TDSFraming.prelogin || bytes[0] == response else { return .no }
        if bytes.count > 1, bytes[1] > 1 { return .no }
        // Window and, with version 0 as the first option, the token are zero.
        if bytes.count > 7, bytes[7] != 0 { return .no }
        guard bytes.count > 12 else { return .undecided }
        guard bytes[8] == 0, bytes.bigEndianUInt16(at: 9) < 256, bytes.bigEndianUInt16(at: 11) == 6 else {
            return .no
        }
        return .begins(bytes[0] == response ? .server : .client)
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes.count >= TDSFraming.headerLength else { return .more }
        let length = Int(bytes.bigEndianUInt16(at: 2))
        guard bytes[0] < 20, (TDSFraming.headerLength...LeadIn.maximumHeld).contains(length) else {
            return .foreign
        }
        // A wrapped hello, where the answer is not in the capture: the framing begins with this packet.
        if bytes[0] == TDSFraming.prelogin, bytes.count > 9, bytes[8] == 0x16, bytes[9] == 3,
            stage != .handedOver
        {
            stage = .handedOver
            return .message(0)
        }
        guard bytes.count >= length else { return .more }
        let options = bytes.extracting(TDSFraming.headerLength..<length)
        switch (sender, bytes[0]) {
        case (.client, TDSFraming.prelogin): readRequest(options)
        case (.server, Self.response): readResponse(options)
        default: stage = .declined
        }
        return .message(length)
    }

    private func readRequest(_ options: Span<UInt8>) {
        isWanted = Self.encryption(options) != .notSupported
        if isWanted { stage = .asked }
    }

    private func readResponse(_ options: Span<UInt8>) {
        guard isWanted, let encryption = Self.encryption(options) else {
            stage = .declined
            return
        }
        stage = encryption == .notSupported ? .refused(.notSupported) : .handedOver
    }

    private static func encryption(_ options: Span<UInt8>) -> Encryption? {
        var place = 0
        while place + 5 <= options.count, options[place] != 0xFF {
            if options[place] == 1 {
                let offset = Int(options.bigEndianUInt16(at: place + 1))
                guard options.bigEndianUInt16(at: place + 3) >= 1, offset < options.count else { return nil }
                return Encryption(rawValue: options[offset] & 0x1F)
            }
            place += 5
        }
        return nil
    }
}
