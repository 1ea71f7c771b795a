import ByteParsing
import TLSWire

/// Both sides finished, and the server, first to close, gave no answer: a destroyed socket, nginx's 444, HAProxy's
/// `reject`, a GnuTLS server that looks at the certificate late.
///
/// A time-out and a crash look alike, so this is never certain (docs/inference.md).
struct SilentRefusal: Hashable, Sendable {
    let leave: DataExchange.Leave
    /// The client's last data before, if it had sent any.
    let request: PacketReference?
    /// The server had sent what may have been an answer: in HTTP/2 its settings, and in TLS 1.3 what may have been a ticket;
    /// or the times are of two clocks.
    let isDoubtful: Bool

    /// Idle clients are closed on later than that.
    static let longestPause: Int64 = 100_000_000
    /// A request is answered, or given up, later than that.
    static let longestThought: Int64 = 2_000_000_000
    /// A request and its preface; who sends more is at work.
    private static let mostRequests = 4
    /// What wants no answer: LDAP's unbind of 7 or 8 bytes (RFC 4511, section 4.3), and PostgreSQL's cancellation.
    private static let farewells = [7, 8, cancellation]
    static let cancellation = 16
    /// The server has said something that may be an answer, tickets and HTTP/2's settings aside.
    static func isAnswered(_ exchange: DataExchange) -> Bool {
        guard !exchange.isSilent(.server) else { return false }
        return exchange.isHTTP2 == false || exchange.bytes(of: .server).lowerBound > largestSettings
    }

    /// SETTINGS, its acknowledgement and WINDOW_UPDATE, of the stack that sends most; the smallest response takes more.
    private static let largestSettings = 64

    /// `nil` where the server did not leave like that.
    ///
    /// If it `isUnanswered`, the data were read, and what the server sent is no answer.
    init?(_ exchange: DataExchange, isUnanswered: Bool = false) {
        // A client that was told that its request is given up may be the quicker to close.
        let isFirst = exchange.firstToLeave == .server
        guard isFirst || isUnanswered, let leave = exchange.leaves.server,
            leave.kind != .alert || exchange.isTransportClosed
        else { return nil }
        let isSilent = isUnanswered || exchange.isSilent(.server)
        guard
            isSilent
                || (exchange.isHTTP2 == true
                    && exchange.bytes(of: .server).upperBound <= Self.largestSettings)
        else { return nil }
        let requests = exchange.turns(of: .client)
        if let first = requests.first?.first, let last = requests.last?.last {
            let isPrompt =
                exchange.nanoseconds(from: first, to: leave.packet) <= Self.longestThought
                || requests.reduce(0) { $0 + $1.records } <= Self.mostRequests
                    && exchange.nanoseconds(from: last, to: leave.packet) <= Self.longestThought
            guard isPrompt, Self.farewell(in: exchange) == nil,
                !Self.isListened(to: requests, exchange, leave)
            else { return nil }
            request = last
        } else {
            guard
                exchange.nanosecondsAfterHandshake(of: leave.packet)
                    <= Self.longestPause + exchange.roundTrip
            else { return nil }
            request = nil
        }
        self.leave = leave
        isDoubtful = !isSilent || exchange.isTicketGuessed || !isFirst || !exchange.isTimed
    }

    /// The client went on while the server listened, before that left.
    ///
    /// So log shippers, and whatever else wants no answer, use a connection. In HTTP/2 the preface goes before the request.
    private static func isListened(
        to requests: [DataExchange.Turn],
        _ exchange: DataExchange,
        _ leave: DataExchange.Leave
    ) -> Bool {
        guard exchange.isHTTP2 != true else { return false }
        if requests.count > 1 { return true }
        return requests.first?.resumed.map { $0.comes(before: leave.packet) } ?? false
    }

    /// What the client sent, in bytes, if that wants no answer but the server's close.
    static func farewell(in exchange: DataExchange) -> Int? {
        let bytes = exchange.bytes(of: .client).upperBound
        return farewells.contains(bytes) ? bytes : nil
    }

    /// A reset may be of a server that crashed, and settings show that it was at work.
    var confidence: Verdict.Confidence { leave.kind == .reset || isDoubtful ? .low : .medium }
}
