import AnalysisPipeline
import ArgumentParser
import HandshakeAnalysis
import Reporting

struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch interfaces, and report each connection as soon as its verdict is known.",
        discussion: """
            The output (-o) is a file that lines are appended to, 'unix:PATH' for a socket that somebody listens on, or \
            'journal:' for the journal of systemd; both get NDJSON.

            SIGINT and SIGTERM end it with a summary, within five seconds. SIGHUP opens the output again and reads key \
            logs, authorities and revocation lists again. SIGUSR1 writes statistics.

            \(ExitStatus.discussion)
            """
    )

    @OptionGroup var capture: CaptureOptions
    @OptionGroup var live: LiveOutputOptions
    @OptionGroup var options: ReportOptions

    func validate() throws {
        guard options.format == .text || options.format == .ndjson else {
            throw ValidationError("'watch' writes text or ndjson.")
        }
        let check = OutputCheck(inputs: [], options.evidence)
        if let output = options.output, check.isEndangered(by: output) {
            throw ValidationError(Diagnostics.outputIsInput)
        }
    }

    func run() throws {
        Interruption.beginWatch()
        do {
            var settings = capture.settings(options.evidence)
            settings.keepsEvents = options.isDetailed || live.detail == .full
            settings.statisticsInterval = live.statistics > 0 ? .seconds(live.statistics) : nil
            var analysis = try LiveAnalysis(settings, control: Interruption.control)
            var output = try WatchOutput(options, live)
            let summary = try analysis.run { event in
                if output.isOver { throw output.ending }
                try output.take(event)
            }
            let isWhole = output.finish(summary)
            if let failure = analysis.failure { throw failure }
            try options.end(with: summary)
            if !isWhole { throw ExitStatus.inputOutput }
        } catch let error as AnalysisError {
            Console.sayIfReady(Self.explanation(of: error))
            throw ExitStatus.of(error)
        }
    }

    static func explanation(of error: AnalysisError) -> String {
        switch error.kind {
        case .invalidFilter: Diagnostics.invalidFilter(error.subject, error.detail)
        case .noSuchInterface: Diagnostics.noSuchInterface(error.subject, error.detail)
        case .notPermitted:
            Diagnostics.notPermitted(
                error.subject,
                error.detail,
                program: Host.program,
                hasGroup: Host.hasGroupCopy
            )
        case .noSuchFile, .notTrustMaterial, .other: Diagnostics.failed(error.subject, error.detail)
        }
    }
}
