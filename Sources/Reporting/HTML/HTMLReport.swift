internal import ByteParsing
public import HandshakeAnalysis

/// A page for whoever has no tool: counts, outcomes over time, what fails and what to do, and every connection in full.
///
/// The connections are data that the page's script draws, as far as they are looked at; they are written as they come.
public struct HTMLReport: ReportFormatter {
    public struct Options: Sendable {
        public var clock: WallClock
        public var inputNames: [String]
        /// What was asked to be shown.
        public var filters: [String]
        /// The secrets, authorities and the like that the verdicts rest on, as options.
        public var evidence: [String]
        /// `mtlscope 1.0`.
        public var producer: String

        public init(
            clock: WallClock,
            inputNames: [String] = [],
            filters: [String] = [],
            evidence: [String] = [],
            producer: String
        ) {
            self.clock = clock
            self.inputNames = inputNames
            self.filters = filters
            self.evidence = evidence
            self.producer = producer
        }
    }

    /// Entries for what fails; with more, those of one cause become one.
    private static let readableGroups = 20
    /// Entries that stand there in any case.
    private static let mostGroups = 100

    private let options: Options
    private let page: Page
    private var rows: PageRows
    private var groups = ConnectionGroups(by: .server, keepsFew: false)
    private var histogram = TimeHistogram()
    private var counts = [UInt64](repeating: 0, count: Verdict.Status.allCases.count)

    public init(_ options: Options) {
        self.options = options
        rows = PageRows(inputNames: options.inputNames)
        page = Page(title: "mtlscope report", style: PageStyle.text, script: PageScript.text)
    }

    public mutating func start() -> [UInt8] {
        Array((page.head + PageScript.body + "<script type=\"application/json\" id=\"rows\">\n").utf8)
    }

    public mutating func connection(_ report: ConnectionReport) -> [UInt8] {
        _ = groups.withdraw(report)
        groups.add(report)
        histogram.add(report.verdict.status, at: report.first.time)
        counts[Verdict.Status.allCases.firstIndex(of: report.verdict.status) ?? 0] += 1
        var data = PageData()
        rows.write(report, to: &data)
        return data.take()
    }

    public mutating func statistics(_ summary: AnalysisSummary) -> [UInt8] { [] }

    public mutating func finish(_ summary: AnalysisSummary) -> [UInt8] {
        var data = PageData()
        data.raw("</script>\n<script type=\"application/json\" id=\"summary\">")
        write(summary, to: &data)
        data.raw("</script>\n")
        return data.take() + Array(page.foot.utf8)
    }

    // MARK: Summary

    private func write(_ summary: AnalysisSummary, to data: inout PageData) {
        data.raw("{\"statuses\":")
        data.strings(Verdict.Status.allCases.map { Wording.words(for: $0) })
        data.raw(",\"signs\":")
        data.strings(Verdict.Status.allCases.map { Wording.sign(of: $0) })
        data.raw(",\"counts\":")
        data.list(counts) { $0.number($1) }
        data.raw(",\"base\":")
        data.number((rows.base?.nanoseconds ?? 0) / 1000)
        data.raw(",\"offset\":")
        data.number(rows.base.map { options.clock.offset(at: $0) } ?? 0)
        data.raw(",\"zone\":")
        data.string(rows.base.map { ClockText(clock: options.clock).zone($0) } ?? "UTC")
        data.raw(",\"groups\":")
        data.list(groups.failures(readable: Self.readableGroups).prefix(Self.mostGroups)) {
            write($1, to: &$0)
        }
        data.raw(",\"time\":{\"start\":")
        data.number((histogram.start ?? 0) / 1000)
        data.raw(",\"length\":")
        data.number(histogram.length / 1000)
        data.raw(",\"parts\":")
        data.list(histogram.parts) { data, part in data.list(part) { $0.number($1) } }
        data.raw("},\"notes\":")
        data.strings(notes(summary))
        data.raw(",\"foot\":")
        let given = [("options", options.evidence), ("shown", options.filters)].filter { !$0.1.isEmpty }
        data.strings([options.producer] + given.map { "\($0.0): \($0.1.joined(separator: " "))" })
        data.raw("}")
    }

    private func notes(_ summary: AnalysisSummary) -> [String] {
        SummaryText(
            style: TextStyle(usesColor: false),
            layout: TextLayout(width: Int.max),
            clock: ClockText(clock: options.clock),
            filters: options.filters,
            shownCount: counts.reduce(0, +)
        ).lines(for: summary, causes: [:])
    }

    private func write(_ group: ConnectionGroup, to data: inout PageData) {
        let sentences = Sentences(about: group.example, inputNames: options.inputNames)
        let cause = group.example.diagnoses.first { $0.severity == .error }
        let text = GroupText(
            style: TextStyle(usesColor: false),
            layout: TextLayout(width: 1000),
            clock: ClockText(clock: options.clock)
        )
        data.raw("{\"count\":")
        data.number(group.count)
        data.raw(",\"place\":")
        data.string(text.place(group))
        data.raw(",\"at\":")
        data.string(group.key.place ?? "")
        data.raw(",\"title\":")
        data.string(group.key.cause.map(Wording.title) ?? Wording.words(for: group.key.status))
        data.raw(",\"code\":")
        data.string(group.key.cause?.code ?? "")
        data.raw(",\"facts\":")
        data.string(text.facts(of: group))
        data.raw(",\"why\":")
        data.string(cause.map(sentences.plainSummary) ?? sentences.plainOutcome(of: group.example))
        data.raw(",\"fix\":")
        data.string(cause.flatMap(sentences.remedy) ?? "")
        data.raw(",\"example\":")
        data.number(group.example.id.number)
        data.raw("}")
    }
}
