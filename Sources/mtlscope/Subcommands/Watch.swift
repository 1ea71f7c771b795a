import AnalysisPipeline
import ArgumentParser
import HandshakeAnalysis
import Redacting
import Reporting

struct Watch: ParsableCommand {
    /// What can be written as it comes.
    enum Format: String, OptionWord { case text, ndjson }

    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch interfaces, and report each connection as soon as its verdict is known.",
        discussion: """
            With -o, lines are appended to a file. 'unix:PATH' sends NDJSON to a socket on which a program listens, \
            'journal:' to the journal of systemd.

            SIGINT and SIGTERM end it with a summary, within five seconds. SIGHUP opens the output again and reads key \
            logs, authorities and revocation lists again. SIGUSR1 writes statistics.

            \(ExitStatus.discussion)
            """
    )

    @OptionGroup var capture: CaptureOptions
    @OptionGroup var live: LiveOutputOptions
    @Option(help: "How to report.")
    var format: Format = .text

    @OptionGroup var packets: WriteOptions
    @OptionGroup var redaction: RedactionOptions
    @OptionGroup var metrics: MetricsOptions
    @OptionGroup var options: ReportOptions

    func validate() throws {
        guard !capture.interface.isEmpty else {
            throw ValidationError("Missing expected argument '--interface <interface>'")
        }
        try live.check(format, options)
        guard MemoryPlan(bytes: options.evidence.maxMemory.bytes, besides: waitingBytes) != nil else {
            throw ValidationError(Diagnostics.queuesTakeMemory)
        }
        try redaction.check(options)
        let check = OutputCheck(inputs: redaction.keyFiles, options.evidence)
        for output in [options.output, metrics.metricsFile, packets.write].compactMap({ $0 })
        where check.isEndangered(by: output) {
            throw ValidationError(Diagnostics.outputIsInput)
        }
    }

    /// What output may take that waits to be written, and packets that wait for a verdict.
    private var waitingBytes: Int {
        let packetBytes = packets.write == nil ? 0 : 2 * packets.writeBuffer.bytes
        return live.queue.bytes * (live.serve == nil ? 1 : 2) + packetBytes
    }

    func run() throws {
        Interruption.beginWatch()
        do {
            var settings = capture.settings(options.evidence)
            settings.keepsEvents = options.isDetailed(.text) || live.detail == .full
            settings.statisticsInterval = live.statistics > 0 ? .seconds(live.statistics) : nil
            settings.tellsState = metrics.isWanted
            let evidence = options.evidence
            settings.memory =
                MemoryPlan(bytes: evidence.maxMemory.bytes, besides: waitingBytes) ?? evidence.memory
            settings.historyBytes = packets.write.map { _ in packets.writeBuffer.bytes }
            var analysis = try LiveAnalysis(settings, control: Interruption.control)
            let redaction = try redaction.redaction()
            var output = try WatchOutput(format, options, live, redaction)
            let counters = try WatchMetricsOutput(metrics)
            let filter = try options.filters.filter(clock: options.display.clock)
            let capture = try WatchCapture(packets, filter, redaction, analysis.history)
            let service = WatchService()
            let summary = try analysis.run { event in
                if output.isOver { throw output.ending }
                try output.receive(event)
                counters?.receive(redaction.event(event), output.queue)
                capture?.receive(event)
                service?.receive(event)
            }
            service?.stop()
            capture?.finish()
            counters?.finish(output.withQueue(summary))
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
        case .noSuchFile, .notTrustMaterial, .notKeyMaterial, .other:
            Diagnostics.failed(error.subject, error.detail)
        }
    }
}
