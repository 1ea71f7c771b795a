import ArgumentParser
import OutputWriting
import Reporting

/// What `compare` takes beside the two connections; the names are those of the other subcommands.
struct ComparisonOptions: ParsableArguments {
    enum Format: String, OptionWord { case text, json }

    @OptionGroup var evidence: EvidenceOptions

    @Option(help: "How to report.")
    var format: Format = .text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the report to this file.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Flag(help: "End with status 1 if the handshakes differ in anything of consequence.")
    var exitCode = false

    @Flag(name: .shortAndLong, help: "Also show what is of no consequence.")
    var verbose = false

    @OptionGroup var text: TextOptions

    func bytes(of report: ComparisonReport) -> [UInt8] {
        switch format {
        case .json: ComparisonJSON.document(of: report)
        case .text:
            ComparisonText(
                ComparisonText.Options(
                    width: text.width(of: output),
                    usesColor: text.usesColor(output),
                    isVerbose: verbose
                )
            ).bytes(of: report)
        }
    }
}
