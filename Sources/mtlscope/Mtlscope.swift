import AnalysisPipeline
import ArgumentParser
import OutputWriting
import Reporting

/// The command: it hands its arguments to a subcommand, `analyze` unless another is named.
@main
struct Mtlscope: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mtlscope",
        abstract:
            "Tell from packets whether both sides of each TLS connection authenticated, and if not, why.",
        usage: """
            mtlscope CAPTURE... [options]
            mtlscope <subcommand> ...
            """,
        discussion: ExitStatus.discussion,
        version: versionText,
        subcommands: [
            Analyze.self, Watch.self, Top.self, Compare.self, Extract.self, AuditCommand.self, Explain.self,
            Interfaces.self,
            Schema.self,
        ],
        defaultSubcommand: Analyze.self
    )

    /// The release; `versionText` says more.
    static let release = "0.2.0"

    /// Whether that needs the right to capture.
    private static func captures(_ arguments: [String]) -> Bool {
        switch arguments.first {
        case "watch"?: true
        case "top"?: arguments.contains { $0.hasPrefix("-i") || $0.hasPrefix("--interface") }
        default: false
        }
    }

    private static var versionText: String {
        let build = BuildInformation.current
        return """
            mtlscope \(release) (commit \(build.commit ?? "unknown"))
            libpcap \(build.libpcap), OpenSSL \(build.openSSL)
            """
    }

    static func main() {
        Interruption.install()
        let arguments = CommandLineHabits.translated(Array(CommandLine.arguments.dropFirst()))
        guard let first = arguments.first else {
            // Without arguments there is nothing to analyse; the default subcommand's complaint would help less.
            try? Descriptor.standardError.write(HelpRequest.shortText(of: Self.self))
            exit(withError: ExitStatus.usage)
        }
        if captures(arguments) { Host.becomeGroupCopy() }
        if let request = HelpRequest(in: arguments) {
            if let unknown = request.unknown {
                Console.say(Diagnostics.noHelp(for: unknown, meant: subcommand(meantBy: unknown)))
                exit(withError: ExitStatus.usage)
            }
            do { try StandardOutput.write(request.text) } catch { exit(withError: error) }
        } else if let meant = subcommand(meantBy: first) {
            Console.say(Diagnostics.noSuchSubcommand(first, meant: meant))
            exit(withError: ExitStatus.usage)
        } else {
            run(arguments)
        }
    }

    /// Parses the arguments of the subcommand that they are for, without the tree of all, which costs a tenth of a start.
    ///
    /// `nil` where the tree has to say what is wrong, or what else was asked for.
    private static func parseAlone(_ arguments: [String]) -> (any ParsableCommand)? {
        let named = arguments.first.flatMap { subcommand(named: $0) }
        let type = named ?? Analyze.self
        guard let command = try? type.parseAsRoot(named == nil ? arguments : Array(arguments.dropFirst())),
            Swift.type(of: command) == type
        else { return nil }
        return command
    }

    /// What is said of an option that nobody knows, which counts for more than what is missing beside it.
    private static func unknownOption(in arguments: [String]) -> String? {
        do {
            _ = try parseAsRoot(CommandLineHabits.completed(arguments))
            return nil
        } catch {
            let text = fullMessage(for: error)
            return text.contains("Unknown option") ? text : nil
        }
    }

    /// Runs what the arguments ask for; what is said of wrong ones shows no control character that stands in them.
    private static func run(_ arguments: [String]) {
        do {
            var command = try parseAlone(arguments) ?? parseAsRoot(arguments)
            try command.run()
        } catch {
            let isUsage = exitCode(for: error) == .validationFailure
            let text =
                isUsage ? unknownOption(in: arguments) ?? fullMessage(for: error) : fullMessage(for: error)
            var shown = Diagnostics.usage(text, of: arguments)
            if isUsage, let meant = CommandLineHabits.meant(by: arguments) {
                shown += "\n" + Diagnostics.didYouMean(meant)
            }
            guard shown != fullMessage(for: error) else { exit(withError: error) }
            try? Descriptor.standardError.write(shown + "\n")
            exit(withError: exitCode(for: error))
        }
    }
}
