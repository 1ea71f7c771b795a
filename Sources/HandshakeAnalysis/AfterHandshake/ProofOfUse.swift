public import ByteParsing
import TLSWire

/// What shows that an application served a client, as opposed to: the handshake let it in.
public enum ProofOfUse: Hashable, Sendable {
    /// An answer that was read, by its code; empty where its protocol has none.
    case answer(code: String, PacketReference)
    /// More than any refusal takes, in bytes at least.
    case bytes(Int)
    /// Two requests, answered with so many bytes at most: who refuses says the same each time.
    case answers(Int, Int)

    /// `nil` where nothing shows it; `isPlainStart` says that nothing went before TLS on the stream.
    init?(_ facts: ConcludedFacts, _ exchange: DataExchange?, isPlainStart: Bool) {
        if let answer = facts.facts.applicationAnswer {
            guard answer.isService else { return nil }
            self = .answer(code: answer.code, answer.packet)
            return
        }
        // What was refused was read, however long its page was.
        guard facts.facts.applicationRefusal == nil, let exchange else { return nil }
        let bytes = exchange.bytes(of: .server).lowerBound
        if bytes > DataExchange.proofBytes, !Self.mayBePage(exchange, bytes) {
            self = .bytes(bytes)
            return
        }
        guard exchange.isHTTP2 == false, isPlainStart,
            let (first, second) = Self.answers(exchange)
        else { return nil }
        self = .answers(first, second)
    }

    /// The packet that shows it, if it is one.
    var packets: [PacketReference] { if case .answer(_, let packet) = self { [packet] } else { [] } }

    /// A request and an answer of HTTP/1.1 take more; mail and databases talk in shorter lines.
    private static let smallestRequest = 40
    private static let smallestAnswer = 100
    /// Pages of one refusal differ by their fields, such as Apache's `Keep-Alive: max=99`, and by what was asked for, which some
    /// name twice.
    private static let smallestDifference = 64

    /// Custom pages of errors take 5 to 30 KB.
    static let largestPage = 32 << 10
    private static let longestPause: Int64 = 20_000_000

    /// One answer after which the server closes at once, as after a refusal, may be a page that says no.
    private static func mayBePage(_ exchange: DataExchange, _ bytes: Int) -> Bool {
        guard bytes <= largestPage, let answer = exchange.onlyAnswer, let leave = exchange.leaves.server,
            leave.packet.nanoseconds(after: answer.last) <= longestPause
        else { return false }
        return exchange.firstToLeave == .server || leave.kind == .alert
    }

    private static func distance(_ one: ClosedRange<Int>, _ other: ClosedRange<Int>) -> Int {
        max(one.lowerBound - other.upperBound, other.lowerBound - one.upperBound, 0)
    }

    private static func answers(_ exchange: DataExchange) -> (Int, Int)? {
        guard exchange.turns.first?.sender == .client, exchange.turns.count >= 4 else { return nil }
        let turns = exchange.turns.prefix(4)
        guard turns[0].bytes.lowerBound >= smallestRequest, turns[2].bytes.lowerBound >= smallestRequest,
            turns[1].bytes.lowerBound >= smallestAnswer, turns[3].bytes.lowerBound >= smallestAnswer,
            distance(turns[1].bytes, turns[3].bytes)
                > smallestDifference + 2 * abs(turns[0].bytes.upperBound - turns[2].bytes.upperBound)
        else { return nil }
        return (turns[1].bytes.upperBound, turns[3].bytes.upperBound)
    }
}
