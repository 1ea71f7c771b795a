internal import ByteParsing
public import HandshakeAnalysis
internal import TLSWire

/// One line a connection, to be read at a glance, and a summary.
///
/// The columns grow as wider values come: the report is printed while the analysis goes on, so nobody knows yet how wide
/// they will get. Everything from the wire is escaped (``TerminalText``).
public struct TextReport: ReportFormatter {
    public struct Options: Sendable {
        /// The terminal's width in cells, to which long lines are wrapped; `nil` leaves each on one line.
        public var width: Int?
        public var usesColor: Bool
        /// Add every message of a connection, what its certificates say, and the reasons for its verdict.
        public var isVerbose: Bool

        /// The inputs by the index that packets carry; where there are several, each stands above its connections.
        public var inputNames: [String]

        public init(
            width: Int? = nil,
            usesColor: Bool = false,
            isVerbose: Bool = false,
            inputNames: [String] = []
        ) {
            self.width = width
            self.usesColor = usesColor
            self.isVerbose = isVerbose
            self.inputNames = inputNames.map(TerminalText.escaped)
        }
    }

    /// A column is no wider than this, even if a value is.
    private static let widestColumn = 48
    /// Below this, a sentence is wrapped to the left edge and not below its column.
    private static let narrowestSentence = 40
    private static let continuationIndent = 6
    /// Of the longest word for a status.
    private static let verdictWidth = 13

    private let options: Options
    private let style: TextStyle
    private var columnWidths = [3, 32, 11, 7]
    /// The input that the last heading named.
    private var currentInput: UInt32?

    public init(_ options: Options = Options()) {
        self.options = options
        style = TextStyle(usesColor: options.usesColor)
    }

    public mutating func start() -> [UInt8] { [] }

    public mutating func connection(_ report: ConnectionReport) -> [UInt8] {
        let sentences = Sentences(about: report, inputNames: options.inputNames)
        let diagnoses = DiagnosisText(style: style, width: options.width, isVerbose: options.isVerbose)
        var lines = heading(for: report.first.input) + headLines(of: report, sentences)
        lines += diagnoses.lines(for: report, sentences)
        if options.isVerbose {
            let ladder = Ladder(style: style, width: options.width, inputNames: options.inputNames)
            lines += ladder.lines(for: report)
            lines += CertificateLines(style: style, width: options.width).lines(for: report)
            lines += report.verdict.reasons.map {
                style.dimmed("      why: ") + TerminalText.escaped(sentences.sentence(for: $0))
            }
            lines.append("")
        }
        return Self.bytes(lines)
    }

    public mutating func statistics(_ summary: AnalysisSummary) -> [UInt8] { [] }

    public mutating func finish(_ summary: AnalysisSummary) -> [UInt8] {
        var lines = SummaryText.lines(for: summary).map(TerminalText.escaped)
        if let first = lines.first { lines[0] = style.strong(first) }
        return Self.bytes((summary.connectionCount > 0 && !options.isVerbose ? [""] : []) + lines)
    }

    // MARK: Lines

    /// The name of the input that the next connections begin in, if it is not the one that was named last.
    private mutating func heading(for input: UInt32) -> [String] {
        guard options.inputNames.count > 1, input != currentInput,
            options.inputNames.indices.contains(Int(input))
        else { return [] }
        currentInput = input
        return [style.strong(options.inputNames[Int(input)])]
    }

    private mutating func headLines(of report: ConnectionReport, _ sentences: Sentences) -> [String] {
        var (head, column) = columns([
            Wording.connection(report.id), "\(report.client) → \(report.server)",
            TerminalText.escaped(report.tls.serverName ?? "-"), report.tls.version?.displayName ?? "-",
        ])
        let word = Wording.word(for: report.verdict.status)
        head += style.verdict(word, report.verdict.status)
        let gap = String(repeating: " ", count: Self.verdictWidth - TerminalText.width(word) + 2)
        column += Self.verdictWidth + 2
        let again = report.revision > 1 ? Self.again(report) : ""
        let sentence = TerminalText.escaped(again + sentences.outcome(of: report))
        guard let width = options.width, column + TerminalText.width(sentence) > width else {
            return [head + gap + sentence]
        }
        guard width - column >= Self.narrowestSentence else {
            let indent = String(repeating: " ", count: Self.continuationIndent)
            let room = max(Self.narrowestSentence, width - Self.continuationIndent)
            return [head] + TerminalText.wrapped(sentence, to: room).map { indent + $0 }
        }
        let indent = String(repeating: " ", count: column)
        return TerminalText.wrapped(sentence, to: width - column).enumerated().map { index, line in
            (index == 0 ? head + gap : indent) + line
        }
    }

    /// Why a connection is reported again: another handshake on it or, of a resumed session, what another connection came to.
    private static func again(_ report: ConnectionReport) -> String {
        report.verdict.originalConnection == nil ? "(handshake \(report.revision)) " : "(judged again) "
    }

    /// Pads each cell to its column, which grows with it, and tells where the next column begins.
    private mutating func columns(_ cells: [String]) -> (text: String, width: Int) {
        var text = ""
        var width = 0
        for (index, cell) in cells.enumerated() {
            columnWidths[index] = max(columnWidths[index], min(TerminalText.width(cell), Self.widestColumn))
            let padded = TerminalText.padded(cell, to: columnWidths[index])
            text += padded + "  "
            width += TerminalText.width(padded) + 2
        }
        return (text, width)
    }

    private static func bytes(_ lines: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for line in lines {
            bytes += Array(line.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }
}
