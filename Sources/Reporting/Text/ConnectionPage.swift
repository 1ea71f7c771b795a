internal import ByteParsing
public import HandshakeAnalysis
public import TLSWire

/// Connections as lines for a screen: what a text report says of each, without the report around it.
///
/// Lines carry the escape sequences of colours if those are wanted, and nothing else that a terminal obeys.
public struct ConnectionPage: Sendable {
    private let style: TextStyle
    private let layout: TextLayout
    private let clock: ClockText
    private let inputNames: [String]

    /// `width` is in cells; text takes ``narrowest`` at least.
    public init(width: Int, usesColor: Bool, clock: WallClock, inputNames: [String] = []) {
        style = TextStyle(usesColor: usesColor)
        layout = TextLayout(width: max(width, Self.narrowest), isStrict: true)
        self.clock = ClockText(clock: clock)
        self.inputNames = inputNames.map(TerminalText.escaped)
    }

    public static let narrowest = 60

    private func text(isVerbose: Bool) -> ConnectionText {
        ConnectionText(
            style: style,
            layout: layout,
            clock: clock,
            inputNames: inputNames,
            isVerbose: isVerbose
        )
    }

    /// Everything that is known of it: every message, certificate and step.
    public func lines(for report: ConnectionReport) -> [String] {
        var columns = Columns()
        return text(isVerbose: true).lines(for: report, &columns) + notes(on: report)
    }

    /// What is said of a connection, part by part.
    public struct Parts: Sendable {
        /// Who to whom and when, and what it came to if it did not fail.
        public var head: [String]
        /// Of a failure: what happened.
        public var outcome: [String]
        /// Why, the next step, and what else there is.
        public var causes: [String]
    }

    /// What happened, why, and the next step.
    public func parts(of report: ConnectionReport) -> Parts {
        var columns = Columns()
        let parts = text(isVerbose: false).parts(of: report, &columns)
        return Parts(head: parts.head, outcome: parts.outcome, causes: parts.causes + notes(on: report))
    }

    private func notes(on report: ConnectionReport) -> [String] {
        let lost = report.streamNotes.lossMeanwhile
        return lost > 0 ? ["      " + EventText.note(ofLoss: lost)] : []
    }

    /// Its messages, if they were kept.
    public func ladder(of report: ConnectionReport) -> [String] {
        let names = NameCut(report, to: max(40, layout.width / 2))
        return Ladder(style: style, layout: layout, names: names, inputNames: inputNames).lines(for: report)
    }

    /// A message as a full record of NDJSON has it.
    public struct RecordedMessage: Hashable, Sendable {
        public var frame: UInt64
        /// Nanoseconds since the connection's first packet.
        public var elapsed: Int64
        public var sender: Role
        public var name: String
        public var details: String

        public init(frame: UInt64, elapsed: Int64, sender: Role, name: String, details: String) {
            self.frame = frame
            self.elapsed = elapsed
            self.sender = sender
            self.name = name
            self.details = details
        }
    }

    /// The same ladder, of messages that were recorded.
    public func ladder(of messages: [RecordedMessage]) -> [String] {
        let steps = messages.map { message in
            Ladder.Step(
                frame: message.frame,
                elapsed: message.elapsed,
                sender: message.sender,
                name: message.name,
                details: message.details,
                tone: Self.tone(of: message)
            )
        }
        let names = NameCut()
        return Ladder(style: style, layout: layout, names: names, inputNames: []).lines(for: steps)
    }

    private static func tone(of message: RecordedMessage) -> TextStyle.Tone {
        switch message.name {
        case "Alert": message.details.hasPrefix("fatal") ? .alarm : .warning
        case "FIN", "ChangeCipherSpec": .dimmed
        case "RST": .warning
        default: message.name.hasPrefix("(") ? .dimmed : .plain
        }
    }

    /// A label and a text that hangs beside it, as a connection's lines have them.
    public func labelled(_ label: String, _ words: String, _ severity: Diagnosis.Severity? = nil) -> [String]
    {
        text(isVerbose: false).labelled(label, TerminalText.escaped(words)) { style.label($0, severity) }
    }

    /// The summary of a run, as a report ends.
    public func lines(for summary: AnalysisSummary) -> [String] {
        SummaryText(style: style, layout: layout, clock: clock, filters: [], shownCount: 0)
            .lines(for: summary, causes: [:])
    }
}

/// The short words of reports, for whoever lays them out otherwise.
public enum ShortWords {
    /// `client certificate expired`.
    public static func title(of cause: Cause) -> String { Wording.title(of: cause) }
    /// `not requested`.
    public static func words(for status: Verdict.Status) -> String { Wording.words(for: status) }
    /// `✗`.
    public static func sign(of status: Verdict.Status) -> String { Wording.sign(of: status) }
    /// `5,000`.
    public static func number(_ value: some BinaryInteger) -> String { Wording.number(value) }
    /// `1 packet`, `2,000 packets`.
    public static func many(_ value: some BinaryInteger, _ noun: String) -> String {
        Wording.many(value, noun)
    }
    /// `api.example:8443`, or the address of a server that no name was sent to.
    public static func service(of report: ConnectionReport) -> String { GroupKey.server(of: report) }
    /// `certificate_expired (45)`.
    public static func alert(_ alert: AlertFact) -> String {
        alert.alert.map { Wording.alertName($0.description) } ?? "encrypted alert"
    }
}
