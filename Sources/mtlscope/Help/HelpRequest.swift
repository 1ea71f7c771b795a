import ArgumentParser

/// A wish for help among the arguments: `-h` for what fits on a few lines, `--help` or `help` for all of it.
struct HelpRequest {
    enum Extent { case short, whole }

    let command: any ParsableCommand.Type
    /// Help was asked for of what is no subcommand.
    private(set) var unknown: String?
    let extent: Extent

    /// `nil` where the arguments ask for no help; what stands behind `--` asks for nothing.
    init?(in arguments: [String]) {
        let words = arguments.prefix { $0 != "--" }
        if words.first == "help" {
            extent = .whole
            let name = words.dropFirst().first { !$0.hasPrefix("-") }
            let named = name.flatMap(Mtlscope.subcommand(named:))
            if named == nil { unknown = name }
            command = named ?? Mtlscope.self
            return
        }
        if words.contains("--help") {
            extent = .whole
        } else if words.contains("-h") {
            extent = .short
        } else {
            return nil
        }
        command = words.first.flatMap(Mtlscope.subcommand(named:)) ?? Mtlscope.self
    }

    var text: String {
        switch extent {
        case .short: Self.shortText(of: command)
        case .whole: Self.wholeText(of: command)
        }
    }

    /// How it is called, and examples.
    static func shortText(of command: any ParsableCommand.Type) -> String {
        """
        \(command.configuration.abstract)

        USAGE: \(usage(of: command))

        \(examples(of: command))

        '\(name(of: command)) --help' shows every option.

        """
    }

    private static func wholeText(of command: any ParsableCommand.Type) -> String {
        var text = Mtlscope.helpMessage(for: command)
        if command == Mtlscope.self {
            // Most people want the options of what runs without a subcommand.
            let options = Mtlscope.helpMessage(for: Analyze.self).split(
                separator: "\n",
                omittingEmptySubsequences: false
            )
            let start = options.firstIndex { $0.hasPrefix("OPTIONS:") } ?? options.endIndex
            text += "\nOPTIONS OF 'analyze', which runs when no subcommand is named:\n"
            text += options[start...].dropFirst().joined(separator: "\n")
        }
        return text + "\n" + examples(of: command) + "\n"
    }

    /// Where there are several ways, each on a line of its own, below the first.
    private static func usage(of command: any ParsableCommand.Type) -> String {
        Mtlscope.usageString(for: command).split(separator: "\n").map { $0.drop { $0 == " " } }
            .joined(separator: "\n       ")
    }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command == Mtlscope.self ? "mtlscope" : "mtlscope \(command._commandName)"
    }

    private static let columns = 80

    private static func examples(of command: any ParsableCommand.Type) -> String {
        let examples = Example.all[command._commandName] ?? []
        let width = examples.map(\.command.count).max() ?? 0
        let fits = examples.allSatisfy { 2 + width + 2 + $0.meaning.count <= columns }
        let lines = examples.flatMap { example in
            let padding = String(repeating: " ", count: width - example.command.count)
            return fits
                ? ["  \(example.command)\(padding)  \(example.meaning)"]
                : ["  \(example.command)", "      \(example.meaning)"]
        }
        return (["EXAMPLES:"] + lines).joined(separator: "\n")
    }
}
