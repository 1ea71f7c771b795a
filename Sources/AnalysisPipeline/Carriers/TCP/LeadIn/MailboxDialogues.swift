import ByteParsing
import HandshakeAnalysis
import TLSWire

// The protocols by which mail is fetched, and filters are set: lines, in both directions.

/// IMAP (RFC 9051, section 6.2.1).
///
///     S: * OK ready      C: a1 STARTTLS      S: a1 OK begin
final class IMAPDialogue: Dialogue {
    let kind = PreambleKind.imap
    private(set) var stage = DialogueStage.open
    /// Of the STARTTLS that was not answered yet.
    private var tag: String?

    init() {}

    private static let texts = (
        greetings: Openings(server: ["* OK", "* PREAUTH", "* BYE", "* CAPABILITY"]),
        commands: Openings(client: ["STARTTLS\r", "STARTTLS\n", "CAPABILITY\r", "CAPABILITY\n"])
    )
    /// Characters of a tag, at most; clients use some four.
    private static let longestTag = 16

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        let texts = texts
        let greeting = texts.greetings.recognize(bytes)
        guard greeting == .no else { return greeting }
        return beginsWithCommand(bytes, texts.commands)
    }

    /// Where the greeting is missing: a tag, and a command of those that go before TLS, on a line of their own.
    private static func beginsWithCommand(_ bytes: Span<UInt8>, _ commands: Openings) -> Recognition {
        var place = 0
        while place < min(bytes.count, longestTag), isTag(bytes[place]) { place += 1 }
        guard place > 0 else { return .no }
        guard place < bytes.count else { return .undecided }
        guard bytes[place] == 0x20 else { return .no }
        return commands.recognize(bytes.extracting((place + 1)...))
    }

    /// Digits and letters, of which all clients make their tags.
    private static func isTag(_ byte: UInt8) -> Bool {
        byte.isDigit || (0x61...0x7A).contains(byte | 0x20)
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes[0] >= 0x20 else { return .foreign }
        guard let (line, count) = bytes.line else { return .more }
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count > 1 else { return .message(count) }
        let word = words[1].uppercased()
        if sender == .client {
            switch word {
            case "STARTTLS":
                tag = String(words[0])
                stage = .asked
            case "LOGIN", "AUTHENTICATE", "SELECT": stage = .declined
            default: break
            }
        } else if let tag, words[0] == tag || (words[0] == "*" && word == "BYE") {
            stage = word == "OK" ? .handedOver : .refused(.reply(DialogueText.reply(line)))
            self.tag = nil
        }
        return .message(count)
    }
}

/// POP3 (RFC 2595, section 4).
///
///     S: +OK ready       C: STLS             S: +OK begin
final class POP3Dialogue: Dialogue {
    /// Commands whose answers are waited for, at most.
    private static let maximumPending = 32

    let kind = PreambleKind.pop3
    private(set) var stage = DialogueStage.open
    /// The commands that are to be answered, the oldest first.
    private var pending: [String] = []
    private var isGreeted = false
    /// A reply goes on to a line with a dot.
    private var isInList = false

    init() {}

    private static let openings = Openings(client: ["CAPA\r\n", "STLS\r\n"], server: ["+OK", "-ERR"])

    static func recognize(_ bytes: Span<UInt8>) -> Recognition { openings.recognize(bytes) }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        // Redis answers with +OK as well, to commands that begin with a sign.
        guard bytes[0] >= (sender == .client ? 0x41 : 0x20) else { return .foreign }
        guard let (line, count) = bytes.line else { return .more }
        if sender == .server { readReply(line) } else { readCommand(line) }
        return .message(count)
    }

    private func readCommand(_ line: String) {
        isGreeted = true
        let command = String(line.uppercased().prefix { $0 != " " })
        switch command {
        case "STLS": stage = .asked
        case "USER", "APOP", "AUTH": stage = .declined
        default: break
        }
        if pending.count < Self.maximumPending { pending.append(command) }
    }

    private func readReply(_ line: String) {
        if isInList {
            if line == "." { isInList = false }
            return
        }
        let isGood = line.hasPrefix("+OK")
        guard isGood || line.hasPrefix("-ERR") else { return }
        guard isGreeted else {
            isGreeted = true
            return
        }
        // An answer to what is not in the capture is that to STLS.
        let command = pending.isEmpty ? "STLS" : pending.removeFirst()
        switch command {
        case "STLS":
            guard stage == .asked else { return }
            stage = isGood ? .handedOver : .refused(.reply(DialogueText.reply(line)))
        case "CAPA": isInList = isGood
        default: break
        }
    }
}

/// ManageSieve (RFC 5804, section 2.2).
///
///     S: "IMPLEMENTATION" "…" … OK       C: STARTTLS      S: OK "begin"
final class SieveDialogue: Dialogue {
    let kind = PreambleKind.managesieve
    private(set) var stage = DialogueStage.open
    private var isGreeted = false

    init() {}

    private static let openings = Openings(server: ["\"IMPLEMENTATION\"", "\"SIEVE\"", "\"STARTTLS\""])

    static func recognize(_ bytes: Span<UInt8>) -> Recognition { openings.recognize(bytes) }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes[0] >= 0x20 else { return .foreign }
        guard let (line, count) = bytes.line else { return .more }
        let word = line.uppercased().prefix { $0.isLetter }
        switch (sender, word) {
        case (.client, "STARTTLS"):
            isGreeted = true
            stage = .asked
        case (.client, "AUTHENTICATE"): stage = .declined
        case (.server, "OK") where !isGreeted: isGreeted = true
        case (.server, "OK") where stage == .asked: stage = .handedOver
        case (.server, "NO") where stage == .asked, (.server, "BYE") where stage == .asked:
            stage = .refused(.reply(DialogueText.reply(line)))
        default: break
        }
        return .message(count)
    }
}
