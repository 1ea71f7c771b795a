import Reporting
import TerminalScreen

/// What the keys do.
enum KeyHelp {
    private static let keys: [(keys: String, meaning: String)] = [
        ("1 to 6, Tab, left, right", "another list"), ("up, down, k, j, PgUp, PgDn", "another row"),
        (
            "Enter",
            "all of it: every message as a ladder, certificates, steps to the verdict; of a server or client its connections"
        ),
        ("c", "compare with the nearest good handshake (packets that are read here)"),
        ("x", "explain the cause: what it means, what to look at"),
        ("w", "save the packets of this connection as pcapng (packets that are read here)"),
        ("/", "filter by words; an empty line shows all"), ("s", "sort by something else"),
        ("+ -", "less or more time in the bars: a minute, ten, an hour, all"),
        ("p, Space", "pause; new data is kept"),
        ("?", "this page"), ("Esc", "back, or no filter"), ("q", "quit"),
    ]

    private static let column = 30
    private static let notes = [
        "\"began\" is the first failure after a minute without one.",
        "SURE: the confidence of a verdict that rests on more than messages; low is dimmed.",
        "Lists are bounded; the list Capture says how many entries were dropped.",
    ]

    /// None wider than that.
    static func lines(width: Int) -> [StyledLine] {
        [StyledLine("What the keys do", .bold), StyledLine()]
            + keys.flatMap { entry in
                TerminalText.wrapped(entry.meaning, to: max(20, width - column)).enumerated().map {
                    index,
                    text in
                    var line = StyledLine(index == 0 ? "  \(entry.keys)" : "", .bold)
                    line.pad(to: column)
                    line.append(text)
                    return line
                }
            }
            + [StyledLine()]
            + notes.flatMap { TerminalText.wrapped($0, to: max(20, width)).map { StyledLine($0) } }
    }

    static let hint = "q quit  ? keys  Enter all  c compare  x explain  w save  / filter  s sort"
}
