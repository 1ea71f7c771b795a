public import ArgumentParser
public import HandshakeAnalysis
import Reporting

/// What subcommands that report on connections share: which packets, what to check, and how to report.
struct ReportOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, ndjson }
    enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    @OptionGroup var evidence: EvidenceOptions

    @Option(help: "How to report.")
    var format: Format = .text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the report to this file.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Option(
        name: .customLong("export-certs"),
        help: ArgumentHelp(
            "Also put the certificates of the connections that are shown into this folder, as PEM files.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var exportCerts: String?

    @Option(help: "Show only connections with this status; repeatable. The summary counts all.")
    var status: [Verdict.Status] = []

    @Flag(help: "End with status 1 if any connection failed.")
    var exitCode = false

    @Flag(
        name: .shortAndLong,
        help: "Show every message, as a ladder, what the certificates say, and the reasons of each verdict."
    )
    var verbose = false

    @Option(help: "Colours in text.")
    var color: Color = .auto

    /// Whether connections come in the order of their numbers: lines for programs come when they are decided, and so does text
    /// that somebody reads while a stream goes on.
    func ordersByNumber(isStream: Bool) -> Bool {
        switch format {
        case .json: true
        case .text: !isStream
        case .ndjson: false
        }
    }

    /// Makes what writes the report; `inputNames` are the captures by the index that packets carry.
    ///
    /// If it `keepsRest`, what is reported may wait for more before it is written.
    func makeFormatter(inputNames: [String], keepsRest: Bool) -> any ReportFormatter {
        switch format {
        case .json: JSONReport()
        case .ndjson: NDJSONReport(keepsRest: keepsRest)
        case .text:
            TextReport(
                TextReport.Options(
                    width: output == nil ? Descriptor.standardOutput.terminalWidth : nil,
                    usesColor: usesColor,
                    isVerbose: verbose,
                    inputNames: inputNames
                )
            )
        }
    }

    private var usesColor: Bool { output == nil ? color.isOn(for: .standardOutput) : color == .always }
}

extension Verdict.Status: ExpressibleByArgument {}

extension ReportOptions.Color {
    func isOn(for descriptor: Descriptor) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            // https://no-color.org
            guard Environment.value(of: "NO_COLOR") ?? "" == "", Environment.value(of: "TERM") != "dumb"
            else {
                return false
            }
            return descriptor.isTerminal
        }
    }
}
