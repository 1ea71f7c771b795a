import ByteParsing
import HandshakeAnalysis
import TLSWire

/// IRC with STARTTLS (IRCv3's `tls` capability).
///
///     C: CAP LS   C: STARTTLS     S: :irc.example 670 * :STARTTLS successful
///
/// A stream that begins with the bare command may as well be another protocol's whose greeting is not in the capture: the
/// answer tells.
final class IRCDialogue: Dialogue {
    private(set) var kind = PreambleKind.unknown
    private(set) var stage = DialogueStage.open
    /// What the server said since the client asked that is neither a grant nor one of the usual refusals.
    private(set) var otherAnswer: StartRefusal.Cause?

    init() {}

    private static let openings = Openings(
        client: ["CAP LS", "CAP REQ", "NICK ", "STARTTLS"],
        server: ["NOTICE "]
    )

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        let found = openings.recognize(bytes)
        guard found == .no, bytes[0] == UInt8(ascii: ":") else { return found }
        guard let (line, _) = bytes.line else { return bytes.count < 512 ? .undecided : .no }
        return line.contains(" NOTICE ") || line.contains(" 670 ") || line.contains(" CAP ")
            ? .begins(.server) : .no
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes[0] >= 0x20 || bytes[0] == 0x0D || bytes[0] == 0x0A else { return .foreign }
        guard let (line, count) = bytes.line else { return .more }
        let words = line.split(separator: " ")
        if sender == .client {
            guard words.first?.uppercased() == "STARTTLS" else {
                kind = .irc
                return .message(count)
            }
            stage = .asked
            otherAnswer = nil
            return .message(count)
        }
        if kind == .unknown { name(by: line) }
        guard kind == .irc else { return .message(count) }
        let number = line.hasPrefix(":") ? words.dropFirst().first : words.first
        switch number {
        case "670": stage = .handedOver
        // ERR_STARTTLS, and what servers say that do not know the command, or not yet.
        case "691", "421", "451":
            if stage == .asked {
                stage = .refused(.reply(DialogueText.reply(words.dropFirst().joined(separator: " "))))
            }
        case "ERROR" where stage == .asked: stage = .refused(.reply(DialogueText.reply(line)))
        case "001": if stage == .open { stage = .declined }
        // An error may be of another command as well: a grant may still follow.
        case .some(let number) where stage == .asked && isError(number):
            otherAnswer = .reply(DialogueText.reply(words.dropFirst().joined(separator: " ")))
        default: break
        }
        return .message(count)
    }

    /// Whether a reply says no to something (RFC 2812, section 5.2).
    private func isError(_ number: Substring) -> Bool {
        number.utf8.count == 3 && (Int(number).map { (400...599).contains($0) } ?? false)
    }

    /// Which protocol answers so to STARTTLS.
    private func name(by line: String) {
        switch line.prefix(3) {
        case "220", "454", "502", "503", "554": kind = .smtp
        case "382", "580": kind = .nntp
        case "OK", "OK ", "NO", "NO ": kind = .managesieve
        default: kind = line.hasPrefix(":") || line.hasPrefix("ERROR") ? .irc : .unknown
        }
        guard kind != .irc, kind != .unknown, stage == .asked else { return }
        let isGranted = ["220", "382", "OK", "OK "].contains(line.prefix(3))
        stage = isGranted ? .handedOver : .refused(.reply(DialogueText.reply(line)))
    }
}

/// XMPP's STARTTLS, of clients and between servers (RFC 6120, section 5).
///
///     C: <stream:stream to='example'>     S: <stream:stream id='…'> <stream:features>…
///     C: <starttls/>                      S: <proceed/>
final class XMPPDialogue: Dialogue {
    let kind = PreambleKind.xmpp
    private(set) var stage = DialogueStage.open
    private var domain: String?

    init() {}

    var preamble: Preamble {
        var preamble = Preamble(kind)
        preamble.name = domain
        return preamble
    }

    private static let openings = Openings(client: ["<?xml", "<stream:stream"])

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        let found = openings.recognize(bytes)
        guard case .begins = found else { return found }
        let text = bytes.text(0..<min(bytes.count, 1_024))
        guard let start = text.firstRange(of: "<stream:stream"), text[start.upperBound...].contains(">")
        else {
            return bytes.count < 1_024 ? .undecided : .no
        }
        // Only who answers gives the stream a name.
        return attribute("id", of: text) == nil ? .begins(.client) : .begins(.server)
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes[0] >= 0x20 || (9...13).contains(bytes[0]) else { return .foreign }
        guard let end = bytes.firstPlace(of: UInt8(ascii: ">")) else { return .more }
        let tag = bytes.text(0..<end + 1)
        switch sender {
        case .client:
            if tag.contains("<stream:stream") { domain = Self.attribute("to", of: tag) }
            if tag.contains("<starttls") { stage = .asked }
            if tag.contains("<auth") { stage = .declined }
        case .server:
            if tag.contains("<proceed") { stage = .handedOver }
            if stage == .asked, tag.contains("<failure") || tag.contains("<stream:error") {
                stage = .refused(.reply(DialogueText.reply(tag)))
            }
        }
        return .message(end + 1)
    }

    /// The value of an attribute of a tag, in quotes of either kind.
    private static func attribute(_ name: String, of tag: String) -> String? {
        guard let start = tag.firstRange(of: " \(name)=")?.upperBound, start < tag.endIndex else {
            return nil
        }
        let quote = tag[start]
        guard quote == "'" || quote == "\"" else { return nil }
        let value = tag[tag.index(after: start)...].prefix { $0 != quote }
        return String(value.prefix(DialogueText.longestReply))
    }
}
