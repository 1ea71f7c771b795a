import ByteParsing
import Explanations
public import HandshakeAnalysis
import Reporting
public import TerminalScreen

/// What the screen shows and how keys change it: no terminal, no clock, no files.
public struct View: Sendable {
    public struct Options: Sendable {
        public var clock: WallClock
        /// The locale takes ASCII alone.
        public var isASCII: Bool
        /// Why packets cannot be saved; `nil` where they can.
        public var noPackets: String?

        public init(clock: WallClock = .utc, isASCII: Bool = false, noPackets: String? = nil) {
            self.clock = clock
            self.isASCII = isASCII
            self.noPackets = noPackets
        }
    }

    /// What somebody else has to do.
    public enum Request: Sendable {
        case quit
        /// To put the connection's packets into a new file.
        case save(ConnectionReport, path: String)
    }

    let options: Options
    var tab = Tab.failures
    var orders: [Tab: Int] = [:]
    var filter = ""
    /// The identity of the chosen row of each list, and where it was.
    var chosen: [Tab: (identity: String, place: Int)] = [:]
    /// The first row of each list that is shown.
    var tops: [Tab: Int] = [:]
    var overlay: Overlay?
    var prompt: Prompt?
    /// Said once, until the next key.
    var message: String?
    /// What is shown while it is paused.
    var frozen: Board?
    /// Of ``spans``.
    var span = 1
    /// Of the screen that was drawn last.
    var size = ScreenSize(rows: 24, columns: 80)

    /// Seconds that the bars cover.
    static let spans: [Int64?] = [60, 600, 3600, nil]

    public init(_ options: Options = Options()) { self.options = options }

    public var isPaused: Bool { frozen != nil }

    /// Shows a line at the foot until the next key.
    public mutating func say(_ text: String) { message = text }

    // MARK: Keys

    /// Does what a key asks for; what only others can do is handed back.
    public mutating func receive(_ key: Key, _ current: Board) -> Request? {
        message = nil
        let board = frozen ?? current
        if prompt != nil { return type(key) }
        if overlay != nil { return scroll(key) }
        switch key {
        case .character(let character): return command(character, current, board)
        case .up: move(by: -1, board)
        case .down: move(by: 1, board)
        case .pageUp: move(by: -layout.tableHeight, board)
        case .pageDown: move(by: layout.tableHeight, board)
        case .home: move(by: -Int(Int32.max), board)
        case .end: move(by: Int(Int32.max), board)
        case .left, .backTab: turn(by: -1)
        case .right, .tab: turn(by: 1)
        case .enter: open(board)
        case .escape: filter = ""
        case .backspace: break
        }
        return nil
    }

    private mutating func command(_ character: Character, _ current: Board, _ board: Board) -> Request? {
        switch character {
        case "q", "Q": return .quit
        case "?", "h": overlay = Overlay("Keys", KeyHelp.lines(width: size.columns))
        case "j": move(by: 1, board)
        case "k": move(by: -1, board)
        case "p", " ": frozen = frozen == nil ? current : nil
        case "s": sort()
        case "/": prompt = Prompt(purpose: .filter, label: "Filter: ", text: filter)
        case "+", "=": span = max(span - 1, 0)
        case "-": span = min(span + 1, Self.spans.count - 1)
        case "x": explain(board)
        case "c": compare(board)
        case "w": askForFile(board)
        case "1"..."6":
            if let number = character.wholeNumberValue, let tab = Tab(rawValue: number - 1) { self.tab = tab }
        default: message = "no such key: ? shows them"
        }
        return nil
    }

    private mutating func turn(by step: Int) {
        let count = Tab.allCases.count
        tab = Tab(rawValue: (tab.rawValue + step + count) % count) ?? .failures
    }

    private mutating func sort() {
        guard !tab.orders.isEmpty else { return message = "this list cannot be sorted in another way" }
        orders[tab] = ((orders[tab] ?? 0) + 1) % tab.orders.count
        message = order.map { "sorted by \($0.words)" }
    }

    var order: Tab.Order? { tab.orders.isEmpty ? nil : tab.orders[(orders[tab] ?? 0) % tab.orders.count] }

    // MARK: Rows

    func rows(_ board: Board) -> [RowSubject] { RowList.rows(of: tab, board, by: order, filter) }

    /// The chosen row among these: where it has moved to or, if it is gone, what is in its place.
    func chosenIndex(in rows: [RowSubject]) -> Int? {
        guard !rows.isEmpty else { return nil }
        guard let (identity, place) = chosen[tab] else { return 0 }
        return rows.firstIndex { $0.identity == identity } ?? min(place, rows.count - 1)
    }

    private mutating func move(by step: Int, _ board: Board) {
        let rows = rows(board)
        guard let index = chosenIndex(in: rows) else {
            tops[tab] = max(0, (tops[tab] ?? 0) + (abs(step) > 1 << 20 ? 0 : step))
            return
        }
        let next = max(0, min(index + step, rows.count - 1))
        chosen[tab] = (rows[next].identity, next)
    }

    private func subject(_ board: Board) -> RowSubject? {
        let rows = rows(board)
        return chosenIndex(in: rows).map { rows[$0] }
    }

    // MARK: What keys open

    func details(_ board: Board) -> Details {
        Details(board: board, clock: options.clock, width: size.columns)
    }

    private mutating func open(_ board: Board) {
        switch subject(board) {
        case .failure(let group)?: show(group.example, board)
        case .connection(let connection)?: show(connection, board)
        case .service(let party)?, .client(let party)?:
            filter = party.name
            tab = .live
        case .certificate(let certificate)?:
            overlay = Overlay("Certificate", details(board).facts(of: certificate))
        case nil: break
        }
    }

    private mutating func show(_ connection: ViewedConnection, _ board: Board) {
        overlay = Overlay("Connection \(connection.name)", details(board).whole(of: connection))
    }

    private mutating func explain(_ board: Board) {
        guard let connection = subject(board)?.connection else {
            return message = "choose a failure or a connection to have it explained"
        }
        let term = connection.status == .failed ? connection.causeCode : connection.status.rawValue
        let answer = Catalogue.shared.explain(Array(term.utf8))
        let text = ExplanationText(width: size.columns, usesColor: true).text(of: answer, for: term)
        overlay = Overlay("Explanation", Self.lines(text).flatMap { $0.folded(to: size.columns) })
    }

    private mutating func compare(_ board: Board) {
        guard let connection = subject(board)?.connection else {
            return message = "choose a failure to compare it with a good handshake"
        }
        guard let bad = connection.report else {
            return message =
                "records lack the messages that a comparison needs: use 'mtlscope compare CAPTURE', or 'top' with the packets"
        }
        let others = board.goodReports.filter { $0.id != bad.id }
        guard let pair = PairSelection(good: others, bad: [bad], isSameCapture: true) else {
            return message = "no good handshake was seen to compare with"
        }
        let report = ComparisonReport(
            Comparison(good: pair.good, bad: pair.bad),
            good: ComparisonReport.Input(name: board.source),
            bad: ComparisonReport.Input(name: board.source)
        )
        let text = ComparisonText(ComparisonText.Options(width: size.columns, usesColor: true)).bytes(
            of: report
        )
        overlay = Overlay(
            "Compared: #\(pair.good.id.number) went well, #\(pair.bad.id.number) did not",
            Self.lines(String(decoding: text, as: UTF8.self))
        )
    }

    private mutating func askForFile(_ board: Board) {
        guard let connection = subject(board)?.connection else {
            return message = "choose a failure or a connection to save its packets"
        }
        if let reason = options.noPackets { return message = reason }
        guard let report = connection.report else { return message = "its packets are not available" }
        prompt = Prompt(
            purpose: .save(connection),
            label: "Save to: ",
            text: "mtlscope-c\(report.id.number).pcapng"
        )
    }

    private static func lines(_ text: String) -> [StyledLine] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            StyledLine(report: String($0))
        }
        while lines.last?.width == 0 { lines.removeLast() }
        return lines
    }

    // MARK: Overlay and prompt

    private mutating func scroll(_ key: Key) -> Request? {
        let height = max(size.rows - 2, 1)
        switch key {
        case .escape, .enter, .character("q"), .character("?"), .backspace: overlay = nil
        case .up, .character("k"): overlay?.scroll(by: -1, height: height)
        case .down, .character("j"): overlay?.scroll(by: 1, height: height)
        case .pageUp: overlay?.scroll(by: -height, height: height)
        case .pageDown, .character(" "): overlay?.scroll(by: height, height: height)
        case .home: overlay?.scroll(by: -Int(Int32.max), height: height)
        case .end: overlay?.scroll(by: Int(Int32.max), height: height)
        case .left, .right, .tab, .backTab, .character: break
        }
        return nil
    }

    private mutating func type(_ key: Key) -> Request? {
        guard let typed = prompt else { return nil }
        switch key {
        case .character(let character):
            if typed.text.count < Prompt.longest { prompt?.text.append(character) }
        case .backspace: _ = prompt?.text.popLast()
        case .escape: prompt = nil
        case .enter:
            prompt = nil
            switch typed.purpose {
            case .filter: filter = typed.text
            case .save(let connection):
                guard !typed.text.isEmpty, let report = connection.report else { return nil }
                return .save(report, path: typed.text)
            }
        case .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .tab, .backTab: break
        }
        return nil
    }
}

extension Board {
    /// Handshakes that went well, to compare others with; only those whose packets were read here.
    var goodReports: [ConnectionReport] {
        let completed =
            goods.values.filter { $0.status == .completed } + recent.filter { $0.status == .completed }
        return completed.compactMap(\.report)
    }
}
