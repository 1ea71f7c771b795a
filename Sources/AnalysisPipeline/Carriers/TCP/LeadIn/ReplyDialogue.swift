import ByteParsing
import HandshakeAnalysis
import TLSWire

/// SMTP, LMTP, FTP and NNTP: commands, and replies that begin with three digits.
///
///     S: 220 mail.example ESMTP      C: STARTTLS     S: 220 ready          RFC 3207
///     S: 220 FTP server              C: AUTH TLS     S: 234 go ahead       RFC 4217
///     S: 200 news.example            C: STARTTLS     S: 382 continue       RFC 4642
final class ReplyDialogue: Dialogue {
    private var known: PreambleKind?
    private(set) var stage = DialogueStage.open
    private var isGreeted = false
    private var code = 0

    init() {}

    var kind: PreambleKind { known ?? .unknown }

    /// What `STARTTLS`, and FTP's `AUTH`, are answered with when TLS follows; 334 is an older server's.
    private static let grants: Set = [220, 234, 334, 382]
    private static let ftpCommands: Set = [
        "FEAT", "SYST", "OPTS", "CLNT", "HOST", "PBSZ", "PROT", "USER", "ADAT",
    ]
    private static let newsCommands: Set = ["MODE", "CAPABILITIES", "AUTHINFO", "GROUP", "DATE"]
    /// After these, TLS is not asked for any more.
    private static let farther: Set = [
        "MAIL", "USER", "AUTHINFO", "GROUP", "ARTICLE", "POST", "DATA", "PASV", "PORT",
    ]

    private static let openings = Openings(
        client: ["EHLO ", "HELO ", "LHLO ", "AUTH TLS", "AUTH SSL", "FEAT\r\n", "MODE READER"]
    )

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        let client = openings.recognize(bytes)
        guard client == .no, (0x32...0x35).contains(bytes[0]) else { return client }
        for place in 1..<3 {
            guard place < bytes.count else { return .undecided }
            guard bytes[place].isDigit else { return .no }
        }
        guard bytes.count > 3 else { return .undecided }
        return bytes[3] == 0x20 || bytes[3] == 0x2D ? .begins(.server) : .no
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        guard bytes[0] >= 0x20 || bytes[0] == 0x0D || bytes[0] == 0x0A || bytes[0] == 0x09 else {
            return .foreign
        }
        guard let (line, count) = bytes.line else { return .more }
        if sender == .server { readReply(line) } else { readCommand(line) }
        return .message(count)
    }

    private func readReply(_ line: String) {
        let digits = Array(line.utf8.prefix(4))
        guard digits.count >= 3, digits.prefix(3).allSatisfy(\.isDigit), let code = Int(line.prefix(3))
        else {
            // A line of a reply that goes on, without its code.
            return
        }
        if known == nil { known = Self.kind(of: line.uppercased(), code) }
        // All but the last line of a reply have a hyphen.
        guard digits.count < 4 || digits[3] != 0x2D else { return }
        guard isGreeted else {
            isGreeted = true
            self.code = code
            if code >= 400 { stage = .declined }
            return
        }
        guard stage == .asked else { return }
        if Self.grants.contains(code) {
            stage = .handedOver
        } else if code >= 400 {
            stage = .refused(.reply(DialogueText.reply(line)))
        }
    }

    /// What a reply tells of the protocol.
    private static func kind(of line: String, _ code: Int) -> PreambleKind? {
        switch code {
        case 220:
            if line.contains("LMTP") { return .lmtp }
            if line.contains("SMTP") { return .smtp }
            return line.contains("FTP") ? .ftp : nil
        case 200, 201:
            return line.contains("NNTP") || line.contains("NNRP") || line.contains("INN ")
                || line.contains("NEWS")
                ? .nntp : nil
        case 250: return .smtp
        case 211, 234, 331: return .ftp
        case 382: return .nntp
        default: return nil
        }
    }

    private func readCommand(_ line: String) {
        // Who has said something was greeted, whether the capture has it or not.
        isGreeted = true
        let words = line.uppercased().split(separator: " ", maxSplits: 1)
        guard let command = words.first.map(String.init) else { return }
        switch command {
        case "EHLO", "HELO": known = .smtp
        case "LHLO": known = .lmtp
        case "STARTTLS":
            known = known ?? (code == 200 || code == 201 ? .nntp : .smtp)
            stage = .asked
            return
        case "AUTH":
            let mechanism = words.count > 1 ? words[1] : ""
            if mechanism.hasPrefix("TLS") || mechanism.hasPrefix("SSL") {
                known = .ftp
                stage = .asked
            } else if known != .ftp {
                stage = .declined
            }
            return
        case let command where Self.ftpCommands.contains(command):
            // POP3 and others have a USER as well, but do not greet with digits.
            known = known ?? .ftp
        case let command where Self.newsCommands.contains(command): known = known ?? .nntp
        default: break
        }
        if Self.farther.contains(command) { stage = .declined }
    }
}
