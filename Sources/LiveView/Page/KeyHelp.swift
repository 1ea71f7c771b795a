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
        ("p, Space", "pause; what comes meanwhile is kept"),
        ("?", "this page"), ("Esc", "back, or no filter"), ("q", "quit"),
    ]

    static let lines: [StyledLine] =
        [StyledLine("What the keys do", .bold), StyledLine()]
        + keys.map { entry in
            var line = StyledLine("  \(entry.keys)", .bold)
            line.pad(to: 32)
            line.append(" \(entry.meaning)")
            return line
        }
        + [
            StyledLine(),
            StyledLine("\"began\" is the first failure after a minute without one."),
            StyledLine("SURE: the confidence of a verdict that rests on more than messages; low is dimmed."),
            StyledLine("Lists have limits; what was forgotten is told in the list Capture."),
        ]

    static let hint = "q quit  ? keys  Enter all  c compare  x explain  w save  / filter  s sort"
}
