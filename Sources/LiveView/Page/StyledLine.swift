import Reporting
import TerminalScreen

/// A line that is being laid out: pieces of text, each behind the one before.
struct StyledLine: Hashable, Sendable {
    private(set) var runs: [ScreenRun] = []
    /// In cells.
    private(set) var width = 0

    init() {}

    /// Text that nobody has escaped yet is escaped by ``append(_:_:)``.
    init(_ text: String, _ style: CellStyle = .plain) { append(text, style) }

    /// Reads a line of a report, in which sequences of ECMA-48 set bold, dim and colours.
    init(report line: String) {
        var style = CellStyle.plain
        var rest = line[...]
        while let start = rest.firstIndex(of: "\u{1B}") {
            append(String(rest[..<start]), style)
            rest = rest[start...].dropFirst()
            guard rest.first == "[", let end = rest.firstIndex(of: "m") else { continue }
            style = Self.style(style, rest[..<end].dropFirst())
            rest = rest[end...].dropFirst()
        }
        append(String(rest), style)
    }

    private static func style(_ style: CellStyle, _ code: Substring) -> CellStyle {
        var style = style
        switch code {
        case "0", "": style = .plain
        case "1": style.isBold = true
        case "2": style.isDim = true
        default:
            if let number = Int(code), let color = CellStyle.Color(rawValue: number - 30) {
                style.color = color
            }
        }
        return style
    }

    mutating func append(_ text: String, _ style: CellStyle = .plain) {
        guard !text.isEmpty else { return }
        let text = TerminalText.escaped(text)
        runs.append(ScreenRun(column: width, text: text, style: style))
        width += TerminalText.width(text)
    }

    mutating func append(_ line: StyledLine) {
        for run in line.runs { append(run.text, run.style) }
    }

    /// Spaces up to a column.
    mutating func pad(to column: Int, _ style: CellStyle = .plain) {
        if column > width { append(String(repeating: " ", count: column - width), style) }
    }

    /// Broken between words like a long command of a shell, which stays one command.
    func folded(to limit: Int) -> [StyledLine] {
        guard width > limit, let style = runs.first?.style else { return [self] }
        let text = runs.map(\.text).joined()
        let indent = String(text.prefix { $0 == " " })
        let lines = TerminalText.wrapped(
            String(text.dropFirst(indent.count)),
            to: limit - indent.count - Self.continuation.count - 4
        )
        return lines.enumerated().map { index, line in
            let start = index == 0 ? indent : indent + "    "
            return StyledLine(start + line + (index < lines.count - 1 ? Self.continuation : ""), style)
        }
    }

    private static let continuation = " \\"

    /// Not wider than that; what is cut ends with an ellipsis.
    func cut(to limit: Int) -> StyledLine {
        guard width > limit else { return self }
        var line = StyledLine()
        for run in runs {
            let room = limit - line.width
            guard room > 0 else { break }
            line.append(TerminalText.cut(run.text, to: room), run.style)
        }
        return line
    }

    /// Everything in one style on top of its own.
    func restyled(_ change: (inout CellStyle) -> Void) -> StyledLine {
        var line = self
        for index in line.runs.indices { change(&line.runs[index].style) }
        return line
    }

    var text: String { runs.map(\.text).joined() }
}
