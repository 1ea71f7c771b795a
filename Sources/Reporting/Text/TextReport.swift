internal import ByteParsing
public import HandshakeAnalysis

/// A report to be read at a glance: what fails, for whom, why and what to do, then the rest, then a summary.
///
/// Connections that are alike become one entry (``Grouping``), so most of a report is written at its end; until then what
/// may be shown is kept, within limits. Everything from the wire is escaped (``TerminalText``).
public struct TextReport: ReportFormatter {
    public struct Options: Sendable {
        /// In cells; `nil` where nobody says.
        public var width: Int?
        /// For a terminal: no line is wider, and long names are cut.
        public var isStrict: Bool
        public var usesColor: Bool
        /// The locale takes ASCII alone.
        public var isASCII: Bool
        /// Add every message of a connection, what its certificates say, and the reasons for its verdict.
        public var isVerbose: Bool
        public var clock: WallClock
        public var grouping: Grouping
        /// Somebody waits for each connection: it is shown as soon as it is decided.
        public var isLive: Bool
        /// The inputs by the index that packets carry; where there are several, each stands above its connections.
        public var inputNames: [String]
        /// What was asked to be shown, as the summary says it.
        public var filters: [String]

        public init(
            width: Int? = nil,
            isStrict: Bool = false,
            usesColor: Bool = false,
            isASCII: Bool = false,
            isVerbose: Bool = false,
            clock: WallClock = .utc,
            grouping: Grouping = .auto,
            isLive: Bool = false,
            inputNames: [String] = [],
            filters: [String] = []
        ) {
            self.width = width
            self.isStrict = isStrict
            self.usesColor = usesColor
            self.isASCII = isASCII
            self.isVerbose = isVerbose
            self.clock = clock
            self.grouping = grouping
            self.isLive = isLive
            self.inputNames = inputNames.map(TerminalText.escaped)
            self.filters = filters
        }
    }

    private let options: Options
    private let style: TextStyle
    private let layout: TextLayout
    private var columns = Columns()
    private var groups: ConnectionGroups
    /// While somebody waits.
    private var minute: FailureMinute
    private var shownCount: UInt64 = 0
    /// The highest number that was shown.
    private var highest: UInt64 = 0
    /// The input that the last heading named.
    private var currentInput: UInt32?
    /// The day of the connection that was shown last.
    private var currentDay: String?

    public init(_ options: Options = Options()) {
        self.options = options
        style = TextStyle(usesColor: options.usesColor)
        layout = TextLayout(width: options.width, isStrict: options.isStrict)
        groups = ConnectionGroups(by: options.grouping, keepsFew: !options.isLive)
        minute = FailureMinute(by: options.grouping)
    }

    public mutating func start() -> [UInt8] { [] }

    public mutating func connection(_ report: ConnectionReport) -> [UInt8] {
        if !groups.withdraw(report) { shownCount += 1 }
        var report = report
        // Its first report was replaced before anybody saw it.
        if report.revision > 1, report.id.number > highest, report.isOfAnother {
            report = ConnectionReport(report, revision: 1)
        }
        highest = max(highest, report.id.number)
        guard options.grouping != .none else { return bytes(lines(for: report)) }
        let count = groups.add(report)
        guard options.isLive else { return [] }
        let recent = minute.add(report)
        guard options.grouping == .auto else { return [] }
        return (recent > 0 ? recent : count) <= Grouping.few ? bytes(lines(for: report)) : []
    }

    public mutating func statistics(_ summary: AnalysisSummary) -> [UInt8] {
        let time = summary.live?.time.map { clock.second($0) + "  " } ?? ""
        return bytes(wrapped(time + EventText.state(of: summary)).map(style.dimmed))
    }

    public mutating func tally(_ groups: [ConnectionTally.Group]) -> [UInt8] {
        bytes(groups.flatMap { wrapped(TerminalText.escaped(EventText.line(for: $0, clock))) })
    }

    public mutating func event(_ event: LiveEvent) -> [UInt8] {
        switch event {
        case .connections(let reports): reports.flatMap { connection($0) }
        case .statistics(let summary): statistics(summary)
        case .time(let now): minutePassed(now)
        case .loss, .interface, .certificate, .notReloaded, .reloaded, .state:
            EventText.line(for: event, clock: clock).map {
                bytes(wrapped($0).map(style.warning))
            } ?? []
        }
    }

    /// What failed in the minute that is over, as far as it was not shown one by one.
    private mutating func minutePassed(_ now: Timestamp) -> [UInt8] {
        guard let (failures, total) = minute.take(at: now) else { return [] }
        return bytes(
            [""] + groupText.failures(failures, of: total, title: "What failed in the last minute") + [""]
        )
    }

    private var clock: ClockText { ClockText(clock: options.clock) }

    private var groupText: GroupText {
        GroupText(
            style: style,
            layout: layout,
            clock: clock,
            isLive: options.isLive
        )
    }

    public mutating func finish(_ summary: AnalysisSummary) -> [UInt8] {
        var lines: [String] = []
        let entries = groups.entries()
        let text = groupText
        lines += text.failures(entries, of: shownCount)
        let singles = groups.takeSingles()
        if !singles.isEmpty, !lines.isEmpty { lines.append("") }
        for report in singles { fit(report) }
        for report in singles { lines += self.lines(for: report) }
        lines += text.others(entries)
        let hasBody = !lines.isEmpty || (shownCount > 0 && !options.isVerbose)
        if hasBody, lines.last != "" { lines.append("") }
        lines += SummaryText(
            style: style,
            layout: layout,
            clock: clock,
            filters: options.filters,
            shownCount: shownCount
        ).lines(for: summary, causes: groups.causes)
        return bytes(lines)
    }

    // MARK: Lines

    /// A line for what is no connection; what does not fit stands below it.
    private func wrapped(_ text: String) -> [String] {
        layout.hanging("", text, at: 2)
    }

    private var text: ConnectionText {
        ConnectionText(
            style: style,
            layout: layout,
            clock: clock,
            inputNames: options.inputNames,
            isVerbose: options.isVerbose
        )
    }

    private mutating func fit(_ report: ConnectionReport) { columns.fit(text.cells(of: report)) }

    private mutating func lines(for report: ConnectionReport) -> [String] {
        var lines = heading(for: report)
        if options.grouping == .none { groups.count(report) }
        lines += text.lines(for: report, &columns)
        if report.streamNotes.lossMeanwhile > 0 {
            lines += layout.hanging(
                "      ",
                EventText.note(ofLoss: report.streamNotes.lossMeanwhile),
                at: 6
            )
        }
        return lines
    }

    /// The name of the input that the next connections begin in, and their day, where they are not those of the one before.
    private mutating func heading(for report: ConnectionReport) -> [String] {
        var lines: [String] = []
        let input = report.first.input
        if options.inputNames.count > 1, input != currentInput,
            options.inputNames.indices.contains(Int(input))
        {
            currentInput = input
            lines.append(style.strong(options.inputNames[Int(input)]))
        }
        let day = clock.day(report.first.time)
        if let currentDay, currentDay != day { lines.append(style.strong(day)) }
        currentDay = day
        return lines
    }

    private func bytes(_ lines: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for line in lines {
            bytes += Array(line.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        return options.isASCII ? PlainCharacters.bytes(bytes) : bytes
    }
}
