import ByteParsing

/// Reads the replies of a server that speaks SMTP (RFC 5321, section 4.2), after STARTTLS or from the start.
///
/// A reply to each command: three digits, then the text; all lines but the last have a hyphen after the digits.
struct SMTPReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.smtp

    /// They refuse a client that is not authenticated (RFC 4954, RFC 3207), whatever the words.
    private static let authentication: Set<Int> = [530, 535, 538]
    /// They refuse for many reasons, so it is for the words to say.
    private static let refusals: Set<Int> = [421, 450, 451, 454, 523, 534, 550, 553, 554]
    /// Authentication succeeded; start of mail input.
    private static let acceptances: Set<Int> = [235, 354]

    private(set) var finding: Finding?
    private(set) var answer: String?
    private var words: [UInt8] = []

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while let line = input.readLine() {
            guard line.count >= 3, line.prefix(3).allSatisfy(\.isDigit) else { return .finished }
            let code = line.prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
            // Bounded by what the observer takes in.
            words += line.dropFirst(4)
            words.append(.space)
            if line.count > 3, line[3] == UInt8(ascii: "-") { continue }
            if receive(code) == .finished { return .finished }
            words = []
        }
        return .wantsMore
    }

    private mutating func receive(_ code: Int) -> ReadingProgress {
        if SMTPReplyReader.acceptances.contains(code) {
            answer = String(code)
            return .finished
        }
        let isRefusal =
            SMTPReplyReader.authentication.contains(code) || SMTPReplyReader.refusals.contains(code)
        let isAboutCertificates = RefusalWords.concern(in: words) != nil || RefusalWords.mentionsTLS(words)
        guard isRefusal, isAboutCertificates || SMTPReplyReader.authentication.contains(code) else {
            return .wantsMore
        }
        finding = Finding(code: String(code), said: words)
        return .finished
    }
}

/// Reads the responses of an IMAP server (RFC 9051, section 7) until a login succeeds or is refused.
struct IMAPReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.imap

    private static let codes = ["[authenticationfailed]", "[authorizationfailed]", "[privacyrequired]"]
        .map { Array($0.utf8) }

    private(set) var finding: Finding?
    private(set) var answer: String?

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while let line = input.readLine() {
            let parts = line.split(separator: .space, maxSplits: 2)
            guard parts.count >= 2 else { continue }
            let words = parts.count == 3 ? Array(parts[2]) : []
            let status = Array(parts[1])
            let isGoodbye = status.equalsIgnoringCase("BYE")
            if status.equalsIgnoringCase("NO") || status.equalsIgnoringCase("BAD") || isGoodbye {
                let code = words.prefix { $0 != .space }.map(\.lowercased)
                guard RefusalWords.concern(in: words) != nil || IMAPReplyReader.codes.contains(code) else {
                    if isGoodbye { return .finished }
                    continue
                }
                finding = Finding(code: String(decoding: status, as: UTF8.self), said: words)
                return .finished
            }
            // EXISTS: a mailbox was opened, so somebody was let in.
            if words.map(\.lowercased).elementsEqual("exists".utf8) || status.equalsIgnoringCase("PREAUTH") {
                answer = ""
                return .finished
            }
        }
        return .wantsMore
    }
}

/// Reads the responses of a POP3 server (RFC 1939): a line each, of which only a refusal is of interest.
struct POP3ReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.pop3

    private(set) var finding: Finding?
    /// No word of this protocol's that comes first says so.
    var answer: String? { nil }

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while let line = input.readLine() {
            guard line.hasPrefix("-ERR") else { continue }
            let words = Array(line.dropFirst(4)).trimmed
            let isAuthentication = words.map(\.lowercased).starts(with: "[auth]".utf8)
            guard RefusalWords.concern(in: words) != nil || isAuthentication else { continue }
            finding = Finding(code: "-ERR", said: words)
            return .finished
        }
        return .wantsMore
    }
}
