public import Explanations

/// What `explain` prints for people: the best explanation in full, the others by name.
public struct ExplanationText {
    /// A line is no wider than this, even on a wider terminal: it is prose.
    private static let widest = 100
    private static let narrowest = 40

    private let width: Int
    /// What a program may read has a line an entry.
    private let isForTerminal: Bool
    private let style: TextStyle

    /// Prose for a terminal of this width, in cells.
    public init(width: Int? = nil, usesColor: Bool = false) {
        isForTerminal = width != nil
        self.width = max(Self.narrowest, min(width ?? Self.widest, Self.widest))
        style = TextStyle(usesColor: usesColor)
    }

    public func text(of answer: Answer, for term: String) -> String {
        var lines: [String] = []
        if let match = answer.best.first {
            let readings = answer.readings
            if !readings.isEmpty { lines += list(of: readings) }
            lines += self.lines(of: match)
            if let other = readings.dropFirst().first { lines += ["", ""] + self.lines(of: other) }
            let alternatives = answer.best.dropFirst().filter { match in
                !readings.contains { $0.explanation.name == match.explanation.name }
            }
            lines += list(Wording.orPossibly, alternatives.map { ($0.explanation, $0.refusedBy) })
            lines += list(Wording.alsoInText, answer.others.map { ($0.explanation, nil) })
        } else {
            lines += wrapped(TerminalText.escaped(Wording.nothingFound(Self.short(term))), "")
            lines += list(Wording.nearest, answer.nearest.map { ($0, nil) })
        }
        if answer.isCut { lines += ["", Wording.cutText] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// All that can be explained, by kind.
    public func index(of catalogue: Catalogue) -> String {
        let names = catalogue.explanations.map(\.name.utf8.count).max() ?? 0
        let layout = TextLayout(width: isForTerminal ? width : .max, isStrict: isForTerminal)
        return catalogue.explanations.flatMap { entry in
            layout.hanging(TerminalText.padded(entry.name, to: names) + "  ", entry.title, at: names + 2)
        }.map { $0 + "\n" }.joined()
    }

    // MARK: Lines

    /// Both readings of a text that does not tell who refused, before either is explained.
    private func list(of readings: [Answer.Match]) -> [String] {
        let lines = readings.flatMap { match in
            wrapped("\(Wording.reading(match)) \(match.explanation.name)", "  ").map(style.strong)
                + wrapped(match.explanation.title, "      ")
        }
        return wrapped(Wording.twoReadings, "") + [""] + lines + [""]
    }

    private func lines(of match: Answer.Match) -> [String] {
        let entry = match.explanation
        var lines = wrapped(Wording.heading(of: entry), "").map(style.strong)
        lines += wrapped(entry.title, "")
        lines.append("")
        if let recognised = Wording.recognised(match) {
            lines += wrapped(TerminalText.escaped(Self.short(recognised)), "  ")
        }
        if let said = Wording.whoSaid(match) { lines += wrapped(said, "  ") }
        if match.program != nil { lines.append("") }
        if let meaning = entry.meaning { lines += wrapped(meaning, "") + [""] }
        func holds(_ side: Side?) -> Bool { side == nil || match.refusedBy == nil || side == match.refusedBy }
        func condition(_ side: Side?) -> String { match.refusedBy == nil ? Wording.condition(side) : "" }
        lines += section(
            Wording.causes,
            entry.causes.filter { holds($0.refusedBy) }.map { condition($0.refusedBy) + $0.text }
        )
        lines += section(Wording.stacks, entry.stacks.map { [$0] } ?? [])
        lines += section(
            Wording.wire,
            [entry.tls12.map { "TLS 1.2 and older: \($0)" }, entry.tls13.map { "TLS 1.3: \($0)" }].compactMap(
                \.self
            )
        )
        lines += steps(entry.steps.filter { holds($0.refusedBy) }.map { ($0, condition($0.refusedBy)) })
        if !entry.seeAlso.isEmpty {
            lines += wrapped(Wording.seeAlso + entry.seeAlso.joined(separator: ", "), "")
        }
        if let sources = entry.sources { lines += wrapped(Wording.sources + sources, "").map(style.dimmed) }
        return lines
    }

    private func section(_ title: String, _ items: [String]) -> [String] {
        if items.isEmpty { return [] }
        return [style.strong(title)] + items.flatMap { bullet($0) } + [""]
    }

    private func steps(_ steps: [(step: Explanation.Step, condition: String)]) -> [String] {
        if steps.isEmpty { return [] }
        return [style.strong(Wording.steps)]
            + steps.flatMap { step, condition in
                // A command stays on one line, so that it can be copied.
                step.isCommand ? ["      " + step.text] : bullet(condition + step.text)
            } + [""]
    }

    private func list(_ title: String, _ entries: [(entry: Explanation, refusedBy: Side?)]) -> [String] {
        if entries.isEmpty { return [] }
        return ["", style.strong(title)]
            + entries.flatMap { entry, side in
                bullet("\(entry.name): \(Wording.condition(side))\(entry.title)")
            }
    }

    private func bullet(_ text: String) -> [String] {
        wrapped(text, "    ").enumerated().map { index, line in
            index == 0 ? "  - " + line.dropFirst(4) : line
        }
    }

    private func wrapped(_ text: String, _ indent: String) -> [String] {
        TerminalText.wrapped(text, to: width - indent.utf8.count).map { indent + $0 }
    }

    /// A quoted term may be megabytes.
    private static func short(_ text: String) -> String {
        text.utf8.count > 300 ? String(text.prefix(200)) + "…" : text
    }
}
