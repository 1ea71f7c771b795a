import ByteParsing

/// Tells from the first bytes of either end which protocol a server speaks.
///
/// Each protocol either is, may still become, or is not what the bytes show. No bytes show two of them, so the order
/// of the questions and the way in which the bytes are cut do not matter.
struct ServerGreeting {
    enum Answer: Hashable { case matches, needsMore, differs }

    /// No question needs more of the server than this.
    static let maximumBytes = 64

    let server: [UInt8]
    let client: [UInt8]

    /// The reader for what follows, or whether to wait for more.
    func recognise() -> (reader: (any ReplyReader)?, needsMore: Bool) {
        var needsMore = false
        for (answer, reader) in candidates() {
            switch answer {
            case .matches: return (reader(), false)
            case .needsMore: needsMore = true
            case .differs: break
            }
        }
        if !needsMore, TextReplyReader.mayBegin(server) { return (TextReplyReader(), false) }
        return (nil, needsMore && server.count < ServerGreeting.maximumBytes)
    }

    private func candidates() -> [(Answer, () -> any ReplyReader)] {
        let isHead = client.hasPrefix("HEAD ")
        return [
            (prefix("HTTP/1."), { HTTP1ResponseReader(isBodiless: isHead) }),
            (http2, { HTTP2ResponseReader() }),
            (postgreSQL, { PostgreSQLReplyReader() }),
            (mySQL, { MySQLReplyReader() }),
            (smtp, { SMTPReplyReader() }),
            (imap, { IMAPReplyReader() }),
            (nats, { NATSReplyReader() }),
            (pop3, { POP3ReplyReader() }),
            (ldap, { LDAPReplyReader() }),
            (mqtt, { MQTTReplyReader() }),
            (amqp, { AMQPReplyReader() }),
            (openVPN, { OpenVPNReplyReader() }),
        ]
    }

    // MARK: Questions

    private func prefix(_ text: String) -> Answer {
        pattern(text.utf8.map { byte in { $0 == byte } })
    }

    /// Asks one question of each byte in turn, as far as there are bytes.
    private func pattern(_ questions: [(UInt8) -> Bool]) -> Answer {
        for (byte, question) in zip(server, questions) where !question(byte) { return .differs }
        return server.count < questions.count ? .needsMore : .matches
    }

    private func any(of answers: Answer...) -> Answer {
        answers.contains(.matches) ? .matches : answers.contains(.needsMore) ? .needsMore : .differs
    }

    private func be(_ value: UInt8) -> (UInt8) -> Bool { { $0 == value } }

    /// A SETTINGS frame of stream 0, that no server may begin without (RFC 9113, section 3.4).
    private var http2: Answer {
        let zero = be(0)
        return pattern([
            zero, { $0 <= 1 }, { _ in true }, be(4), zero, zero, zero, zero, zero,
        ])
    }

    /// An error, a notice, a request to authenticate, or a word about the version, with a length that fits.
    private var postgreSQL: Answer {
        let zero = be(0)
        let isSeverity = be(UInt8(ascii: "S"))
        let isErrorOrNotice: (UInt8) -> Bool = { $0 == UInt8(ascii: "E") || $0 == UInt8(ascii: "N") }
        let isOther: (UInt8) -> Bool = { $0 == UInt8(ascii: "R") || $0 == UInt8(ascii: "v") }
        return any(
            of: pattern([isErrorOrNotice, zero, zero, { _ in true }, { _ in true }, isSeverity]),
            pattern([isOther, zero, zero, zero, { $0 >= 8 }, zero, zero, zero])
        )
    }

    /// A packet that is neither the server's first nor the client's: OK, an error with its state, or a further request.
    ///
    /// A length can look like the type of a packet of MQTT or a message of PostgreSQL, and then it is taken for one.
    private var mySQL: Answer {
        guard mqtt == .differs else { return .differs }
        let isSequence: (UInt8) -> Bool = { $0 >= 1 && $0 <= 16 }
        let isLength: (UInt8) -> Bool = { $0 >= 2 && $0 != UInt8(ascii: "E") && $0 != UInt8(ascii: "N") }
        let any: (UInt8) -> Bool = { _ in true }
        return self.any(
            of: pattern([{ $0 >= 9 }, any, be(0), isSequence, be(0xFF), any, any, be(UInt8(ascii: "#"))]),
            pattern([isLength, any, be(0), isSequence, { $0 == 0 || $0 == 0xFE || $0 == 1 }])
        )
    }

    private var smtp: Answer {
        let isDigit: (UInt8) -> Bool = { $0.isDigit }
        return pattern([
            { $0 >= 0x32 && $0 <= 0x35 }, isDigit, isDigit, { $0 == .space || $0 == UInt8(ascii: "-") },
        ])
    }

    /// An untagged status, or, after STARTTLS, an answer with the tag of the client's command.
    private var imap: Answer {
        let untagged = any(of: prefix("* OK"), prefix("* BYE"), prefix("* PREAUTH"), prefix("* CAPABILITY"))
        let tag = Array(client.prefix { $0 != .space }.prefix(16))
        guard !tag.isEmpty, tag.count < client.count, tag.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return untagged
        }
        let tagged = ["OK", "NO", "BAD"].map { status in
            pattern((tag + [.space] + Array(status.utf8)).map(be))
        }
        return tagged.contains(.matches) ? .matches : tagged.contains(.needsMore) ? .needsMore : untagged
    }

    /// What it is, where TLS came first, or an answer to a client that says in JSON what it is.
    private var nats: Answer {
        guard isClientOfNATS else { return prefix("INFO {") }
        return any(
            of: prefix("INFO {"),
            prefix("-ERR "),
            prefix("+OK"),
            prefix("PONG"),
            prefix("PING"),
            prefix("MSG ")
        )
    }

    private var isClientOfNATS: Bool { client.hasPrefix("CONNECT {") }

    /// Redis answers in the same way, but its clients ask with an array.
    private var pop3: Answer {
        client.first == UInt8(ascii: "*") || isClientOfNATS
            ? .differs : any(of: prefix("+OK "), prefix("+OK\r\n"), prefix("-ERR "))
    }

    /// A SEQUENCE that starts with a small message number and one of the server's operations.
    private var ldap: Answer {
        let any: (UInt8) -> Bool = { _ in true }
        let isOperation: (UInt8) -> Bool = { [0x61, 0x64, 0x65, 0x73, 0x78].contains($0) }
        return self.any(
            of: pattern([be(0x30), { $0 < 0x80 }, be(0x02), be(1), any, isOperation]),
            pattern([be(0x30), be(0x81), { $0 >= 0x80 }, be(0x02), be(1), any, isOperation]),
            pattern([be(0x30), be(0x82), any, any, be(0x02), be(1), any, isOperation]),
            pattern([be(0x30), be(0x84), any, any, any, any, be(0x02), be(1), any, isOperation])
        )
    }

    /// A CONNACK; where the client's first packet is at hand, it must have been a CONNECT.
    private var mqtt: Answer {
        if let first = client.first, first != 0x10 { return .differs }
        let isFlags: (UInt8) -> Bool = { $0 <= 1 }
        return pattern([
            be(MQTTReplyReader.connectionAcknowledgement), { $0 >= 2 && $0 < 0x80 }, isFlags, { _ in true },
        ])
    }

    /// The message of the second key method, or, where the server has none for the client, a refusal.
    private var openVPN: Answer {
        let zero = be(0)
        return any(of: pattern([zero, zero, zero, zero, be(2)]), prefix("AUTH_FAILED"))
    }

    /// connection.start on channel 0.
    private var amqp: Answer {
        let any: (UInt8) -> Bool = { _ in true }
        return pattern([be(1), be(0), be(0), any, any, any, any, be(0), be(10), be(0), be(10)])
    }
}
