public import HandshakeAnalysis

/// A comparison with what a report says beside it: where the two connections were found.
public struct ComparisonReport: Sendable {
    /// One of the two, as the user named it.
    public struct Input: Sendable {
        public var name: String
        /// The captures that the name stands for, by the index that packets carry; one, unless it is a folder.
        public var captures: [String]
        /// Connections that might have been meant as well.
        public var alternatives: [ConnectionID]

        public init(name: String, captures: [String] = [], alternatives: [ConnectionID] = []) {
            self.name = name
            self.captures = captures
            self.alternatives = alternatives
        }
    }

    public let comparison: Comparison
    public let good: Input
    public let bad: Input

    public init(_ comparison: Comparison, good: Input, bad: Input) {
        self.comparison = comparison
        self.good = good
        self.bad = bad
    }

    func input(of side: ComparedSide) -> Input { side == .good ? good : bad }
}
