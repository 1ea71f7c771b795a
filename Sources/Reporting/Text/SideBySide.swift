internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

/// Two handshakes in two columns, a row a message, with the place marked where they part.
///
///       4 +0.000153 → ClientHello                   ~      4 +0.000143 → ClientHello
///      13 +0.008623 ← NewSessionTicket              ≠     13 +0.003062 ← Alert certificate_expired
struct SideBySide {
    private static let frameWidth = 7
    private static let timeWidth = 11
    private static let gutter = 3

    let style: TextStyle
    let width: Int

    /// Cells of one column.
    private var column: Int { (width - Self.gutter) / 2 }

    func lines(for sentences: ComparisonSentences) -> [String] {
        let lineup = sentences.comparison.lineup
        var lines = [style.dimmed(heading(sentences))]
        for (index, row) in lineup.rows.enumerated() {
            if index == lineup.parting, index > 0 { lines.append(style.dimmed(divider)) }
            lines.append(line(for: row, sentences.comparison))
        }
        if lineup.omitted > 0 {
            lines.append("  \(Wording.many(lineup.omitted, "further message")) not shown")
        }
        let legend = Self.legend(of: lineup.rows)
        return legend.isEmpty ? lines : lines + [style.dimmed("  " + legend)]
    }

    /// What the signs mean that are there.
    private static func legend(of rows: [Lineup.Row]) -> String {
        var entries: [String] = []
        if rows.contains(where: { $0.mark == .differing }) { entries.append("~ same message, other content") }
        if rows.contains(where: { $0.mark == .parted }) { entries.append("≠ another message, or none") }
        if rows.contains(where: { $0.good?.basis == .inferred || $0.bad?.basis == .inferred }) {
            entries.append("[n] inferred from a record of n bytes")
        }
        return entries.joined(separator: "    ")
    }

    private func heading(_ sentences: ComparisonSentences) -> String {
        let sides = ComparedSide.allCases.map { side in
            let left =
                TerminalText.rightAligned("frame", to: Self.frameWidth)
                + TerminalText.rightAligned("time", to: Self.timeWidth)
            return TerminalText.padded("\(left)  \(sentences.name(of: side))", to: column)
        }
        return TerminalText.withoutTrailingSpaces(
            sides.joined(separator: String(repeating: " ", count: Self.gutter))
        )
    }

    private var divider: String {
        let label = " they differ from here "
        let left = (width - label.utf8.count) / 2
        let right = width - label.utf8.count - left
        return String(repeating: "─", count: left) + label + String(repeating: "─", count: right)
    }

    private func line(for row: Lineup.Row, _ comparison: Comparison) -> String {
        let left = cell(row.good, comparison.good)
        let right = cell(row.bad, comparison.bad)
        let mark =
            switch row.mark {
            case .alike: "│"
            case .differing: "~"
            case .parted: "≠"
            }
        let padded = TerminalText.padded(left, to: column)
        return TerminalText.withoutTrailingSpaces(
            "\(paint(padded, row.good, row.mark)) \(style.mark(mark, row.mark)) \(paint(right, row.bad, row.mark))"
        )
    }

    private func paint(_ text: String, _ event: HandshakeEvent?, _ mark: Lineup.Mark) -> String {
        guard let event, mark == .parted else { return text }
        return style.toned(text, TextStyle.tone(of: event.kind))
    }

    private func cell(_ event: HandshakeEvent?, _ report: ConnectionReport) -> String {
        guard let event else { return "" }
        let elapsed = Ladder.elapsed(
            event.packet.time.nanoseconds.subtractingReportingOverflow(report.first.time.nanoseconds)
                .partialValue
        )
        let arrow = event.sender == .client ? "→" : "←"
        let start =
            "\(TerminalText.rightAligned(String(event.packet.frame), to: Self.frameWidth))\(TerminalText.rightAligned(elapsed, to: Self.timeWidth)) \(arrow) "
        let text = [Wording.name(of: event.kind), Self.detail(of: event)].filter { !$0.isEmpty }
        return start
            + TerminalText.cut(
                TerminalText.escaped(text.joined(separator: " ")),
                to: column - TerminalText.width(start)
            )
    }

    /// The word that tells one message of a kind from another.
    private static func detail(of event: HandshakeEvent) -> String {
        switch event.kind {
        case .certificate(let chain):
            if chain.isEmpty { return "(empty)" }
            return chain.leaf?.subject ?? ""
        case .alert(let alert): return alert.description.displayName
        case .inferred(_, let length): return event.basis == .inferred ? "[\(length)]" : ""
        case .gap(let bytes), .cut(let bytes): return "\(Wording.many(bytes, "byte"))"
        case .refusedByApplication(let refusal): return refusal.code
        case .answeredByApplication(let code): return code
        default: return ""
        }
    }
}

extension TerminalText {
    /// Cuts text to at most `width` cells; an ellipsis says so.
    public static func cut(_ text: String, to width: Int) -> String {
        guard self.width(text) > width else { return text }
        var cut = ""
        for character in text {
            guard self.width(cut + String(character)) < width else { break }
            cut.append(character)
        }
        return cut + "…"
    }
}

extension TextStyle {
    func mark(_ text: String, _ mark: Lineup.Mark) -> String {
        switch mark {
        case .alike: dimmed(text)
        case .differing: warning(text)
        case .parted: alarm(text)
        }
    }
}
