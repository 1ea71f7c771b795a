import ByteParsing
import HandshakeAnalysis
import Reporting
import TerminalScreen

/// What this process takes, as whoever runs the view measures it.
public struct ProcessFacts: Hashable, Sendable {
    /// Of one processor, since it was measured last.
    public var cpuPercent: Double?
    public var residentBytes: Int?

    public init(cpuPercent: Double? = nil, residentBytes: Int? = nil) {
        self.cpuPercent = cpuPercent
        self.residentBytes = residentBytes
    }
}

/// The lines at the top: how it goes, and how handshakes and failures went.
struct Header {
    static let height = 4
    /// Beside a row of bars.
    private static let label = 11
    private static let remark = 30

    let board: Board
    let clock: ClockText
    let isASCII: Bool
    let isPaused: Bool
    /// That the bars cover; `nil` for all.
    let span: Int64?
    let process: ProcessFacts

    func lines(width: Int) -> [StyledLine] { [title(width), state(width)] + bars(width) }

    // MARK: State

    private func title(_ width: Int) -> StyledLine {
        var end = StyledLine()
        if isPaused { end.append(" PAUSED ", .reversed) }
        if let ending = board.ending, !isPaused {
            end.append(board.isLive ? " \(Self.short(ending))" : " read")
        }
        if let progress = board.state.progress, board.ending == nil {
            end.append(" reading \(Int(progress * 100)) %", .yellow)
        }
        if let now = board.now { end.append(" \(clock.second(now))", .bold) }
        var line = StyledLine("mtlscope top ", .bold)
        line.append(board.source, .plain)
        let rates = rates
        if line.width + 2 + rates.width + end.width <= width {
            line.append("  ")
            line.append(rates)
        }
        line = line.cut(to: width - end.width)
        line.pad(to: width - end.width)
        line.append(end)
        return line
    }

    private static func short(_ ending: String) -> String { ending.utf8.count > 20 ? "ended" : ending }

    private var rates: StyledLine {
        var line = StyledLine()
        if board.isLive {
            let rates = board.history.rates(over: 5)
            line.append("\(Quantity.rate(rates.handshakes)) handshakes/s, ")
            line.append("\(Quantity.rate(rates.failures)) failed/s", rates.failures > 0 ? .red : .plain)
            if let packets = board.traffic.packetsPerSecond {
                line.append("  \(ShortWords.number(packets)) pkt/s")
            }
        } else {
            line.append("\(ShortWords.many(board.state.packets, "packet"))")
        }
        return line
    }

    private func state(_ width: Int) -> StyledLine {
        let state = board.state
        var parts: [StyledLine] = []
        let failed = board.failures > 0 ? CellStyle.red : .plain
        var outcome = StyledLine("\(ShortWords.number(board.connections)) TLS, ")
        outcome.append("\(ShortWords.number(board.failures)) failed", failed)
        parts.append(outcome)
        if board.isLive || board.lost > 0 {
            parts.append(
                board.lost > 0
                    ? StyledLine("\(ShortWords.number(board.lost)) LOST", .alarm)
                    : StyledLine(
                        state.lost == nil ? "loss unknown" : "0 lost",
                        state.lost == nil ? .dim : .plain
                    )
            )
        }
        if let tracked = state.tracked { parts.append(StyledLine("\(ShortWords.number(tracked)) tracked")) }
        if let queue = queue { parts.append(queue) }
        if let cpu = process.cpuPercent { parts.append(StyledLine("CPU \(Int(cpu.rounded())) %")) }
        if let resident = state.residentBytes ?? process.residentBytes {
            parts.append(StyledLine(EventText.size(resident)))
        }
        if board.isLive, let bytes = board.traffic.bytesPerSecond {
            parts.append(StyledLine(Quantity.bits(bytes)))
        }
        if board.unreadable > 0 {
            parts.append(StyledLine("\(ShortWords.many(board.unreadable, "line")) unreadable", .yellow))
        }
        return joined(parts, width)
    }

    /// What waits to be written, where somebody writes.
    private var queue: StyledLine? {
        guard let bytes = board.state.queuedBytes, let capacity = board.state.queueCapacity, capacity > 0
        else {
            return nil
        }
        var line = StyledLine("queue \(Quantity.percent(UInt64(bytes), of: UInt64(capacity)))")
        if board.state.droppedReports > 0 {
            line.append(" \(ShortWords.number(board.state.droppedReports)) DROPPED", .alarm)
        }
        return line
    }

    /// As many as fit, the first ones first.
    private func joined(_ parts: [StyledLine], _ width: Int) -> StyledLine {
        var line = StyledLine()
        for part in parts {
            let gap = line.width == 0 ? 0 : 3
            guard line.width + gap + part.width <= width else { continue }
            line.append(gap > 0 ? "   " : "")
            line.append(part)
        }
        return line
    }

    // MARK: Bars

    private func bars(_ width: Int) -> [StyledLine] {
        let room = max(width - Self.label - Self.remark, 10)
        let cells = board.history.cells(room, last: span)
        var handshakes = StyledLine("handshakes ")
        handshakes.append(Sparkline.text(cells.handshakes, isASCII: isASCII), .green)
        handshakes.pad(to: Self.label + room + 1)
        handshakes.append(most(cells.handshakes, cells), .dim)
        var failures = StyledLine("failures   ")
        failures.append(Sparkline.text(cells.failures, isASCII: isASCII), .red)
        failures.pad(to: Self.label + room + 1)
        if let onset = board.onset {
            failures.append("began \(clock.second(onset.began))", .red)
            failures.append(", last \(clock.second(onset.last))")
        } else {
            failures.append("none so far", .dim)
        }
        return [handshakes.cut(to: width), failures.cut(to: width)]
    }

    /// What the highest bar stands for.
    private func most(_ counts: [UInt64], _ cells: RateHistory.Cells) -> String {
        let most = counts.max() ?? 0
        let seconds = cells.secondsPerCell
        return seconds == 1
            ? "most \(ShortWords.number(most))/s"
            : "most \(ShortWords.number(most)) \(Quantity.span(seconds))"
    }
}
