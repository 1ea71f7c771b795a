import AnalysisPipeline
import ArgumentParser
import HandshakeAnalysis
import Reporting

struct Analyze: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Analyse captures; several are one timeline.",
        discussion: ExitStatus.discussion
    )

    @Argument(
        help:
            "A pcap or pcapng file, also compressed by gzip or zstd, a folder of them, or '-' for standard input.",
        completion: .file()
    )
    var capture: [String]

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Share the work among this many threads; 0 chooses by the captures' size and the processors.",
            valueName: "number"
        )
    )
    var threads = 0

    @Flag(
        help: """
            Keep reading as files grow and others follow, like 'tail -F'; a folder is a set that a capturing program \
            rotates. An interrupt ends it with a summary.
            """
    )
    var follow = false

    @Option(help: "How to report.")
    var format: ReportOptions.Format = .text

    @OptionGroup var redaction: RedactionOptions
    @OptionGroup var options: ReportOptions

    func validate() throws {
        let check = OutputCheck(inputs: capture + redaction.keyFiles, options.evidence)
        if let output = options.output, check.isEndangered(by: output) {
            throw ValidationError(Diagnostics.outputIsInput)
        }
        try redaction.check(options)
        guard (0...CaptureAnalysis.maximumThreads).contains(threads) else {
            throw ValidationError("'--threads' must be from 0 to \(CaptureAnalysis.maximumThreads).")
        }
    }

    func run() throws {
        var analysis: CaptureAnalysis
        do throws(AnalysisError) {
            analysis = try CaptureAnalysis(
                inputs: capture,
                filter: options.evidence.filter,
                keyLogs: options.evidence.keyLog,
                openVPNKeys: options.evidence.openvpnKey,
                follows: follow,
                keepsEvents: options.isDetailed(format),
                checks: options.evidence.checks,
                threads: threads,
                memory: options.evidence.memory
            )
        } catch {
            Console.say(Watch.explanation(of: error))
            throw ExitStatus.of(error)
        }
        let redaction = try redaction.redaction()
        var output = try ReportOutput(
            options,
            format,
            redaction,
            inputNames: analysis.inputPaths,
            isLive: analysis.readsStream
        )
        var progress = ProgressDisplay()
        var connections: UInt64 = 0
        var failures: UInt64 = 0
        let summary = try analysis.run(
            makeRenderer: output.makeRenderer,
            ordersByNumber: options.ordersByNumber(format, isStream: analysis.readsStream)
        ) { reports in
            connections += UInt64(reports.count)
            failures += UInt64(reports.count { $0.verdict.status == .failed })
            if output.isTerminal { progress.clear() }
            try output.show(reports)
        } onRendered: { reports in
            connections += UInt64(reports.entries.count)
            failures += UInt64(reports.entries.count { $0.report.isFailure })
            if output.isTerminal { progress.clear() }
            try output.show(reports)
        } onProgress: { state in
            progress.update(state, connections: connections, failures: failures)
            return !Interruption.isRequested
        }
        progress.clear()
        try output.finish(summary)
        try options.end(with: summary)
    }
}
