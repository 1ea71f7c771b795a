public import HandshakeAnalysis

// What `top` says on standard error and at the foot of its screen.
extension Diagnostics {
    public static let topNeedsSource =
        "Give a source: '-i INTERFACE', captures, a file of NDJSON, 'unix:PATH' or '-'."

    public static let topTakesOneSource =
        "'top' shows interfaces, captures, or one other source, not several kinds at once."

    public static let topNeedsTerminal = """
        'top' needs a terminal, and standard output is not one
        for plain text use 'mtlscope watch -i INTERFACE' or 'mtlscope CAPTURE'; for programs, add '--format ndjson'
        """

    /// `detail` is what the loader says.
    public static func topLacksLibrary(_ detail: String) -> String {
        """
        'top' needs ncurses: \(TerminalText.escaped(detail))
        install it (Debian's package is libncursesw6), or use 'mtlscope watch' or 'mtlscope CAPTURE' for plain text
        """
    }

    public static func topUnknownTerminal(_ name: String) -> String {
        let what =
            name.isEmpty
            ? "TERM is not set"
            : "TERM is '\(TerminalText.escaped(name))', which is unknown here or cannot move the cursor"
        return """
            'top' cannot use this terminal: \(what)
            try 'TERM=xterm-256color mtlscope top …', or use 'mtlscope watch' or 'mtlscope CAPTURE' for plain text
            """
    }

    public static let topStreamIsGone =
        "standard input cannot be read again: save it to a file, and use 'mtlscope extract'"

    public static let topSavesNothingRedacted =
        "nothing is saved with --redact: 'mtlscope extract --redact' writes packets with other addresses"

    public static let topRedactsPackets =
        "'--redact' needs packets: records are redacted by the watch that writes them, 'mtlscope watch --redact'"

    public static let topRecordsHaveNoPackets =
        "records have no packets: 'mtlscope watch --write FILE' keeps them, 'mtlscope extract' takes them from a capture"

    public static func topPacketsGone(_ id: ConnectionID) -> String {
        "the packets of \(Wording.connection(id)) are no longer in memory"
    }

    public static func topSavedBefore(_ id: ConnectionID, _ path: String) -> String {
        "\(Wording.connection(id)) was saved to \(TerminalText.escaped(path)) before"
    }

    public static let topIsSaving = "another connection is being saved"
    public static let topReadsAgain = "reading the capture again …"

    public static func topSaved(
        _ id: ConnectionID,
        _ path: String,
        _ packets: UInt64,
        lacksBeginning: Bool,
        isCut: Bool
    ) -> String {
        let beginning = lacksBeginning ? "; its first packets are no longer in memory" : ""
        let end = isCut ? "; what came later did not fit" : ""
        return
            "saved \(Wording.many(packets, "packet")) of \(Wording.connection(id)) to \(TerminalText.escaped(path))\(beginning)\(end)"
    }

    public static func topListens(_ path: String) -> String {
        "waiting for 'mtlscope watch -o unix:\(TerminalText.escaped(path))'"
    }

    public static func topConnected(_ path: String) -> String { "connected to \(TerminalText.escaped(path))" }
}
