public import ByteParsing
import TLSWire

/// What speaks for it that an application turned a client away whose handshake it had completed, where nobody can read it.
public struct RefusalSign: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The one answer has the size of nginx's page, and the server closed right after it. `token` is how long the
        /// Server token in it is, and `isPadded` says that 402 bytes pad the page.
        case nginxPage(status: Int, bytes: Int, token: Int, isPadded: Bool)
        /// All that the server sent in HTTP/2 adds up to that page and what goes before it.
        case nginxPageInHTTP2(status: Int, bytes: Int)
        /// A database's first answer to a client that said who it is, and the end: an error, since whoever is let in is told
        /// more.
        case databaseError(bytes: Int)
        /// A mail server's first answer is no longer than an error, and it never said more.
        case mailError(bytes: Int)
    }

    public let kind: Kind
    public let confidence: Verdict.Confidence
    /// The answer, and the end if that is a part of the sign.
    public let packets: [PacketReference]

    /// A server that closes of its own accord does it at once.
    private static let longestPause: Int64 = 20_000_000

    /// `nil` where nothing speaks for it.
    init?(_ exchange: DataExchange, isPresented: Bool, precededBy: String?) {
        if let precededBy, let kind = PreambleKind(rawValue: precededBy), !kind.isTunnel, kind != .unknown {
            guard let sign = Self.plain(exchange, precededBy) else { return nil }
            self = sign
            return
        }
        // 495 needs a certificate, 496 that there was none.
        let status: NginxPage.Status = isPresented ? .certificateError : .noCertificate
        guard
            let sign = exchange.isHTTP2 == true ? Self.http2(exchange, status) : Self.http1(exchange, status)
        else { return nil }
        self = sign
    }

    public init(_ kind: Kind, _ confidence: Verdict.Confidence, _ packets: [PacketReference]) {
        self.kind = kind
        self.confidence = confidence
        self.packets = packets
    }

    private static func http1(_ exchange: DataExchange, _ status: NginxPage.Status) -> RefusalSign? {
        guard let leave = exchange.leaves.server, exchange.turns.first?.sender == .client,
            let answer = exchange.onlyAnswer, answer.bytes.count == 1,
            let page = NginxPage(status, bytes: answer.bytes.upperBound), let token = page.token,
            leave.packet.nanoseconds(after: answer.last) <= longestPause
        else { return nil }
        // The client's leave may cross the server's; nginx says close_notify only if it leaves of its own accord.
        let isOwnAccord = exchange.firstToLeave == .server
        guard isOwnAccord || leave.kind == .alert else { return nil }
        return RefusalSign(
            .nginxPage(status: status.rawValue, bytes: page.bytes, token: token, isPadded: page.isPadded),
            isOwnAccord && page.isUsual ? .high : .medium,
            [answer.last, leave.packet]
        )
    }

    /// PostgreSQL's error names a severity, a code, a message and a place in its source; what lets a client in takes 300 bytes
    /// and more, and what asks for a password less than 50.
    private static let databaseErrors = 60...250
    /// `454 4.7.1 …`, `a1 NO [ALERT] …`: an acceptance lists capabilities, and a goodbye is shorter.
    private static let mailErrors = 45...110
    private static let largestMailTalk = 200
    /// A command that says who one is, as opposed to QUIT and LOGOUT.
    private static let smallestMailCommand = ["smtp": 12, "imap": 18]
    /// `a1 CAPABILITY`, and `EHLO` with a name: clients ask anew after STARTTLS (RFC 3207, section 4.2), and the answer is long.
    private static let largestQuestion = ["smtp": 64, "imap": 24]
    /// Dovecot and Postfix hold the answer to a wrong password back for longer.
    private static let longestMailPause: Int64 = 1_000_000_000

    /// An answer in a protocol that went on to TLS by its own command; behind a proxy's preamble, anything may follow.
    ///
    /// Whoever leaves first: an error ends these dialogues,
    /// and both sides know.
    private static func plain(_ exchange: DataExchange, _ precededBy: String) -> RefusalSign? {
        guard let request = exchange.turns.first, request.sender == .client, exchange.firstToLeave != nil
        else { return nil }
        switch precededBy {
        case "postgresql":
            guard exchange.turns.count == 2, let answer = exchange.onlyAnswer,
                databaseErrors.contains(answer.bytes.upperBound)
            else { return nil }
            return RefusalSign(.databaseError(bytes: answer.bytes.upperBound), .high, [answer.last])
        case "smtp", "imap": return mail(exchange, precededBy)
        default: return nil
        }
    }

    private static func mail(_ exchange: DataExchange, _ protocolName: String) -> RefusalSign? {
        var turns = exchange.turns[...]
        if turns.count > 2, turns[0].bytes.upperBound <= largestQuestion[protocolName] ?? 0,
            turns[1].bytes.lowerBound > mailErrors.upperBound
        {
            turns = turns.dropFirst(2)
        }
        guard let command = turns.first, let answer = turns.dropFirst().first, command.sender == .client,
            command.bytes.lowerBound >= smallestMailCommand[protocolName] ?? 0,
            mailErrors.contains(answer.bytes.upperBound),
            exchange.nanoseconds(from: command.last, to: answer.first) <= longestMailPause,
            turns.reduce(0, { $0 + ($1.sender == .server ? $1.bytes.upperBound : 0) }) <= largestMailTalk
        else { return nil }
        return RefusalSign(.mailError(bytes: answer.bytes.upperBound), .low, [answer.last])
    }

    private static func http2(_ exchange: DataExchange, _ status: NginxPage.Status) -> RefusalSign? {
        let answers = exchange.turns(of: .server)
        let bytes = exchange.bytes(of: .server)
        guard let first = answers.first?.firstBytes, let last = answers.last?.last, bytes.count == 1,
            NginxPage(status, http2Bytes: bytes.upperBound, first: first) != nil
        else { return nil }
        return RefusalSign(
            .nginxPageInHTTP2(status: status.rawValue, bytes: bytes.upperBound),
            .medium,
            [last]
        )
    }
}

extension DataExchange {
    /// The server's answer, if it gave one and no more.
    var onlyAnswer: Turn? {
        guard let place = turns.firstIndex(where: { $0.sender == .server }),
            place == turns.lastIndex(where: { $0.sender == .server })
        else { return nil }
        return turns[place]
    }
}
