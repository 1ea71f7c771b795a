internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

/// Every sentence that a person reads about a comparison.
///
/// Like ``Sentences``, they begin in lower case but for the names of the two sides, and hold text from the wire as it is.
struct ComparisonSentences {
    /// Names that are listed of a list; more are counted.
    private static let listed = 4

    let report: ComparisonReport
    private let good: Sentences
    private let bad: Sentences

    init(about report: ComparisonReport) {
        self.report = report
        let comparison = report.comparison
        good = Sentences(about: comparison.good, inputNames: report.good.captures)
        bad = Sentences(about: comparison.bad, inputNames: report.bad.captures)
    }

    var comparison: Comparison { report.comparison }

    func sentences(of side: ComparedSide) -> Sentences { side == .good ? good : bad }

    /// What a side is called; where both are views of one thing, neither is the good one.
    func name(of side: ComparedSide) -> String {
        switch (comparison.relation, side) {
        case (.separate, .good): "GOOD"
        case (.separate, .bad): "BAD"
        case (_, .good): "FIRST"
        case (_, .bad): "SECOND"
        }
    }

    /// The verdict of a side, as `mtlscope` gives it for that connection alone.
    func outcome(of side: ComparedSide) -> String {
        sentences(of: side).outcome(of: comparison.report(of: side))
    }

    // MARK: Values

    /// What a side says of a difference, with the frame; of long lists, what the other one lacks.
    func text(of side: ComparedSide, in difference: Difference) -> String {
        let (mine, other) =
            side == .good ? (difference.good, difference.bad) : (difference.bad, difference.good)
        let value = text(of: mine.value, beside: other.value, difference.aspect)
        return mine.packet.map { "\(value), \(sentences(of: side).frame($0))" } ?? value
    }

    /// A value by itself, without its frame.
    func text(
        of value: Difference.Value,
        beside other: Difference.Value,
        _ aspect: ComparedAspect
    ) -> String {
        switch value {
        case .absent: Wording.absence(of: aspect)
        case .text(let text): text.isEmpty ? "an empty name" : text
        case .word(let word): Wording.text(ofWord: word, aspect)
        case .list(let items): Self.text(of: items, beside: other)
        case .validity(let validity): Self.text(of: validity)
        case .alert(let fact): Self.text(of: fact)
        case .refusal(let refusal): Wording.words(of: refusal)
        case .departure(let role, let isReset):
            "\(Wording.name(of: role))\(isReset ? ", by a reset" : "")"
        case .silence(let role, let nanoseconds):
            "\(Wording.span(nanoseconds: nanoseconds)) before the \(Wording.name(of: role)) went on"
        case .bytes(let count): Wording.count(count, "byte")
        case .key(let kind): Wording.name(of: kind)
        }
    }

    private static func text(of items: [String], beside other: Difference.Value) -> String {
        guard case .list(let others) = other else { return list(items) }
        let known = Set(others)
        let alone = items.filter { !known.contains($0) }
        if items.count <= listed, others.count <= listed { return list(items) }
        if Set(items) == known { return "the same in another order, first \(items.first ?? "")" }
        if alone.isEmpty { return "\(items.count), all of them on the other side as well" }
        if alone.count == items.count { return list(items) }
        return "\(items.count), here alone: \(list(alone))"
    }

    private static func list(_ items: [String]) -> String {
        let shown = items.prefix(listed).map { $0.isEmpty ? "an empty name" : $0 }
        let separator = items.contains { $0.contains(",") } ? " | " : ", "
        let rest = items.count - shown.count
        return shown.joined(separator: separator) + (rest > 0 ? " and \(rest) more" : "")
    }

    private static func text(of validity: Difference.Validity) -> String {
        let span =
            "\(DateTime.day(seconds: validity.notBefore.seconds)) to \(DateTime.day(seconds: validity.notAfter.seconds))"
        switch validity.standing {
        case .valid: return "\(span), valid at the time"
        case .expired(let seconds): return "\(span), expired \(Wording.span(seconds: seconds)) earlier"
        case .notYetValid(let seconds): return "\(span), valid only \(Wording.span(seconds: seconds)) later"
        }
    }

    private static func text(of fact: AlertFact) -> String {
        let sender = Wording.name(of: fact.sender)
        guard let alert = fact.alert else { return "\(sender), encrypted" }
        return "\(sender), \(alert.level.displayName) \(Wording.alertName(alert.description))"
    }
}
