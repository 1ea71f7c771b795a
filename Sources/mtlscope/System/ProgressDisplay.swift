import AnalysisPipeline
import OutputWriting
import Reporting

/// A line on standard error that says how far a long analysis has come, if that is a terminal.
struct ProgressDisplay {
    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)

    private let width: Int?
    private let start = ContinuousClock.now
    private var next: ContinuousClock.Instant
    private var isShown = false

    init() {
        width = Descriptor.standardError.terminalWidth
        next = .now + Self.delay
    }

    mutating func update(_ progress: CaptureAnalysis.Progress, connections: UInt64, failures: UInt64 = 0) {
        guard let width, ContinuousClock.now >= next else { return }
        next = .now + Self.interval
        let line = ProgressText.line(
            bytesRead: progress.bytesRead,
            totalBytes: progress.totalBytes,
            packets: progress.packets,
            connections: connections,
            failures: failures,
            seconds: Double((ContinuousClock.now - start).components.seconds)
                + Double((ContinuousClock.now - start).components.attoseconds) / 1e18,
            width: width
        )
        try? Descriptor.standardError.write("\r\u{1B}[K\(line)")
        isShown = true
    }

    /// Takes the line away, so that something else can be printed.
    mutating func clear() {
        guard isShown else { return }
        try? Descriptor.standardError.write("\r\u{1B}[K")
        isShown = false
    }
}
