import ByteParsing
import HandshakeAnalysis
import MetricsServing
import OutputWriting
import Reporting
import Synchronization

/// Counts what a watch sees, and hands the counters out: another consumer of its events, which never makes capture wait.
final class WatchMetricsOutput {
    /// How often the file is written.
    private static let fileInterval = Duration.seconds(15)
    private static let patience = Duration.milliseconds(300)
    /// A capture loop that was not heard of for so long is stuck.
    private static let longestSilence: Int64 = 10_000_000_000

    /// What the threads share.
    private final class Counters: Sendable {
        let metrics: Mutex<WatchMetrics>
        init(_ metrics: WatchMetrics) { self.metrics = Mutex(metrics) }

        func text(_ format: MetricsFormat) -> [UInt8] {
            // A copy: writing it down takes longer than counting may wait.
            let metrics = metrics.withLock { $0 }
            return format.text(of: metrics.families(at: .now))
        }

        func answer(_ question: HTTPQuestion) -> HTTPAnswer {
            switch question.path {
            case "/metrics":
                let format = MetricsFormat(accept: question.accept)
                return HTTPAnswer(status: 200, contentType: format.contentType, body: text(format))
            case "/healthz":
                let heard = metrics.withLock { $0.lastHeard }
                let silence = heard.map { Timestamp.now.nanoseconds - $0.nanoseconds } ?? 0
                return silence <= longestSilence
                    ? .text(200, "ok")
                    : .text(503, "no sign of life from capture for \(silence / 1_000_000_000) s")
            case "/": return .text(200, "mtlscope: see /metrics and /healthz")
            default: return .text(404, "there is nothing here; see /metrics and /healthz")
            }
        }
    }

    private let counters: Counters
    private let server: MetricsServer?
    private let file: PeriodicFile?

    /// `nil` where no counters are asked for.
    init?(_ options: MetricsOptions) throws {
        guard options.isWanted else { return nil }
        var settings = WatchMetrics.Options()
        for rule in options.metricsBy { settings.dimensions[rule.dimension] = rule.values }
        settings.release = Mtlscope.release
        let counters = Counters(WatchMetrics(settings))
        self.counters = counters
        if let text = options.metrics, let address = ListeningAddress(text) {
            do throws(MetricsServer.Failure) {
                let server = try MetricsServer(address) { counters.answer($0) }
                let place = SocketAddress(address: address.address, port: server.port)
                Console.sayIfReady("metrics at http://\(place)/metrics")
                self.server = server
            } catch {
                Console.say(Diagnostics.cannotListen(address.description, error.text))
                throw ExitStatus.inputOutput
            }
        } else {
            server = nil
        }
        do throws(Descriptor.Failure) {
            file = try options.metricsFile.map { path throws(Descriptor.Failure) in
                try PeriodicFile(path, mode: 0o644, every: Self.fileInterval) {
                    counters.text(.prometheus)
                } onNotice: { failure in
                    if let failure { Console.sayIfReady(Diagnostics.outputFails(path, failure.text)) }
                }
            }
        } catch {
            throw ReportOutput.ending(error, options.metricsFile)
        }
    }

    /// `queue` is what waits to be written.
    func receive(_ event: LiveEvent, _ queue: @autoclosure () -> LiveState.Queue?) {
        var waiting: LiveState.Queue?
        if case .time = event { waiting = queue() }
        counters.metrics.withLock { metrics in
            metrics.receive(event, now: .now)
            if let waiting { metrics.note(waiting) }
        }
    }

    /// Has the file written a last time.
    func finish(_ summary: AnalysisSummary) {
        receive(.statistics(summary), nil)
        file?.finish(within: Self.patience)
    }
}
