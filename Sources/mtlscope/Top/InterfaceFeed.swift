import AnalysisPipeline
import HandshakeAnalysis
import LiveView
import OutputWriting
import Redacting
import Reporting
import Synchronization

/// Packets of interfaces, as `watch` reads them.
final class InterfaceFeed: TopFeed {
    /// Packets that are kept for `w`.
    private static let historyBytes = 64 << 20

    let name: String
    let isLive = true
    let readsPackets = true
    let noPackets: String?
    private let redaction: Redaction
    private let settings: LiveSettings
    private let history = Mutex<PacketHistory?>(nil)
    private let saved = Mutex<[ConnectionID: String]>([:])

    init(_ capture: CaptureOptions, _ evidence: EvidenceOptions, _ redaction: Redaction) {
        self.redaction = redaction
        noPackets = redaction.isNothing ? nil : Diagnostics.topSavesNothingRedacted
        name = capture.interface.joined(separator: ", ")
        var settings = capture.settings(evidence)
        settings.keepsEvents = true
        settings.tellsState = true
        settings.historyBytes = Self.historyBytes
        self.settings = settings
    }

    func run(_ session: TopSession) {
        do {
            var analysis = try LiveAnalysis(settings, control: Interruption.control)
            history.withLock { $0 = analysis.history }
            session.start.succeed()
            let redaction = redaction
            let summary = try analysis.run { event in session.tell(Self.events(of: redaction.event(event))) }
            session.tell([.state(ViewedState(summary)), .end("nothing is watched any more")])
            if let failure = analysis.failure {
                session.end(ExitStatus.of(failure), [Watch.explanation(of: failure)])
            }
        } catch {
            session.start.fail(error)
            session.end(ExitStatus.inputOutput, [])
        }
    }

    private static func events(of event: LiveEvent) -> [ViewEvent] {
        switch event {
        case .connections(let reports): reports.map { .connection(ViewedConnection($0)) }
        case .loss(let loss):
            [
                .loss(
                    ViewedLoss(
                        start: loss.start,
                        end: loss.end,
                        byKernel: loss.droppedByKernel,
                        byInterface: loss.droppedByInterface
                    )
                )
            ]
        case .interface(let change):
            EventText.line(for: event).map { [.interface($0, at: change.time)] } ?? []
        case .state(let summary), .statistics(let summary): [.state(ViewedState(summary))]
        case .time(let time): [.time(time)]
        case .notReloaded: EventText.line(for: event).map { [.notice($0)] } ?? []
        // Certificates come with their connections.
        case .certificate, .reloaded: []
        }
    }

    func save(_ report: ConnectionReport, to path: String, _ session: TopSession) {
        if let earlier = saved.withLock({ $0[report.id] }) {
            return session.say(Diagnostics.topSavedBefore(report.id, earlier))
        }
        guard let history = history.withLock({ $0 }), let chosen = history.choose(report),
            !chosen.packets.isEmpty
        else {
            return session.say(Diagnostics.topPacketsGone(report.id))
        }
        // What comes later of connections that were saved is not waited for.
        _ = history.takeLate()
        var packets = SavedPackets(of: report)
        for packet in chosen.packets { packets.add(packet) }
        session.say(packets.save(to: path, lacksBeginning: chosen.lacksBeginning))
        if packets.isSaved { saved.withLock { $0[report.id] = path } }
    }

    func close() {}
}
