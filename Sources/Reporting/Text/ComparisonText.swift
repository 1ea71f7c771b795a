internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

/// A comparison as text: both outcomes, the sentence that matters, the differences, and both handshakes side by side.
///
/// It takes 80 to 100 columns, as the terminal has them; only a word that is longer itself takes more.
public struct ComparisonText {
    public struct Options: Sendable {
        /// The terminal's width in cells, if that is narrower than a report's.
        public var width: Int?
        public var usesColor: Bool
        /// Show what is of no consequence as well.
        public var isVerbose: Bool

        public init(width: Int? = nil, usesColor: Bool = false, isVerbose: Bool = false) {
            self.width = width
            self.usesColor = usesColor
            self.isVerbose = isVerbose
        }
    }

    static let widest = 100
    private static let narrowest = 80
    private static let nameWidth = 35

    private let options: Options
    private let style: TextStyle
    private let width: Int

    public init(_ options: Options = Options()) {
        self.options = options
        style = TextStyle(usesColor: options.usesColor)
        width = max(Self.narrowest, min(options.width ?? Self.widest, Self.widest))
    }

    public func bytes(of report: ComparisonReport) -> [UInt8] {
        let sentences = ComparisonSentences(about: report)
        var lines = ComparedSide.allCases.flatMap { heading(of: $0, sentences) }
        lines += [""] + paragraph(sentences.headline, style.strong)
        lines += relation(sentences)
        if case .separate = sentences.comparison.relation, let diagnosis = sentences.diagnosis {
            if let contrast = sentences.contrast { lines += paragraph("difference: " + contrast, indent: 12) }
            if let remedy = diagnosis.remedy { lines += paragraph("do: " + remedy, indent: 4) }
        }
        lines += sentences.remarks.flatMap { paragraph("note: " + $0, indent: 6) }
        lines += differences(sentences)
        lines.append("")
        lines += SideBySide(style: style, width: width).lines(for: sentences)
        return lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
    }

    // MARK: Head

    private func heading(of side: ComparedSide, _ sentences: ComparisonSentences) -> [String] {
        let connection = sentences.comparison.report(of: side)
        let label = TerminalText.padded(sentences.name(of: side), to: 6) + " "
        let place = "\(sentences.report.input(of: side).name) \(Wording.connection(connection.id))"
        let indent = String(repeating: " ", count: TerminalText.width(label))
        let facts = [
            "\(connection.client) → \(connection.server)", connection.tls.serverName ?? "-",
            connection.tls.version?.displayName ?? "-",
        ]
        let word = Wording.word(for: connection.verdict.status)
        let verdict = style.verdict(word, connection.verdict.status) + "  "
        let outcome = TerminalText.wrapped(
            TerminalText.escaped(sentences.outcome(of: side)),
            to: width - indent.utf8.count - word.utf8.count - 2
        )
        let hanging = indent + String(repeating: " ", count: word.utf8.count + 2)
        return [style.strong(label) + TerminalText.escaped(place)]
            + [indent + TerminalText.escaped(facts.joined(separator: "  "))]
            + outcome.enumerated().map { $0 == 0 ? indent + verdict + $1 : hanging + $1 }
    }

    private func relation(_ sentences: ComparisonSentences) -> [String] {
        let list =
            switch sentences.comparison.relation {
            case .separate: [String]()
            case .sameConnection(let same): sentences.observations(of: same)
            case .reterminated(let retermination): sentences.evidence(of: retermination)
            }
        return list.flatMap { paragraph("- " + $0, indent: 2) }
    }

    private func paragraph(_ text: String, indent: Int = 0, _ paint: (String) -> String = { $0 }) -> [String]
    {
        let indentation = String(repeating: " ", count: indent)
        return TerminalText.wrapped(TerminalText.escaped(text), to: width - indent).enumerated().map {
            paint($0 == 0 ? $1 : indentation + $1)
        }
    }

    // MARK: Differences

    private func differences(_ sentences: ComparisonSentences) -> [String] {
        let all = sentences.comparison.differences
        var lines: [String] = []
        for consequence in Difference.Consequence.allCases {
            let group = all.filter { $0.consequence == consequence }
            guard !group.isEmpty else { continue }
            if consequence == .incidental, !options.isVerbose {
                lines += [""] + omitted(group)
                continue
            }
            lines += ["", style.strong(Self.title(of: consequence))]
            lines += group.flatMap { self.lines(for: $0, sentences) }
        }
        if all.isEmpty { lines += ["", "No differences."] }
        if options.isVerbose, !sentences.hidden.isEmpty {
            lines += [""] + sentences.hidden.flatMap { paragraph($0, indent: 2) }
        }
        return lines
    }

    private static func title(of consequence: Difference.Consequence) -> String {
        switch consequence {
        case .cause: "What can explain it"
        case .outcome: "How they ended"
        case .circumstance: "What differs besides"
        case .incidental: "Of no consequence"
        }
    }

    private func omitted(_ group: [Difference]) -> [String] {
        let names = group.map { Wording.name(of: $0.aspect) }.joined(separator: "; ")
        return paragraph("Of no consequence (-v shows them): \(names)", indent: 2, style.dimmed)
    }

    private func lines(for difference: Difference, _ sentences: ComparisonSentences) -> [String] {
        let name = TerminalText.padded("  " + Wording.name(of: difference.aspect), to: Self.nameWidth)
        let blank = String(repeating: " ", count: TerminalText.width(name))
        return ComparedSide.allCases.flatMap { side -> [String] in
            let label = TerminalText.padded(sentences.name(of: side), to: 6) + "  "
            let hanging = blank + String(repeating: " ", count: TerminalText.width(label))
            let room = max(24, width - TerminalText.width(hanging))
            let text = TerminalText.escaped(sentences.text(of: side, in: difference))
            return TerminalText.wrapped(text, to: room).enumerated().map { index, line in
                index == 0 ? (side == .good ? name : blank) + style.dimmed(label) + line : hanging + line
            }
        }
    }
}
