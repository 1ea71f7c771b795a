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

    @OptionGroup var options: ReportOptions

    func run() throws {
        do {
            var analysis = try LiveAnalysis(interface: interface, filter: options.filter, keyLogs: options.keyLog)
            var output = try ReportOutput(options)
            Console.say(Diagnostics.watching(interface))
            let summary = try analysis.run { reports in
                try output.show(reports)
            } isStopped: {
                Interruption.isRequested
            }
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
        case .noSuchKeyLog, .other: Diagnostics.failed(error.subject, error.detail)
        }
    }
}
