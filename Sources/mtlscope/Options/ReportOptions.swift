import ArgumentParser
public import HandshakeAnalysis
public import Reporting

/// What subcommands that report on connections share: which packets, what to check, and how to report.
struct ReportOptions: ParsableArguments {
    /// Each subcommand has an option of its own for it, with those that it can write.
    enum Format: String, OptionWord { case text, json, ndjson, csv, html }

    @OptionGroup var evidence: EvidenceOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the report to this file.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Option(
        name: .customLong("export-certs"),
        help: ArgumentHelp(
            "Also write the certificates of the connections that are shown to this folder, as PEM files.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var exportCerts: String?

    @OptionGroup var filters: FilterOptions

    @Flag(help: "End with status 1 if any connection failed.")
    var exitCode = false

    @Flag(
        name: .shortAndLong,
        help: "Show every message as a ladder, what the certificates say, and the reasons for each verdict."
    )
    var verbose = false

    @Option(help: "Show connections that are alike as one entry: 'auto' where more than ten are.")
    var group: Grouping = .auto

    @OptionGroup var display: DisplayOptions

    /// With what is shown message by message, nothing is summed up unasked.
    private var grouping: Grouping { isDetailed(.text) && group == .auto ? .none : group }

    /// Every message is shown, so it has to be kept; a connection that is asked for by its number is shown in full.
    func isDetailed(_ format: Format) -> Bool { verbose || format == .html || !filters.id.isEmpty }

    /// Whether connections come in the order of their numbers: lines for programs come when they are decided, and so does text
    /// that somebody reads while a stream goes on.
    func ordersByNumber(_ format: Format, isStream: Bool) -> Bool {
        switch format {
        case .json, .csv, .html: true
        case .text: !isStream
        case .ndjson: false
        }
    }

    /// Makes what writes the report; `inputNames` are the captures by the index that packets carry.
    ///
    /// If it `keepsRest`, what is reported may wait for more before it is written; if it `isLive`, somebody waits for it.
    ///
    /// If it `isLog`, unasked each connection has its line.
    func makeFormatter(
        _ format: Format,
        inputNames: [String],
        keepsRest: Bool,
        isLive: Bool,
        isLog: Bool = false
    ) -> any ReportFormatter {
        switch format {
        case .json: JSONReport()
        case .ndjson: NDJSONReport(keepsRest: keepsRest)
        case .csv: CSVReport(inputNames: inputNames)
        case .html:
            HTMLReport(
                HTMLReport.Options(
                    clock: display.clock,
                    inputNames: inputNames,
                    filters: filters.words,
                    evidence: evidence.words,
                    producer: "mtlscope \(Mtlscope.release)"
                )
            )
        case .text:
            TextReport(
                TextReport.Options(
                    width: display.text.width(of: output),
                    isStrict: display.text.isStrict(output),
                    usesColor: display.text.usesColor(output),
                    isASCII: Locale.isASCII,
                    isVerbose: isDetailed(format),
                    clock: display.clock,
                    grouping: isLog && grouping == .auto ? .none : grouping,
                    isLive: isLive,
                    inputNames: inputNames,
                    filters: filters.words
                )
            )
        }
    }
}

extension Verdict.Status: OptionWord {}

extension Grouping: OptionWord {}
