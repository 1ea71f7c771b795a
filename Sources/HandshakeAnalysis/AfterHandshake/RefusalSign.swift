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
    }

    public let kind: Kind
    public let confidence: Verdict.Confidence
    /// The answer, and the end if that is a part of the sign.
    public let packets: [PacketReference]

    /// A server that closes of its own accord does it at once.
    private static let longestPause: Int64 = 20_000_000

    /// `nil` where nothing speaks for it.
    init?(_ exchange: DataExchange, isPresented: Bool) {
        // 495 needs a certificate, 496 that there was none.
        let status: NginxPage.Status = isPresented ? .certificateError : .noCertificate
        guard let sign = exchange.isHTTP2 == true ? Self.http2(exchange, status) : Self.http1(exchange, status)
        else { return nil }
        self = sign
    }

    public init(_ kind: Kind, _ confidence: Verdict.Confidence, _ packets: [PacketReference]) {
        self.kind = kind
        self.confidence = confidence
        self.packets = packets
    }

    private static func http1(_ exchange: DataExchange, _ status: NginxPage.Status) -> RefusalSign? {
        guard exchange.turns.first?.sender == .client, let answer = exchange.onlyAnswer,
            answer.bytes.count == 1, let page = NginxPage(status, bytes: answer.bytes.upperBound),
            let token = page.token, let leave = exchange.leaves.server,
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

    private static func http2(_ exchange: DataExchange, _ status: NginxPage.Status) -> RefusalSign? {
        let answers = exchange.turns(of: .server)
        let bytes = exchange.bytes(of: .server)
        guard let first = answers.first?.firstBytes, let last = answers.last?.last, bytes.count == 1,
            NginxPage(status, http2Bytes: bytes.upperBound, first: first) != nil
        else { return nil }
        return RefusalSign(.nginxPageInHTTP2(status: status.rawValue, bytes: bytes.upperBound), .medium, [last])
    }
}

extension DataExchange {
    /// The server's answer, if it gave one and no more.
    var onlyAnswer: Turn? {
        let answers = turns(of: .server)
        return answers.count == 1 ? answers[0] : nil
    }
}
