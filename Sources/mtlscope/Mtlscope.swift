import ArgumentParser
import OutputWriting

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
        version: "0.1.0",
        subcommands: [Analyze.self, Watch.self, Compare.self, Explain.self, Interfaces.self, Schema.self],
        defaultSubcommand: Analyze.self
    )

    static func main() {
        Interruption.install()
        // Without arguments there is nothing to analyse; the default subcommand's complaint would help less.
        guard CommandLine.arguments.count > 1 else {
            try? Descriptor.standardError.write(helpMessage() + "\n")
            exit(withError: ExitStatus.usage)
        }
        main(nil)
    }
}
