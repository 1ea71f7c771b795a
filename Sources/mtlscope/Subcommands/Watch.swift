import AnalysisPipeline
import ArgumentParser
import HandshakeAnalysis
import Reporting

struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch an interface, and report each connection the moment that it is decided.",
        discussion: "SIGINT and SIGTERM end it with a summary. " + ExitStatus.discussion
    )

    @Option(name: .shortAndLong, help: "The interface to watch, or 'any'.")
    var interface: String

    @Option(
        help: ArgumentHelp(
            "With --format ndjson, write statistics this often; 0 for never.",
            valueName: "seconds"
        )
    )
    var statistics = 60

    @OptionGroup var options: ReportOptions

    func validate() throws {
        guard [.text, .ndjson, .json].contains(options.format) else {
            throw ValidationError("'watch' reports as text or ndjson.")
        }
        guard (0...86_400).contains(statistics) else {
            throw ValidationError("'--statistics' must be from 0 to 86400.")
        }
    }

    func run() throws {
        do {
            var analysis = try LiveAnalysis(
                interface: interface,
                filter: options.evidence.filter,
                keyLogs: options.evidence.keyLog,
                keepsEvents: options.isDetailed,
                checks: options.evidence.checks
            )
            var output = try ReportOutput(options, isLive: true)
            Console.say(Diagnostics.watching(interface))
            let summary = try analysis.run(
                onReports: { try output.show($0) },
                statisticsInterval: statistics > 0 ? .seconds(statistics) : nil,
                onStatistics: { try output.showStatistics($0) },
                isStopped: { Interruption.isRequested }
            )
            try output.finish(summary)
            try options.end(with: summary)
        } catch let error as AnalysisError {
            Console.say(Self.explanation(of: error))
            throw ExitStatus.of(error)
        }
    }

    static func explanation(of error: AnalysisError) -> String {
        switch error.kind {
        case .invalidFilter: Diagnostics.invalidFilter(error.subject, error.detail)
        case .noSuchInterface: Diagnostics.noSuchInterface(error.subject, error.detail)
        case .notPermitted: Diagnostics.notPermitted(error.subject, error.detail)
        case .noSuchFile, .notTrustMaterial, .other: Diagnostics.failed(error.subject, error.detail)
        }
    }
}
