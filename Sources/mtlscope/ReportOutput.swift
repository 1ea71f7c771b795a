import ArgumentParser
import HandshakeAnalysis
import OutputWriting
import Redacting
import Reporting

/// Where the report goes, in the format that was asked for.
struct ReportOutput {
    private let descriptor: Descriptor
    /// What the report is written aside as; `nil` for standard output.
    private let file: ReplacedFile?
    private let path: String?
    private let options: ReportOptions
    private let format: ReportOptions.Format
    private var formatter: any ReportFormatter
    private var export: CertificateExport?
    private let filter: ConnectionFilter
    private let redaction: Redaction
    /// Reports that the filters let through.
    private var shown: UInt64 = 0

    /// Opens the output; what cannot be opened ends the command with its status.
    ///
    /// If it `isLive`, packets come as they are sent, and somebody may be waiting for each report.
    init(
        _ options: ReportOptions,
        _ format: ReportOptions.Format,
        _ redaction: Redaction = Redaction(),
        inputNames: [String] = [],
        isLive: Bool
    ) throws {
        self.options = options
        self.format = format
        self.redaction = redaction
        path = options.output
        filter = try options.filters.filter(clock: options.display.clock)
        export = try CertificateExport(options)
        do throws(Descriptor.Failure) {
            file = try options.output.map { path throws(Descriptor.Failure) in try ReplacedFile(path) }
            descriptor = file?.descriptor ?? .standardOutput
        } catch {
            throw Self.ending(error, options.output)
        }
        formatter = options.makeFormatter(
            format,
            inputNames: inputNames,
            keepsRest: !isLive && descriptor.isRegularFile,
            isLive: isLive
        )
        try write(formatter.start())
    }

    /// Whether lines of the report and of standard error would meet on one screen.
    var isTerminal: Bool { descriptor.isTerminal }

    mutating func show(_ reports: [ConnectionReport]) throws {
        let descriptor = descriptor
        let filter = filter
        if !options.filters.words.isEmpty { shown += UInt64(reports.count { filter.matches($0) }) }
        do {
            if redaction.isNothing {
                try formatter.connections(reports, where: filter.matches) { try descriptor.write($0) }
            } else {
                // Filters are of what was seen.
                let shown = reports.map { (redaction.report($0), filter.matches($0)) }
                let numbers = Set(shown.filter(\.1).map { Numbered($0.0) })
                try formatter.connections(shown.map(\.0), where: { numbers.contains(Numbered($0)) }) {
                    try descriptor.write($0)
                }
            }
        } catch let failure as Descriptor.Failure {
            throw ending(failure)
        }
        try export?.save(reports, where: filter.matches)
    }

    /// Makes what writes the connections on other threads; `nil` when this one has to.
    var makeRenderer: (@Sendable () -> any ReportRenderer)? {
        // Certificates are exported from whole reports, and numbers are given when those of all threads are in order.
        guard export == nil, redaction.isNothing, filter.ids.isEmpty, let make = formatter.makeRenderer else {
            return nil
        }
        let filter = filter
        return { make { filter.matches($0) } }
    }

    mutating func show(_ reports: RenderedReports) throws {
        let descriptor = descriptor
        shown += UInt64(reports.entries.count)
        do {
            try formatter.connections(reports) { try descriptor.write($0) }
        } catch let failure as Descriptor.Failure {
            throw ending(failure)
        }
    }

    mutating func showStatistics(_ summary: AnalysisSummary) throws {
        try write(formatter.statistics(redaction.summary(summary)))
    }

    mutating func finish(_ summary: AnalysisSummary) throws {
        var summary = redaction.summary(summary)
        // They may name what is taken out.
        if redaction.isNothing { summary.filters = options.filters.words }
        if !options.filters.words.isEmpty { summary.shown = shown }
        // That nothing could be read is said on standard error, and there is nothing else to say.
        if format == .text, file == nil, summary.isUnread { return }
        try write(formatter.finish(summary))
        guard let file else { return }
        do throws(Descriptor.Failure) { try file.finish() } catch { throw Self.ending(error, path) }
    }

    private func write(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        do throws(Descriptor.Failure) { try descriptor.write(bytes.span) } catch { throw ending(error) }
    }

    /// A file that cannot be completed leaves the old one as it was.
    private func ending(_ failure: Descriptor.Failure) -> ExitCode {
        file?.discard()
        return Self.ending(failure, path)
    }

    /// A reader that has seen enough closes the pipe: that is no error.
    static func ending(_ failure: Descriptor.Failure, _ path: String?) -> ExitCode {
        if failure.isClosedPipe { return .success }
        Console.say(Diagnostics.cannotWrite(path ?? "standard output", failure.text))
        return failure.isPermission ? ExitStatus.notPermitted : ExitStatus.inputOutput
    }
}

/// Which of the reports of a connection it is.
private struct Numbered: Hashable {
    let id: ConnectionID
    let revision: Int

    init(_ report: ConnectionReport) {
        id = report.id
        revision = report.revision
    }
}

extension ReportOptions {
    /// Ends the command with the status that the analysis deserves.
    func end(with summary: AnalysisSummary) throws {
        for input in summary.inputs {
            for problem in input.problems { Console.say(Diagnostics.problem(problem, with: input.path)) }
        }
        let isFilterGiven = summary.inputs.contains { input in
            CommandLineHabits.isFilter(input.path) && input.problems.contains { $0.category == .noSuchInput }
        }
        if isFilterGiven { Console.say(Diagnostics.filterIsOption) }
        if let status = ExitStatus.of(summary) { throw status }
        if exitCode, summary.statusCounts[.failed] ?? 0 > 0 { throw ExitStatus.failedConnections }
    }
}

extension AnalysisSummary {
    /// No input could be read at all.
    fileprivate var isUnread: Bool {
        packetCount == 0 && !inputs.isEmpty
            && inputs.allSatisfy { input in
                input.problems.contains { $0.category != .truncated && $0.category != .notice }
            }
    }
}
