public import HandshakeAnalysis

/// What the command says on standard error, one line each, without the program's name before it.
public enum Diagnostics {
    /// `capture.pcap: cut off in the middle of a packet (at byte 900)`.
    public static func problem(_ problem: AnalysisSummary.Problem, with path: String) -> String {
        TerminalText.escaped("\(path == "-" ? "standard input" : path): \(SummaryText.problem(problem))")
    }

    /// `word` is neither a file nor a subcommand.
    public static func noSuchSubcommand(_ word: String, meant: String?) -> String {
        "there is no file and no subcommand '\(TerminalText.escaped(word))'"
            + (meant.map { "; did you mean '\($0)'?" } ?? "; 'mtlscope --help' lists them")
    }

    public static func noHelp(for word: String, meant: String?) -> String {
        "there is no subcommand '\(TerminalText.escaped(word))'"
            + (meant.map { "; did you mean '\($0)'?" } ?? "; 'mtlscope --help' lists them")
    }

    public static func didYouMean(_ command: String) -> String {
        TerminalText.escaped("did you mean '\(command)'?")
    }

    public static let filterIsOption =
        "a filter is one argument, after -f: 'mtlscope -f \"tcp port 8443\" CAPTURE'"

    public static func invalidFilter(_ filter: String, _ detail: String) -> String {
        TerminalText.escaped("the filter '\(filter)' is wrong: \(detail)")
    }

    public static func noSuchInterface(_ interface: String, _ detail: String) -> String {
        lines("cannot watch '\(interface)': \(detail)", "'mtlscope interfaces' lists what can be watched")
    }

    /// Why an interface cannot be watched, and how it can.
    ///
    /// `program` is where the binary itself is: a script or a link cannot be given a right. If it `hasGroup`, members of the
    /// group mtlscope have the right.
    public static func notPermitted(
        _ interface: String,
        _ detail: String,
        program: String,
        hasGroup: Bool = false
    ) -> String {
        if hasGroup {
            return lines(
                "not permitted to watch '\(interface)': \(detail)",
                "run it as root, or join the group mtlscope and log in again:",
                "  sudo usermod -aG mtlscope $USER"
            )
        }
        return lines(
            "not permitted to watch '\(interface)': \(detail)",
            "run it as root, or give the program the right once:",
            "  sudo setcap cap_net_raw=ep '\(program)'"
        )
    }

    public static func failed(_ subject: String, _ detail: String) -> String {
        TerminalText.escaped(subject.isEmpty ? detail : "\(subject): \(detail)")
    }

    public static func cannotWrite(_ path: String, _ detail: String) -> String {
        TerminalText.escaped("cannot write to \(path): \(detail)")
    }

    public static func cannotRead(_ path: String, _ detail: String) -> String {
        TerminalText.escaped("cannot read \(path): \(detail)")
    }

    public static func exportIsTaken(_ path: String) -> String {
        TerminalText.escaped("\(path) exists and is not this certificate; it is left as it is")
    }

    public static func exportIsFull(_ path: String, _ count: Int) -> String {
        TerminalText.escaped(
            "\(path) has got \(count) certificates, which is the limit; no more are exported"
        )
    }

    public static let nothingToExplain = "say what to explain"
    public static let listTakesNoTerm = "--list takes no term"

    public static func outputFails(_ place: String, _ detail: String) -> String {
        TerminalText.escaped("cannot write to \(place) (\(detail)); retrying")
    }

    public static func cannotListen(_ place: String, _ detail: String) -> String {
        TerminalText.escaped("cannot listen on \(place): \(detail)")
    }

    public static func outputRecovered(_ place: String, _ dropped: UInt64) -> String {
        TerminalText.escaped(
            "\(place) is writable again; \(Wording.many(dropped, "report")) dropped meanwhile"
        )
    }

    public static func notWritten(_ place: String, _ dropped: UInt64) -> String {
        TerminalText.escaped(
            "\(place) does not accept output: \(Wording.many(dropped, "report")) dropped"
        )
    }

    public static let queuesTakeMemory =
        "'--queue' and '--write-buffer' leave too little of '--max-memory': lower them, or raise it."
    public static let outputIsInput = "the output would overwrite an input"

    // MARK: Extracting

    public static let packetsToTerminal = "packets are not written to a terminal: name a file, or use a pipe"

    public static let nothingChosen = "no TLS connection matches: nothing was written"

    public static func streamTooLong(_ bytes: Int) -> String {
        "standard input has more than \(EventText.size(bytes)): the rest was not read; --buffer can be raised"
    }

    public static func extracted(_ path: String, packets: UInt64, connections: Int) -> String {
        TerminalText.escaped(
            "\(path): \(Wording.many(packets, "packet")) of \(Wording.many(connections, "connection"))"
        )
    }

    public static func noRedactionKey(_ path: String) -> String {
        TerminalText.escaped(
            "\(path) holds no key: 32 bytes or 64 hexadecimal digits, as 'openssl rand -hex 32' makes"
        )
    }

    /// How packets were redacted, and what was not written since it could not be.
    public static func notRedacted(_ packets: UInt64) -> String {
        "not written, since addresses might be left in them: \(Wording.many(packets, "packet"))"
    }

    /// What a comment says of a connection whose beginning is not there.
    public static func lacksBeginning(_ id: ConnectionID) -> String {
        "mtlscope: \(Wording.connection(id)): earlier packets are missing: they had left the buffer, or were never seen"
    }

    public static func captureIsFull(_ path: String, _ limit: String) -> String {
        TerminalText.escaped(
            "\(path) has reached its limit of \(limit): no more packets are written to it (--write-limit)"
        )
    }

    /// What the file of packets holds at the end.
    public static func captureWritten(
        _ path: String,
        size: String,
        connections: UInt64,
        incomplete: UInt64,
        omitted: UInt64,
        unreachable: UInt64
    ) -> String {
        var parts = ["packets of \(Wording.many(connections, "connection")) in \(path) (\(size))"]
        if incomplete > 0 { parts.append("\(incomplete) without their beginning") }
        if omitted > 0 { parts.append("\(omitted) not written because they did not fit") }
        if unreachable > 0 { parts.append("\(unreachable) not written, since they are not of TCP or UDP") }
        return TerminalText.escaped(parts.joined(separator: "; "))
    }

    public static func lostFragments(_ count: UInt64) -> String {
        "not written: \(Wording.many(count, "IP fragment")) of datagrams that are not whole"
    }

    /// What is wrong with the arguments of a command, in which they are quoted.
    ///
    /// A line break in an argument is escaped, those between lines are not.
    public static func usage(_ text: String, of arguments: [String]) -> String {
        var text = text
        let values =
            arguments
            + arguments.compactMap { argument in
                argument.firstIndex(of: "=").map { String(argument[argument.index(after: $0)...]) }
            }
        for value in values.sorted(by: { $0.utf8.count > $1.utf8.count }) {
            let escaped = TerminalText.escaped(value)
            if escaped != value { text = text.replacing(value, with: escaped) }
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { TerminalText.escaped(String($0)) }
            .joined(separator: "\n")
    }

    // MARK: Comparing

    public static let comparesTwo = "'compare' takes two connections: GOOD BAD, or CAPTURE c1 c2"

    public static let comparesWithItself = "both are the same connection"

    public static func noSuchConnection(_ id: ConnectionID, _ capture: String) -> String {
        TerminalText.escaped(
            "\(capture) has no TLS connection c\(id.number); 'mtlscope \(capture)' lists them"
        )
    }

    public static func notConsidered(_ capture: String, _ count: Int) -> String {
        TerminalText.escaped(
            "\(capture): \(Wording.many(count, "more connection")) not considered; name one as '\(capture):c3', or narrow them by a filter (-f)"
        )
    }

    /// Why no pair was found: one of the captures holds no TLS connection, or the only capture holds just one.
    public static func nothingToCompare(_ good: String, _ bad: String, _ first: Int, _ second: Int) -> String
    {
        if first > 0, second > 0 {
            return TerminalText.escaped(
                "\(good) has only one TLS connection: there is nothing to compare it with"
            )
        }
        return TerminalText.escaped("\(first == 0 ? good : bad) has no TLS connection to compare")
    }

    /// Lines of which each is escaped, but not the breaks between them.
    private static func lines(_ lines: String...) -> String {
        lines.map(TerminalText.escaped).joined(separator: "\n")
    }
}
