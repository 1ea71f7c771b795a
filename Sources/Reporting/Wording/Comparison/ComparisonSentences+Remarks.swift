internal import HandshakeAnalysis

extension ComparisonSentences {
    /// What a reader should know before drawing conclusions, a sentence each.
    var remarks: [String] {
        let isBothHidden = ComparedSide.allCases.allSatisfy { side in
            comparison.remarks.contains { $0 == .hidden(side) }
        }
        let own = comparison.remarks.filter { remark in
            if case .hidden = remark { !isBothHidden } else { true }
        }
        let both =
            isBothHidden
            ? [
                "both are encrypted after the ServerHello: what they contain is inferred from sizes. With their key logs (-k) more can be compared"
            ] : []
        return both + own.compactMap(sentence) + ComparedSide.allCases.compactMap(alternatives)
    }

    private func sentence(of remark: Comparison.Remark) -> String? {
        switch remark {
        case .swapped:
            guard case .separate = comparison.relation else { return nil }
            return
                "GOOD ended worse than BAD: they may be swapped. What is said here explains \(name(of: comparison.subject))"
        case .bothFailed:
            guard case .separate = comparison.relation else { return nil }
            return "both failed"
        case .bothCompleted:
            guard case .separate = comparison.relation else { return nil }
            return "both handshakes completed: if BAD failed, the application refused it afterwards"
        case .neitherCompleted: return nil
        case .hidden(let side):
            return
                "\(name(of: side)) is encrypted after the ServerHello: what it contains is inferred from sizes. With its key log (-k) more can be compared"
        case .resumed(let side):
            return "\(name(of: side)) resumed a session, and shows neither a request nor certificates"
        case .lacksBytes(let side, let bytes):
            return "the capture of \(name(of: side)) lacks \(Wording.count(bytes, "byte"))"
        case .secretsRefused(let side):
            return
                "the secrets that were given do not decrypt \(name(of: side)): they belong to another connection"
        }
    }

    /// `BAD is c1; c4, c7 would do as well: BAD:c4 names one`.
    private func alternatives(of side: ComparedSide) -> String? {
        let others = report.input(of: side).alternatives.map { "c\($0.number)" }
        guard let first = others.first else { return nil }
        let shown = others.prefix(4).joined(separator: ", ")
        let rest = others.count > 4 ? " and \(others.count - 4) more" : ""
        return
            "\(name(of: side)) is c\(comparison.report(of: side).id.number); \(shown)\(rest) would fit as well: choose one with \(Self.place(side)):\(first)"
    }

    private static func place(_ side: ComparedSide) -> String { side == .good ? "GOOD" : "BAD" }

    /// Aspects that one side hides, in one sentence a side.
    var hidden: [String] {
        ComparedSide.allCases.compactMap { side in
            let names = comparison.unknown.filter { $0.side == side }.map { Wording.name(of: $0.aspect) }
            return names.isEmpty ? nil : "not known of \(name(of: side)): \(names.joined(separator: "; "))"
        }
    }
}
