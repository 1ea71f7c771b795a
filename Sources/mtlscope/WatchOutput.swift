import ArgumentParser
import HandshakeAnalysis
import OutputWriting
import Redacting
import Reporting

/// What a watch writes: each place has a format and a thread of its own, and none ever makes capture wait.
///
/// More consumers of the events, such as counters, take their place beside it in `Watch.run`.
struct WatchOutput {
    /// How long the end waits for a reader.
    private static let patience = Duration.seconds(3)

    private struct Stream {
        let writer: QueuedWriter
        var formatter: any ReportFormatter
        /// Text is written where people read; the others get every event.
        let isText: Bool
    }

    private var streams: [Stream] = []
    private let options: ReportOptions
    private let live: LiveOutputOptions
    private var export: CertificateExport?
    private let filter: ConnectionFilter
    private let redaction: Redaction
    private var lastPackets: UInt64 = 0
    private var tally = ConnectionTally()
    /// Reports that the filters let through.
    private var shown: UInt64 = 0
    private var nextTally: ContinuousClock.Instant

    init(
        _ format: Watch.Format,
        _ options: ReportOptions,
        _ live: LiveOutputOptions,
        _ redaction: Redaction
    ) throws {
        self.options = options
        self.redaction = redaction
        self.live = live
        export = try CertificateExport(options)
        filter = try options.filters.filter(clock: options.display.clock)
        nextTally = .now + .seconds(live.summarize?.seconds ?? 0)
        let identity = RecordIdentity(sensor: live.sensor ?? Host.name, run: Host.newRun())
        guard let place = OutputPlace(options.output ?? "-") else {
            throw ValidationError("'--output unix:' needs the path of a socket.")
        }
        let isText = format == .text && !place.isForPrograms
        let formatter: any ReportFormatter =
            isText
            ? options.makeFormatter(
                .text,
                inputNames: [],
                keepsRest: false,
                isLive: true,
                isLog: !options.display.text.isStrict(options.output)
            )
            : NDJSONReport(detail: live.detail, identity: identity)
        try open(place, formatter, isText: isText)
        if let path = live.serve {
            try open(.listener(path), NDJSONReport(detail: live.detail, identity: identity), isText: false)
        }
    }

    private mutating func open(
        _ place: OutputPlace,
        _ formatter: any ReportFormatter,
        isText: Bool
    ) throws {
        do throws(Descriptor.Failure) {
            let writer = try QueuedWriter(
                place,
                options: live.outputOptions,
                capacity: live.queue.bytes
            ) { notice in
                switch notice {
                case .failing(let failure):
                    Console.sayIfReady(Diagnostics.outputFails(place.name, failure.text))
                case .recovered(let dropped):
                    Console.sayIfReady(Diagnostics.outputRecovered(place.name, dropped))
                }
            }
            streams.append(Stream(writer: writer, formatter: formatter, isText: isText))
        } catch {
            throw ReportOutput.ending(error, place.name)
        }
        let start = streams[streams.count - 1].formatter.start()
        streams[streams.count - 1].writer.append(start, reports: 0)
    }

    /// The reader of standard output has gone: there is nobody to report to any more.
    var isOver: Bool { streams[0].writer.state.isOver }

    /// Why ``isOver``.
    var ending: ExitCode {
        guard let problem = streams[0].writer.state.problem else { return .success }
        return ReportOutput.ending(problem, options.output)
    }

    mutating func receive(_ event: LiveEvent) throws {
        switch event {
        case .connections(let reports): try write(reports)
        case .statistics(let summary): writeStatistics(summary)
        case .time:
            writeTally()
            for index in streams.indices where streams[index].isText {
                streams[index].writer.append(streams[index].formatter.event(event), reports: 0)
            }
        case .state: break
        case .reloaded: for stream in streams { stream.writer.reopen() }
        case .interface, .notReloaded:
            if let line = EventText.line(for: event) { Console.sayIfReady(line) }
            write(event)
        case .loss, .certificate: write(event)
        }
    }

    private mutating func write(_ reports: [ConnectionReport]) throws {
        var shown = reports.filter(isShown)
        guard !shown.isEmpty else { return }
        self.shown += UInt64(shown.count)
        try export?.save(shown) { _ in true }
        let redaction = redaction
        // Filters are of what was seen.
        if !redaction.isNothing { shown = shown.map { redaction.report($0) } }
        guard live.summarize == nil else {
            for report in shown { tally.add(report) }
            return
        }
        for index in streams.indices {
            var bytes: [UInt8] = []
            var count = 0
            for report in shown {
                bytes += streams[index].formatter.connection(report)
                count += 1
                // A piece at a time, so that a queue that is nearly full still takes some.
                guard bytes.count >= 1 << 16 else { continue }
                streams[index].writer.append(bytes, reports: count)
                bytes = []
                count = 0
            }
            streams[index].writer.append(bytes, reports: count)
        }
    }

    private mutating func writeTally(isLast: Bool = false) {
        guard let summarize = live.summarize, isLast || .now >= nextTally else { return }
        nextTally = .now + .seconds(summarize.seconds)
        let groups = tally.take()
        guard !groups.isEmpty else { return }
        for index in streams.indices {
            let bytes = streams[index].formatter.tally(groups)
            streams[index].writer.append(bytes, reports: groups.count, needed: isLast)
        }
    }

    private func isShown(_ report: ConnectionReport) -> Bool {
        guard filter.matches(report) else { return false }
        let status = report.verdict.status
        return live.sample.allSatisfy { $0.status != status || $0.includes(report.id) }
    }

    private mutating func write(_ event: LiveEvent) {
        let event = redaction.event(event)
        for index in streams.indices {
            // On a terminal, standard error has said it.
            if streams[index].isText, case .interface = event { continue }
            streams[index].writer.append(streams[index].formatter.event(event), reports: 0)
        }
    }

    private mutating func writeStatistics(_ summary: AnalysisSummary) {
        let summary = withQueue(redaction.summary(summary))
        for index in streams.indices {
            if streams[index].isText, summary.packetCount == lastPackets { continue }
            streams[index].writer.append(streams[index].formatter.event(.statistics(summary)), reports: 0)
        }
        lastPackets = summary.packetCount
    }

    /// Adds what waits to be written.
    func withQueue(_ summary: AnalysisSummary) -> AnalysisSummary {
        var summary = summary
        summary.live?.queue = queue
        // They may name what is taken out.
        if redaction.isNothing { summary.filters = options.filters.words }
        if !options.filters.words.isEmpty { summary.shown = shown }
        return summary
    }

    /// What waits to be written, at all places together.
    var queue: LiveState.Queue {
        let states = streams.map(\.writer.state)
        return LiveState.Queue(
            bytes: states.reduce(0) { $0 + $1.queuedBytes },
            capacity: states.reduce(0) { $0 + $1.capacity },
            droppedReports: states.reduce(0) { $0 + $1.droppedReports }
        )
    }

    /// Writes the summary, and waits for readers, but not for long.
    ///
    /// - Returns: Whether everything was written.
    mutating func finish(_ summary: AnalysisSummary) -> Bool {
        writeTally(isLast: true)
        let summary = withQueue(redaction.summary(summary))
        for index in streams.indices {
            streams[index].writer.append(streams[index].formatter.finish(summary), reports: 0, needed: true)
        }
        var isWhole = true
        for stream in streams where !stream.writer.finish(within: Self.patience) {
            isWhole = false
            let dropped = stream.writer.state.droppedReports
            Console.sayIfReady(Diagnostics.notWritten(stream.writer.place.name, dropped))
        }
        return isWhole
    }
}
