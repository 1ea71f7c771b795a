import AnalysisPipeline
import ByteParsing
import HandshakeAnalysis
import LiveView
import OutputWriting
import Redacting
import Reporting
import Synchronization
import Threading

/// The packets of captures, as `analyze` reads them.
final class CaptureFeed: TopFeed {
    /// How long after its last connection a stream counts as current, in nanoseconds.
    private static let current: Int64 = 600_000_000_000

    let name: String
    let isLive: Bool
    let readsPackets = true
    let noPackets: String?
    private let inputs: [String]
    private let evidence: EvidenceOptions
    private let redaction: Redaction
    private let threads: Int
    private let follows: Bool
    private let isSaving = Atomic<Bool>(false)

    /// `isStream` where the inputs can be read but once.
    init(
        _ inputs: [String],
        _ evidence: EvidenceOptions,
        _ redaction: Redaction,
        threads: Int,
        follows: Bool,
        name: String? = nil,
        isStream: Bool = false
    ) {
        self.name =
            name ?? (inputs.count > 1 ? "\(inputs[0]) and \(inputs.count - 1) more" : inputs.first ?? "")
        self.inputs = inputs
        self.evidence = evidence
        self.redaction = redaction
        self.threads = threads
        self.follows = follows
        isLive = follows || isStream
        noPackets =
            !redaction.isNothing
            ? Diagnostics.topSavesNothingRedacted : isStream ? Diagnostics.topStreamIsGone : nil
    }

    func run(_ session: TopSession) {
        do {
            var analysis = try CaptureAnalysis(
                inputs: inputs,
                filter: evidence.filter,
                keyLogs: evidence.keyLog,
                openVPNKeys: evidence.openvpnKey,
                follows: follows,
                keepsEvents: true,
                checks: evidence.checks,
                threads: threads,
                memory: evidence.memory
            )
            // A stream may be silent for long.
            if isLive { session.start.succeed() }
            var next = ContinuousClock.now
            var last: Timestamp?
            let redaction = redaction
            let summary = try analysis.run { reports in
                session.start.succeed()
                last = reports.last?.last.time ?? last
                session.tell(reports.map { .connection(ViewedConnection(redaction.report($0))) })
            } onProgress: { progress in
                if ContinuousClock.now >= next {
                    next = .now + .milliseconds(200)
                    session.tell(self.events(of: progress, last: last))
                }
                return !session.isOver
            }
            finish(session, summary)
        } catch {
            session.start.fail(error)
            session.end(ExitStatus.inputOutput, [])
        }
    }

    private func events(of progress: CaptureAnalysis.Progress, last: Timestamp?) -> [ViewEvent] {
        var state = ViewedState()
        state.packets = progress.packets
        if let total = progress.totalBytes, total > 0 {
            state.progress = min(Double(progress.bytesRead) / Double(total), 1)
        }
        // The clock on the wall says nothing of packets that are long past.
        let isCurrent = last.map { Timestamp.now.nanoseconds - $0.nanoseconds < Self.current } ?? false
        return [.state(state)] + (isLive && isCurrent ? [.time(.now)] : [])
    }

    private func finish(_ session: TopSession, _ summary: AnalysisSummary) {
        let status = ExitStatus.of(summary)
        let problems = summary.inputs.flatMap { input in
            input.problems.map { Diagnostics.problem($0, with: input.path) }
        }
        session.end(status, problems)
        // Where nothing could be read, there is nothing to be shown.
        if let status, summary.packetCount == 0, !isLive { session.start.fail(status) }
        session.tell([.state(ViewedState(summary)), .end("everything was read")])
        session.start.succeed()
    }

    // MARK: Saving

    func save(_ report: ConnectionReport, to path: String, _ session: TopSession) {
        guard !isSaving.exchange(true, ordering: .acquiringAndReleasing) else {
            return session.say(Diagnostics.topIsSaving)
        }
        session.say(Diagnostics.topReadsAgain)
        let thread = Thread {
            session.say(self.saved(report, to: path, session))
            self.isSaving.store(false, ordering: .releasing)
        }
        guard let thread else {
            isSaving.store(false, ordering: .releasing)
            return session.say(Diagnostics.failed("top", "the system has no thread left"))
        }
        thread.detach()
    }

    private func saved(_ report: ConnectionReport, to path: String, _ session: TopSession) -> String {
        var selection = ConnectionSelection()
        selection.add(report)
        var packets = SavedPackets(of: report)
        do {
            var extraction = try PacketExtraction(
                inputs: inputs,
                filter: evidence.filter,
                selection: selection
            )
            try extraction.run { packet, bytes in
                packets.add(
                    bytes,
                    packet.reference,
                    linkType: packet.linkType,
                    originalLength: packet.originalLength
                )
            } onProgress: { _ in
                // A file that still grows has no end.
                !session.isOver && !packets.isFull
            }
        } catch {
            return Diagnostics.topPacketsGone(report.id)
        }
        return packets.save(to: path)
    }

    func close() {}
}
