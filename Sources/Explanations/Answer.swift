/// What the catalogue has for a term: what the text means, or what comes nearest.
public struct Answer: Sendable {
    /// An explanation that some words of the text lead to.
    public struct Match: Sendable {
        public let explanation: Explanation
        /// The words of the text, as they stand there.
        public let words: String
        /// What prints such words; `nil` for a term that names the explanation.
        public let program: String?
        /// The end that printed the text, where that is known.
        public let reporter: Side?
        public let origin: Origin
        /// Who refused whom: the side that ended it.
        public let refusedBy: Side?
    }

    /// What the program that prints the text tells about.
    public enum Origin: String, CaseIterable, Sendable {
        /// An alert that the other side sent.
        case received
        /// It refuses the other side itself.
        case raised
        /// The server's application refuses, after the handshake.
        case answered
        /// Something of its own, or an end without a reason.
        case local
        /// The text does not tell.
        case unknown
    }

    /// Those of the most specific words; several where the text does not tell them apart, the likeliest first.
    public internal(set) var best: [Match] = []
    /// What other words of the text lead to.
    public internal(set) var others: [Match] = []
    /// If nothing matches: what has the most words in common, which may be nothing alike.
    public internal(set) var nearest: [Explanation] = []
    /// The text was longer than what was looked at.
    public internal(set) var isCut = false

    public var isFound: Bool { !best.isEmpty }

    /// Who refused whom; `nil` where the text does not tell, or nobody did.
    public var refusedBy: Side? {
        let sides = Set(best.compactMap(\.refusedBy))
        return sides.count == 1 ? sides.first : nil
    }

    /// One match for each side that may have refused, where the text does not tell which; else none.
    public var readings: [Match] {
        let sides = Side.allCases.compactMap { side in best.first { $0.refusedBy == side } }
        guard sides.count == Side.allCases.count else { return [] }
        return best.first?.refusedBy == .server ? sides.reversed() : sides
    }
}
