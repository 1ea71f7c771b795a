import ByteParsing
import HandshakeAnalysis
import Reporting
import TLSWire
import TerminalScreen

/// What is shown of the chosen row: cause, next step, the last good handshake of the same pair, messages.
struct Details {
    let board: Board
    let clock: WallClock
    let width: Int

    var page: ConnectionPage { ConnectionPage(width: width, usesColor: true, clock: clock) }
    var time: ClockText { ClockText(clock: clock) }

    // MARK: Pane

    func pane(for subject: RowSubject) -> [StyledLine] {
        switch subject {
        case .failure(let group):
            let times =
                "\(ShortWords.many(group.count, "failure")), began \(time.second(group.onset.began)), last "
                + "\(time.second(group.onset.last))"
            return pane(for: group.example, times: times)
        case .connection(let connection): return pane(for: connection, times: nil)
        case .service(let party): return facts(of: party, isService: true)
        case .client(let party): return facts(of: party, isService: false)
        case .certificate(let certificate): return facts(of: certificate)
        }
    }

    /// The cause and the next step first: there may be room for no more.
    private func pane(for connection: ViewedConnection, times: String?) -> [StyledLine] {
        let parts = parts(of: connection)
        let good = connection.status == .failed ? good(for: connection) : []
        let counted = times.map { labelled("Times", $0) } ?? []
        return parts.head + parts.causes + good + counted + parts.outcome + ladder(of: connection)
    }

    func labelled(
        _ label: String,
        _ text: String,
        _ severity: Diagnosis.Severity? = nil
    ) -> [StyledLine] {
        page.labelled(label, text, severity).map { StyledLine(report: $0) }
    }

    struct Parts {
        var head: [StyledLine]
        /// Of a failure: what happened.
        var outcome: [StyledLine] = []
        /// Why, and the next step.
        var causes: [StyledLine] = []

        var all: [StyledLine] { head + outcome + causes }
    }

    func parts(of connection: ViewedConnection) -> Parts {
        switch connection.detail {
        case .report(let report):
            let parts = page.parts(of: report)
            func styled(_ lines: [String]) -> [StyledLine] { lines.map { StyledLine(report: $0) } }
            return Parts(
                head: styled(parts.head),
                outcome: styled(parts.outcome),
                causes: styled(parts.causes)
            )
        case .record(let detail):
            return Parts(
                head: [head(of: connection)],
                outcome: outcome(of: connection),
                causes: findings(connection, detail, isVerbose: false)
            )
        case .tally:
            let number = ShortWords.many(connection.count, "connection")
            return Parts(
                head: [head(of: connection)],
                outcome: outcome(of: connection),
                causes: labelled(
                    "Counted",
                    "\(number); the watch sums up (--summarize), and writes none of them"
                )
            )
        }
    }

    private func good(for connection: ViewedConnection) -> [StyledLine] {
        guard let good = board.good(like: connection) else {
            return labelled("Last good", "no finished handshake of this client and server was seen")
        }
        let place = "\(good.name) at \(time.timeOfDay(good.start))"
        let outcome = good.status == .completed ? "" : " (\(ShortWords.words(for: good.status)))"
        let compares = good.report != nil && connection.report != nil ? "; c compares" : ""
        return labelled("Last good", place + outcome + compares)
    }

    private func ladder(of connection: ViewedConnection) -> [StyledLine] {
        switch connection.detail {
        case .report(let report): return page.ladder(of: report).map { StyledLine(report: $0) }
        case .record(let detail):
            guard detail.messages.isEmpty else {
                return page.ladder(of: detail.messages.map(Self.message)).map { StyledLine(report: $0) }
            }
            let lacking =
                detail.isBrief
                ? "these records are brief: start the watch with '--detail normal' for causes and next steps, or with 'full' for messages as well"
                : "these records have no messages: start the watch with '--detail full'"
            return labelled("Ladder", lacking)
        case .tally: return []
        }
    }

    private static func message(_ message: RecordedDetail.Message) -> ConnectionPage.RecordedMessage {
        ConnectionPage.RecordedMessage(
            frame: message.frame,
            elapsed: message.elapsed,
            sender: message.sender,
            name: message.name,
            details: message.details
        )
    }

    // MARK: Everything

    /// For the whole screen.
    func whole(of connection: ViewedConnection) -> [StyledLine] {
        let lines: [StyledLine] =
            switch connection.detail {
            case .report(let report): page.lines(for: report).map { StyledLine(report: $0) }
            case .record(let detail):
                [head(of: connection)] + outcome(of: connection)
                    + findings(connection, detail, isVerbose: true) + ladder(of: connection)
                    + connection.recordedCertificates.flatMap { [StyledLine()] + facts(of: $0) }
            case .tally: parts(of: connection).all
            }
        return lines + (connection.status == .failed ? good(for: connection) : [])
    }
}
