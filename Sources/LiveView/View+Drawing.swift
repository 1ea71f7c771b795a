import ByteParsing
import HandshakeAnalysis
import Reporting
public import TerminalScreen

/// How the rows of a screen are shared out.
struct ScreenLayout {
    /// Below, nothing is shown but that it is too small.
    static let smallest = ScreenSize(rows: 10, columns: 40)
    private static let rowsWithPane = 16

    let size: ScreenSize

    var isTooSmall: Bool { size.rows < Self.smallest.rows || size.columns < Self.smallest.columns }
    /// Lists, headings and the foot beside the header.
    private var free: Int { size.rows - Header.height - 3 }
    /// With the line above it.
    var paneHeight: Int { size.rows < Self.rowsWithPane ? 0 : free * 3 / 5 }
    var tableHeight: Int { max(free - paneHeight, 1) }
}

extension View {
    var layout: ScreenLayout { ScreenLayout(size: size) }

    /// Draws a screen of this size: as many lines as it has rows, none wider than it.
    public mutating func frame(of current: Board, size: ScreenSize, process: ProcessFacts) -> [[ScreenRun]] {
        self.size = size
        guard !layout.isTooSmall else { return finished([StyledLine("The terminal is too small.")]) }
        if let overlay { return finished(lines(of: overlay)) }
        let board = frozen ?? current
        let header = Header(
            board: board,
            clock: ClockText(clock: options.clock),
            isASCII: options.isASCII,
            isPaused: isPaused,
            span: board.isLive ? Self.spans[span] : nil,
            process: process
        )
        var lines = header.lines(width: size.columns)
        lines.append(tabs(board))
        lines += tab == .capture ? capture(board) : list(board)
        let foot = foot()
        lines = Array(lines.prefix(size.rows - foot.count))
        while lines.count < size.rows - foot.count { lines.append(StyledLine()) }
        return finished(lines + foot)
    }

    private func finished(_ lines: [StyledLine]) -> [[ScreenRun]] {
        let lines = lines.prefix(size.rows).map { $0.cut(to: size.columns).runs }
        guard options.isASCII else { return Array(lines) }
        return lines.map { runs in
            runs.map { run in
                ScreenRun(column: run.column, text: PlainCharacters.text(run.text), style: run.style)
            }
        }
    }

    // MARK: Parts

    private func tabs(_ board: Board) -> StyledLine {
        var line = StyledLine()
        for one in Tab.allCases {
            let style: CellStyle = one == tab ? .reversed : .plain
            line.append(" \(one.rawValue + 1) \(one.title) ", style)
        }
        return line
    }

    private mutating func list(_ board: Board) -> [StyledLine] {
        let rows = rows(board)
        let listing = Listing(clock: ClockText(clock: options.clock), now: board.now)
        let table = listing.table(tab, width: size.columns)
        var lines = [table.heading]
        guard let index = chosenIndex(in: rows) else {
            lines.append(StyledLine("  \(emptyText(board))", .dim))
            return lines
        }
        // Until somebody chooses a row, it is the first, whatever comes to stand there.
        chosen[tab]?.place = index
        let height = layout.tableHeight
        var top = min(max(tops[tab] ?? 0, index - height + 1), index)
        top = max(0, min(top, rows.count - height))
        tops[tab] = top
        for place in top..<min(top + height, rows.count) {
            lines.append(
                table.line(listing.cells(rows[place], width: size.columns), isChosen: place == index)
            )
        }
        guard layout.paneHeight > 1 else { return lines }
        while lines.count < height + 1 { lines.append(StyledLine()) }
        lines.append(rule("\(index + 1) of \(ShortWords.number(rows.count))"))
        lines += details(board).pane(for: rows[index]).prefix(layout.paneHeight - 1)
        return lines
    }

    private func rule(_ text: String) -> StyledLine {
        StyledLine("── \(text) " + String(repeating: "─", count: max(size.columns - text.count - 4, 0)), .dim)
    }

    private func emptyText(_ board: Board) -> String {
        if !filter.isEmpty { return "nothing matches the filter '\(filter)'; Esc shows all" }
        switch tab {
        case .failures: return board.connections == 0 ? "no TLS connection so far" : "no failure so far"
        case .live, .services, .clients: return "no TLS connection so far"
        case .certificates: return "no certificate so far"
        case .capture: return ""
        }
    }

    private mutating func capture(_ board: Board) -> [StyledLine] {
        let lines = details(board).capture()
        let height = size.rows - Header.height - 2
        let top = max(0, min(tops[.capture] ?? 0, lines.count - height))
        tops[.capture] = top
        return Array(lines.dropFirst(top))
    }

    /// The last line, or two where a message takes them.
    private func foot() -> [StyledLine] {
        if let prompt {
            var line = StyledLine(prompt.label, .bold)
            line.append(prompt.text)
            line.append(" ", .reversed)
            return [line]
        }
        if let message {
            return TerminalText.wrapped(message, to: size.columns).prefix(2).map { StyledLine($0, .yellow) }
        }
        guard !filter.isEmpty else { return [StyledLine(KeyHelp.hint, .dim)] }
        return [StyledLine("filter: \(filter)  (Esc shows all)", .yellow)]
    }

    private func lines(of overlay: Overlay) -> [StyledLine] {
        let height = max(size.rows - 2, 1)
        var title = StyledLine(" \(overlay.title) ", .reversed)
        if overlay.lines.count > height {
            title.append(
                "  \(overlay.top + 1) to \(min(overlay.top + height, overlay.lines.count)) of \(overlay.lines.count)",
                .dim
            )
        }
        var lines = [title] + overlay.lines.dropFirst(overlay.top).prefix(height)
        while lines.count < size.rows - 1 { lines.append(StyledLine()) }
        lines.append(StyledLine("Esc back  arrows, PgUp, PgDn scroll", .dim))
        return lines
    }
}
