import ArgumentParser
import ByteParsing
import HandshakeAnalysis

/// Which connections are meant, in the same words for every subcommand that has to choose.
struct FilterOptions: ParsableArguments {
    @Option(help: "Show only connections with this status; repeatable. The summary counts all.")
    var status: [Verdict.Status] = []

    @Option(
        help: ArgumentHelp(
            """
            Only these servers: an address (of 802.1X, a MAC address), a network (192.0.2.0/24), a port, an address or \
            a name with a port, or a server name, in which * stands for any characters; repeatable.
            """,
            valueName: "server"
        )
    )
    var server: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only these clients: as --server, where a name is one of the client's certificate, or its EAP identity; repeatable.",
            valueName: "client"
        )
    )
    var client: [String] = []

    @Option(help: ArgumentHelp("Only this server name (SNI), also with *; repeatable.", valueName: "name"))
    var name: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only where either side's certificate has this in its subject, or this as its subject with *; repeatable.",
            valueName: "subject"
        )
    )
    var subject: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only this cause: the code of the first diagnosis, or the kind of failure; also with *; repeatable.",
            valueName: "code"
        ),
        completion: .list(Cause.allCodes)
    )
    var cause: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Only connections that began then or later: RFC 3339, HH:MM for that time of each day, or -10m for ten minutes before \
            now (s, m, h, d).
            """,
            valueName: "time"
        )
    )
    var since: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only connections that began then or earlier.", valueName: "time")
    )
    var until: String?

    @Option(
        help: ArgumentHelp(
            "Only this connection, by its number (212, #212 or c212), in full; repeatable.",
            valueName: "number"
        )
    )
    var id: [String] = []

    func validate() throws { _ = try filter(clock: .utc) }

    /// - Throws: What is wrong with an option.
    func filter(clock: WallClock) throws -> ConnectionFilter {
        var filter = ConnectionFilter(clock: clock)
        filter.statuses = status
        filter.servers = try server.map { try place($0, "--server") }
        filter.clients = try client.map { try place($0, "--client") }
        filter.serverNames = name.map { NamePattern($0) }
        filter.subjects = subject.map { NamePattern($0, matchesPart: true) }
        filter.causes = try cause.map(code)
        filter.since = try since.map { try time($0, "--since", clock) }
        filter.until = try until.map { try time($0, "--until", clock) }
        filter.ids = Set(
            try id.map { text in
                guard let id = ConnectionID(text) else {
                    throw ValidationError(
                        "'--id \(text)' is not the number of a connection, such as 212 or c212."
                    )
                }
                return id
            }
        )
        return filter
    }

    /// What was asked for, as the command line has it; empty where everything is meant.
    var words: [String] {
        var words: [String] = []
        func add(_ option: String, _ values: [String]) { words += values.map { "\(option) \($0)" } }
        add("--status", status.map(\.rawValue))
        add("--server", server)
        add("--client", client)
        add("--name", name)
        add("--subject", subject)
        add("--cause", cause)
        add("--since", since.map { [$0] } ?? [])
        add("--until", until.map { [$0] } ?? [])
        add("--id", id)
        return words
    }

    private func place(_ text: String, _ option: String) throws -> PlacePattern {
        guard let pattern = PlacePattern(text) else {
            throw ValidationError("'\(option) \(text)' is not an address, network, port or name.")
        }
        return pattern
    }

    private func code(_ text: String) throws -> NamePattern {
        let pattern = NamePattern(text)
        guard Cause.allCodes.contains(where: pattern.matches) else {
            throw ValidationError(
                "'--cause \(text)' is not a cause; 'mtlscope explain --list' lists them among the diagnoses and kinds of failure."
            )
        }
        return pattern
    }

    private func time(_ text: String, _ option: String, _ clock: WallClock) throws -> TimeBound {
        guard let bound = TimeBound(text, clock: clock, now: .now) else {
            throw ValidationError("'\(option) \(text)' is not a time: give RFC 3339, HH:MM or -10m.")
        }
        return bound
    }
}
